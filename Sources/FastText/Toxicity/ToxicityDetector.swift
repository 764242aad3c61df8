// Word lists and a small model, combined to one score.
import Glibc

/// Scores how toxic a text is, from 0 to 1.
///
/// The evidence of the word lists and the answer of the embedded model (trained on English) add up
/// as in a logistic regression.
public struct ToxicityDetector: Sendable {
    package let scorer: ToxicityScorer
    private let model: FastTextModel?
    private let toxicLabel: Int

    /// Fitted by logistic regression on the model's cross-validated answers over the development
    /// set, with weight on sentences that name groups without ill will; see the model's card.
    private static let offset: Float = -1.04
    private static let modelFactor: Float = 0.206
    private static let weightFactor: Float = 0.92
    private static let termFactor: Float = 0.46
    /// Without a listed term the model must be surer.
    private static let unlistedOffset: Float = -0.3

    /// - Parameter model: one that was trained on ``FoldedText``; nil for word lists alone.
    /// - Returns: nil if the model hasn't got the label `toxic`.
    public init?(_ terms: [ToxicTerm], model: FastTextModel?) {
        let label = model?.vocabulary.index(ofLabel: Array("__label__toxic".utf8))
        guard let toxicLabel = model == nil ? 0 : label else { return nil }
        scorer = ToxicityScorer(terms)
        self.model = model
        self.toxicLabel = toxicLabel
    }

    /// What was found in a sentence or a document.
    public struct Finding: Equatable, Sendable {
        public var evidence: ToxicityEvidence
        /// The model's highest probability of toxic; not a number without a model.
        public var probability: Float
        public var score: Float
        /// The share of words in sentences that are toxic rather than not.
        public var toxicShare: Float = 0
    }

    /// The share of a document's words in toxic sentences from which on it is as toxic as they are:
    /// one odd sentence in a long text isn't a toxic text.
    private static let fullShare: Float = 0.25
    /// How much of a sentence counts that is toxic by the model alone, among other sentences.
    private static let unlistedShare: Float = 0.25

    /// How many sentences without a listed term the model is asked about, spread over the text.
    private static let mostAsked = 64

    /// Judges each sentence, then the document by how much of it is toxic.
    ///
    /// The model reads every sentence with a listed term, and of the others, in a long text, some.
    ///
    /// - Parameter asksModel: whether the model has a say; else the lists alone.
    public func examineDocument(
        _ text: Span<UInt8>, asksModel: Bool = true, using scratch: Scratch
    ) -> Finding {
        var whole = Finding(evidence: ToxicityEvidence(), probability: .nan, score: 0)
        var (toxicWords, toxicScore, highest) = (Float(0), Float(0), Float(0))
        text.withUnsafeBufferPointer { text in
            var nextAsked = 0
            for range in Sentences(text) {
                let sentence = UnsafeBufferPointer(rebasing: text[range])
                let isTurn = asksModel && range.lowerBound >= nextAsked
                if isTurn { nextAsked = range.lowerBound + text.count / Self.mostAsked }
                let found = examine(sentence, isTurn ? .yes : asksModel ? .ofTerms : .no, scratch)
                whole.evidence.add(found.evidence)
                whole.probability = Float.maximum(whole.probability, found.probability)
                highest = max(highest, found.score)
                guard found.score > 0.5 else { continue }
                // In running text the model alone is wrong more often than in a message.
                let isAlone = found.evidence.terms == 0 && sentence.count < text.count
                let words = Float(found.evidence.words) * (isAlone ? Self.unlistedShare : 1)
                toxicWords += words
                toxicScore += found.score * words
            }
        }
        guard toxicWords > 0 else {
            whole.score = highest
            return whole
        }
        whole.toxicShare = toxicWords / Float(max(1, whole.evidence.words))
        whole.score =
            toxicScore / toxicWords * min(1, whole.toxicShare / Self.fullShare)
        return whole
    }

    public final class Scratch {
        let words = ToxicityScorer.Scratch()
        let state: FastTextModel.State?

        init(_ state: FastTextModel.State?) { self.state = state }
    }

    public func makeScratch() -> Scratch { Scratch(model?.makeState()) }

    /// Judges a text as one sentence.
    public func examine(_ text: Span<UInt8>, using scratch: Scratch) -> Finding {
        text.withUnsafeBufferPointer { examine($0, .yes, scratch) }
    }

    private enum ModelQuestion {
        case no, yes
        /// Only where the text has a listed term.
        case ofTerms
    }

    private func examine(
        _ text: UnsafeBufferPointer<UInt8>, _ question: ModelQuestion, _ scratch: Scratch
    ) -> Finding {
        let evidence = scorer.weigh(text, using: scratch.words)
        let asks = question == .yes || (question == .ofTerms && evidence.terms > 0)
        let probability = asks ? probability(scratch) : .nan
        return Finding(
            evidence: evidence, probability: probability,
            score: Self.score(evidence, probability))
    }

    static func score(_ evidence: ToxicityEvidence, _ probability: Float) -> Float {
        // Saturates: the fourth slur says little more than the third.
        let lexical = min(evidence.weight / Float(max(evidence.words, 24)) * 24, 8)
        // Where context speaks for the terms, it speaks against what the model sees in them.
        let trust =
            evidence.listedWeight > 0 ? min(1, evidence.weight / evidence.listedWeight) : 1
        var sum = offset + weightFactor * lexical
        sum += evidence.terms > 0 ? termFactor * trust : unlistedOffset
        if !probability.isNaN {
            let opinion = logit(probability)
            let isHeard = evidence.terms > 0 || !evidence.isAboutWords
            sum += modelFactor * (opinion > 0 ? opinion * (isHeard ? trust : 0.5) : opinion)
        }
        return 1 / (1 + exp(-sum))
    }

    /// Reads the beginning of the folded text.
    private func probability(_ scratch: Scratch) -> Float {
        guard let model, let state = scratch.state, scratch.words.folded.count > 2 else {
            return .nan
        }
        scratch.words.folded.withUnsafeBufferPointer { folded in
            let part = UnsafeBufferPointer(rebasing: folded.prefix(2048))
            _ = model.features.extract(part, endsLine: true, into: state.line)
        }
        model.predict(top: 2, threshold: 0, state: state)
        return state.predictions.first { $0.label == toxicLabel }?.probability ?? .nan
    }

    private static func logit(_ probability: Float) -> Float {
        let bounded = min(max(probability, 1e-4), 1 - 1e-4)
        return log(bounded / (1 - bounded))
    }
}
