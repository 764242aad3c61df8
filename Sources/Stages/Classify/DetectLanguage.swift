// `detect_language`: names each document's language and keeps the wanted ones.
import FastText
import PipelineCore

/// Predicts the language with a fastText model, the embedded one unless a file is given.
public struct DetectLanguage: Filter, ReadingFiles {
    public static let info = StageInfo(
        name: "detect_language",
        summary: "Names each document's language and keeps the wanted ones.",
        source: "fastText language identification (Joulin et al. 2017); 0.65 is FineWeb's and "
            + "DCLM's threshold",
        example: "- detect_language: { keep: [en], min_score: 0.65 }")

    public struct Options: StageOptions {
        public var model = "builtin:language"
        public var prepare: Preparation = .auto
        public var keep: [String] = []
        public var minScore = 0.65
        public var sampleBytes = 2048
        public var minMainShare = 0.0
        public var minParagraphBytes = 40

        public init() {}

        public static let help: KeyValuePairs = [
            "model": "a fastText .bin or .ftz file, or builtin:language",
            "prepare": "how text is made the model's line; auto: letters for builtin, else line",
            "keep":
                "languages to keep, by the model's labels, ISO codes or English names; empty keeps all",
            "min_score": "least probability of the best language; only used with keep",
            "sample_bytes": "most bytes read per document, spread evenly; half of them where those "
                + "tell the language with probability 0.95; 0 reads all of it",
            "min_main_share": "least share of text in the main language, told by paragraph; 0: off",
            "min_paragraph_bytes": "shorter paragraphs are not told by themselves",
        ]
    }

    public enum Preparation: String, Codable, CaseIterable, Sendable {
        case auto
        case line
        case lowercaseLine = "lowercase_line"
        case letters
        case folded
    }

    public enum Column: Int, MeasurementColumn {
        case language
        case score
        case knownFeatures
        case mainShare
        case languages

        public var measurement: Measurement {
            switch self {
            case .language:
                Measurement("language", .label, "the most probable language, und for none")
            case .score: Measurement("score", .score, "the probability that it is right")
            case .knownFeatures:
                Measurement("known_features", .fraction, "words and n-grams that the model knows")
            case .mainShare:
                Measurement(
                    "main_share", .fraction, "bytes of paragraphs in the most frequent language")
            case .languages:
                Measurement("languages", .count, "languages that at least one paragraph is in")
            }
        }
    }

    public let rules: [Rule<Column>]
    public let files: [String]
    private let teller: LanguageTeller
    private let paragraphs: ParagraphLanguages?

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check((0...1).contains(options.minScore), "min_score", "must be 0 to 1")
        try OptionError.check(
            (0...1).contains(options.minMainShare), "min_main_share", "must be 0 to 1")
        files = classifierFiles(options.model, in: context)
        teller = try makeLanguageTeller(
            options.model, options.prepare, sampleBytes: options.sampleBytes, context)
        paragraphs =
            options.minMainShare > 0
            ? ParagraphLanguages(teller, minBytes: options.minParagraphBytes) : nil
        let keep = try LanguageLabels(of: teller.classifier.model)
            .labels(for: options.keep, option: "keep")
        rules = Self.rules(options, keep)
    }

    private static func rules(_ options: Options, _ keep: [String]) -> [Rule<Column>] {
        var rules: [Rule<Column>] = []
        if !keep.isEmpty {
            rules.append(.drop("other_language", when: .language, .isNoneOf(keep)))
            rules.append(.drop("language_unsure", when: .score, .isBelow(options.minScore)))
        }
        if options.minMainShare > 0 {
            rules.append(
                .drop("mixed_languages", when: .mainShare, .isBelow(options.minMainShare)))
        }
        return rules
    }

    public func makeScratch() -> DocumentClassifier.Scratch { teller.classifier.makeScratch() }

    public func measure(
        _ document: Document, using scratch: inout DocumentClassifier.Scratch,
        in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        let answer = teller.tell(document.text.span, using: scratch)
        record.label(.language, teller.name(of: answer))
        record[.score] = answer.score
        record[.knownFeatures] = answer.knownShare
        guard let paragraphs else { return }
        let shares = paragraphs.shares(of: document.text, using: scratch)
        record.count(.languages, shares.count)
        record.fraction(.mainShare, shares.values.max() ?? 0, of: shares.values.reduce(0, +))
    }
}

func makeLanguageTeller(
    _ model: String, _ prepare: DetectLanguage.Preparation, sampleBytes: Int,
    _ context: StageContext
) throws -> LanguageTeller {
    try OptionError.check(sampleBytes >= 0, "sample_bytes", "must not be negative")
    let preparation: TextPreparation =
        switch prepare {
        case .auto: model.hasPrefix("builtin:") ? .letters : .line
        case .line: .line
        case .lowercaseLine: .lowercaseLine
        case .letters: .letters
        case .folded: .folded
        }
    let classifier = DocumentClassifier(
        try loadClassifier(model, option: "model", in: context), preparation: preparation,
        sample: sampleBytes == 0 ? nil : EvenSample(limit: sampleBytes), certainty: 0.95)
    return LanguageTeller(
        classifier, isBuiltin: model == "builtin:language" && preparation == .letters)
}
