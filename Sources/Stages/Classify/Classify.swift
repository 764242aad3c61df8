// `classify`: labels documents with any fastText model and filters by label and score.
import FastText
import PipelineCore

/// Predicts labels with a fastText model. Presets read text as DCLM's quality model or Dolma's
/// classifiers were trained on it.
public struct Classify: Filter, ReadingFiles {
    public static let info = StageInfo(
        name: "classify",
        summary: "Labels documents with a fastText model and filters by label and score.",
        source: "DCLM's quality filter (Li et al. 2024): keep __label__hq at 0.018112; "
            + "Dolma's taggers (Soldaini et al. 2024): lower-case text",
        example: "- classify: { model: quality.bin, label: hq, min_score: 0.018112 }")

    public struct Options: StageOptions {
        public var model = ""
        public var prepare: Preparation = .line
        public var label = ""
        public var minScore: Double?
        public var maxScore: Double?
        public var keep: [String] = []
        public var drop: [String] = []
        public var sampleBytes = 0
        public var languages: [String] = []

        public init() {}

        public static let bounds: [String: OptionBounds] = [
            "min_score": .share, "max_score": .share,
        ]

        public static let help: KeyValuePairs = [
            "model": "a fastText .bin or .ftz file, or builtin:NAME",
            "prepare": "line or dclm: line feeds to blanks; dolma: and lower case; letters; folded",
            "label": "the label whose probability is measured; empty measures the best label's",
            "min_score": "drop documents where the label's probability is lower",
            "max_score": "drop documents where the label's probability is higher",
            "keep": "labels to keep; empty keeps all",
            "drop": "labels to drop",
            "sample_bytes": "bytes read per document, spread evenly; 0 reads all of it",
            "languages": "languages that the model is for: other documents are not judged, and "
                + "stay; empty: what a built-in model's card says, all of them for a file",
        ]
    }

    public enum Preparation: String, Codable, CaseIterable, Sendable {
        case line
        case letters
        case folded
        case dclm
        case dolma

        var text: TextPreparation {
            switch self {
            case .line, .dclm: .line
            case .dolma: .lowercaseLine
            case .letters: .letters
            case .folded: .folded
            }
        }
    }

    public enum Column: Int, MeasurementColumn {
        case judged
        case label
        case score

        public var measurement: Measurement {
            switch self {
            case .judged: .judged("the text is in one of the model's languages")
            case .label: Measurement("label", .label, "the most probable label")
            case .score:
                Measurement("score", .score, "probability of the chosen label, or of the best")
            }
        }
    }

    public let rules: [Rule<Column>]
    public let files: [String]
    private let classifier: DocumentClassifier
    private let scope: LanguageScope
    /// Nil: the best label's score.
    private let chosen: Int?

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(!options.model.isEmpty, "model", "must name a file")
        try OptionError.check(options.sampleBytes >= 0, "sample_bytes", "must not be negative")
        files = classifierFiles(options.model, in: context)
        let model = try loadClassifier(options.model, option: "model", in: context)
        for (option, names) in [
            ("label", options.label.isEmpty ? [] : [options.label]), ("keep", options.keep),
            ("drop", options.drop),
        ] {
            for name in names {
                let known = model.vocabulary.index(
                    ofLabel: Vocabulary.labelPrefix + Array(name.utf8))
                try OptionError.check(known != nil, option, "the model has no label '\(name)'")
            }
        }
        chosen =
            options.label.isEmpty
            ? nil
            : model.vocabulary.index(ofLabel: Vocabulary.labelPrefix + Array(options.label.utf8))
        classifier = DocumentClassifier(
            model, preparation: options.prepare.text,
            sample: options.sampleBytes == 0 ? nil : EvenSample(limit: options.sampleBytes))
        scope = try LanguageScope(
            modelLanguages(options.model, options.languages, option: "languages"),
            option: "languages", in: context)
        rules = Self.rules(options, judgesAll: scope.languages.isEmpty)
    }

    private static func rules(_ options: Options, judgesAll: Bool) -> [Rule<Column>] {
        var rules: [Rule<Column>] = []
        if !options.keep.isEmpty {
            // What is not judged has no label, and stays.
            let kept = options.keep + (judgesAll ? [] : [""])
            rules.append(.drop("label_not_kept", when: .label, .isNoneOf(kept)))
        }
        if !options.drop.isEmpty {
            rules.append(.drop("label_dropped", when: .label, .isOneOf(options.drop)))
        }
        if let least = options.minScore {
            rules.append(.drop("score_too_low", when: .score, .isBelow(least)))
        }
        if let most = options.maxScore {
            rules.append(.drop("score_too_high", when: .score, .isAbove(most)))
        }
        return rules
    }

    public func makeScratch() -> DocumentClassifier.Scratch { classifier.makeScratch() }

    public func measure(
        _ document: Document, using scratch: inout DocumentClassifier.Scratch,
        in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        record[.judged] = scope.place(of: document, in: shared) == .outside ? 0 : 1
        guard record[.judged] == 1 else { return }
        let top = chosen == nil ? 1 : classifier.model.vocabulary.labelCount
        classifier.classify(document.text.span, top: top, using: scratch)
        let predictions = scratch.state.predictions
        guard let best = predictions.first else { return }
        record.label(.label, classifier.name(of: best.label))
        let measured = chosen.flatMap { label in predictions.first { $0.label == label } } ?? best
        record[.score] = min(1, Double(measured.probability))
    }
}
