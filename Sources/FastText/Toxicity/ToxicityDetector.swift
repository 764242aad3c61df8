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

    /// - Parameter model: one that was trained on ``FoldedText``; nil for word lists alone.
    /// - Returns: nil if the model hasn't got the label `toxic`.
    public init?(_ terms: [ToxicTerm], model: FastTextModel?) {
        let label = model?.vocabulary.index(ofLabel: Array("__label__toxic".utf8))
        guard let toxicLabel = model == nil ? 0 : label else { return nil }
        scorer = ToxicityScorer(terms)
        self.model = model
        self.toxicLabel = toxicLabel
    }

    public struct Finding: Equatable, Sendable {
        public var evidence: ToxicityEvidence
        /// The model's probability of toxic; not a number without a model.
        public var probability: Float
        public var score: Float
    }

    public final class Scratch {
        let words = ToxicityScorer.Scratch()
        let state: FastTextModel.State?

        init(_ state: FastTextModel.State?) { self.state = state }
    }

    public func makeScratch() -> Scratch { Scratch(model?.makeState()) }

    public func examine(_ text: Span<UInt8>, using scratch: Scratch) -> Finding {
        let evidence = text.withUnsafeBufferPointer { scorer.weigh($0, using: scratch.words) }
        let probability = probability(scratch)
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
        if evidence.terms > 0 { sum += termFactor * trust }
        if !probability.isNaN {
            let opinion = logit(probability)
            sum += modelFactor * (opinion > 0 ? opinion * trust : opinion)
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
