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
        public var byParagraph = false
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
            "by_paragraph": "tell the language of each paragraph too: the share of text in each is "
                + "measured, and keep is about the one that most of the text is in",
            "min_main_share":
                "least share of text in the main language; more than 0 means by_paragraph",
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
        case mainLanguage
        case mainShare
        case languages
        case shares

        public var measurement: Measurement {
            switch self {
            case .language:
                Measurement("language", .label, "the most probable language, und for none")
            case .score: Measurement("score", .score, "the probability that it is right")
            case .knownFeatures:
                Measurement("known_features", .fraction, "words and n-grams that the model knows")
            case .mainLanguage:
                Measurement(
                    "main_language", .label, "the language that most bytes are in, by paragraph")
            case .mainShare:
                Measurement(
                    "main_share", .fraction, "bytes of paragraphs in the most frequent language")
            case .shares:
                Measurement(
                    "shares", .label, "the share of each language, by paragraph: en 0.75 de 0.25")
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
            options.byParagraph || options.minMainShare > 0
            ? ParagraphLanguages(teller, minBytes: options.minParagraphBytes) : nil
        let keep = try LanguageLabels(of: teller.classifier.model)
            .labels(for: options.keep, option: "keep")
        rules = Self.rules(options, keep)
    }

    private static func rules(_ options: Options, _ keep: [String]) -> [Rule<Column>] {
        var rules: [Rule<Column>] = []
        if !keep.isEmpty {
            let isByParagraph = options.byParagraph || options.minMainShare > 0
            rules.append(
                .drop(
                    "other_language", when: isByParagraph ? .mainLanguage : .language,
                    .isNoneOf(keep)))
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
        recordShares(shares, whole: answer, into: record)
    }

    private func recordShares(
        _ shares: [Int: Int], whole: LanguageAnswer, into record: Recorder<Column>
    ) {
        let total = shares.values.reduce(0, +)
        let sorted = shares.map { (name: teller.classifier.name(of: $0), bytes: $1) }
            .sorted {
                $0.bytes == $1.bytes
                    ? $0.name.lexicographicallyPrecedes($1.name) : $0.bytes > $1.bytes
            }
        record.fraction(.mainShare, sorted.first?.bytes ?? 0, of: total)
        // Where no paragraph is long enough to be told, what the whole is told to be.
        record.label(.mainLanguage, sorted.first?.name ?? teller.name(of: whole))
        let words = sorted.map { name, bytes in
            let hundredths = Int((100 * Double(bytes) / Double(total)).rounded())
            let share = hundredths < 10 ? "0.0\(hundredths)" : "0.\(hundredths)"
            return String(decoding: name, as: UTF8.self) + " " + (hundredths > 99 ? "1.00" : share)
        }
        record.label(.shares, Array(words.joined(separator: " ").utf8))
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
