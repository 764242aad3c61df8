// A language with a score that keeps its word, or none.
import FastText
import PipelineCore

/// What a model says of a text's language.
struct LanguageAnswer {
    /// Nil: no language, as of numbers, code and noise.
    var label: Int?
    /// How often such answers are right; raw probabilities where the model isn't the embedded one.
    var score: Double
    /// The share of the text's words and n-grams that the model knows.
    var knownShare: Double
}

/// Tells languages with a fastText model; the embedded one's answers are calibrated.
struct LanguageTeller: Sendable {
    let classifier: DocumentClassifier
    private let isCalibrated: Bool
    /// The labels of ``LanguageCalibration/twins``.
    private let twins: Set<Int>
    /// The label that the embedded model was taught for what is no language.
    private let none: Int?

    static let noLanguage = Array("und".utf8)

    init(_ classifier: DocumentClassifier, isBuiltin: Bool) {
        self.classifier = classifier
        isCalibrated = isBuiltin
        let vocabulary = classifier.model.vocabulary
        twins = Set(
            LanguageCalibration.twins.compactMap {
                vocabulary.index(ofLabel: Vocabulary.labelPrefix + Array($0.utf8))
            })
        none = vocabulary.index(ofLabel: Vocabulary.labelPrefix + Self.noLanguage)
    }

    /// The embedded model.
    init(sampleBytes: Int) {
        let model = BuiltinModel.language
        self.init(
            DocumentClassifier(
                model.model, preparation: model.preparation,
                sample: EvenSample(limit: sampleBytes)),
            isBuiltin: true)
    }

    func tell(_ text: Span<UInt8>, using scratch: DocumentClassifier.Scratch) -> LanguageAnswer {
        classifier.classify(text, using: scratch)
        let known = scratch.state.knownShare
        guard let best = scratch.state.predictions.first else {
            return LanguageAnswer(label: nil, score: 0, knownShare: 0)
        }
        let probability = min(1, Double(best.probability))
        guard isCalibrated else {
            return LanguageAnswer(label: best.label, score: probability, knownShare: known)
        }
        let score = LanguageCalibration.score(
            probability, knownShare: known, bytes: text.count, isTwin: twins.contains(best.label))
        let isNone = best.label == none || known < LanguageCalibration.leastKnownShare
        return LanguageAnswer(
            label: isNone ? nil : best.label, score: isNone ? 0 : score, knownShare: known)
    }

    func name(of answer: LanguageAnswer) -> [UInt8] {
        answer.label.map(classifier.name(of:)) ?? Self.noLanguage
    }
}
