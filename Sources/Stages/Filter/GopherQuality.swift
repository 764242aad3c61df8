// `gopher_quality`: the quality rules that MassiveText was made with.
import PipelineCore
import TextRules

/// Drops documents by word counts, symbol shares, line shapes and stop words.
public struct GopherQuality: Filter {
    public static let info = StageInfo(
        name: "gopher_quality",
        summary: "Drops documents that don't look like prose: length, symbols, lines, stop words.",
        source: "Rae et al. 2021 (Gopher), table A1; counted as datatrove 0.10 or DCLM (2024) does",
        example: "- gopher_quality: { min_words: 50, words: spacy_en }")

    /// Where the counting moved while the numbers stayed.
    public enum Preset: String, Codable, Sendable, CaseIterable {
        /// The newest datatrove: `datatrove-2025-01`.
        case datatrove
        /// Two different stop words must occur.
        case datatrove202501 = "datatrove-2025-01"
        /// Two occurrences of stop words suffice, as in the runs that made FineWeb.
        case fineweb202404 = "fineweb-2024-04"
        /// The paper: words made of symbols only count as words.
        case massivetext
        /// The same by its date.
        case massivetext202112 = "massivetext-2021-12"
        /// DCLM-baseline: words between white space, one ratio for all symbols; see
        /// ``DCLMQualityCounts``. `words` has no say.
        case dclm
        /// The same by its date.
        case dclm202406 = "dclm-2024-06"
    }

    /// Whether documents in other languages than English are judged by what is usual in those.
    public enum ByLanguage: String, Codable, Sendable, CaseIterable {
        case off, auto
    }

    public struct Options: StageOptions {
        public var preset = Preset.datatrove
        public var words = WordChoice.unicode
        public var minWords = 50
        public var maxWords = 100_000
        public var minMeanWordLength = 3.0
        public var maxMeanWordLength = 10.0
        public var maxHashRatio = 0.1
        public var maxEllipsisRatio = 0.1
        public var maxSymbolRatio = 0.1
        public var maxBulletLines = 0.9
        public var maxEllipsisLines = 0.3
        public var minAlphabeticWords = 0.8
        public var minStopWords = 2
        public var stopWords = ["the", "be", "to", "of", "and", "that", "have", "with"]
        public var stopWordsOf: [String: [String]] = [:]
        public var languageFrom = ""
        public var byLanguage = ByLanguage.off

        public init() {}

        public static let bounds: [String: OptionBounds] = [
            "min_mean_word_length": .ratio,
            "max_mean_word_length": .ratio,
            "max_hash_ratio": .nearOne,
            "max_ellipsis_ratio": .nearOne,
            "max_symbol_ratio": .nearOne,
            "max_bullet_lines": .share,
            "max_ellipsis_lines": .share,
            "min_alphabetic_words": .share,
        ]

        public static let help: KeyValuePairs = [
            "preset":
                "whose counting: datatrove (newest), the one of a date, the paper's or DCLM's",
            "words": WordChoice.help,
            "min_words": "fewest words that aren't symbols only",
            "max_words": "most words that aren't symbols only",
            "min_mean_word_length": "shortest mean of those words, in code points",
            "max_mean_word_length": "longest mean of those words, in code points",
            "max_hash_ratio": "most '#' per word",
            "max_ellipsis_ratio": "most '...' and '…' per word",
            "max_symbol_ratio": "most '#' and ellipses together per word; only in preset dclm",
            "max_bullet_lines":
                "largest share of lines that begin with '•' or '-'; dclm: also '●', '*'",
            "max_ellipsis_lines": "largest share of lines that end with '...' or '…'",
            "min_alphabetic_words": "smallest share of words with a letter",
            "min_stop_words": "fewest stop words",
            "stop_words": "the stop words, case-sensitive",
            "stop_words_of":
                "stop words by language, beside the built-in lists; used with language_from",
            "language_from":
                "an earlier stage's label, such as detect_language.language, that chooses among "
                + "those lists; a document in a language without one passes that rule",
            "by_language":
                "auto: word lengths, words with letters and stop words by a table of languages, "
                + "for the language that detect_language found or a quick look finds; English by "
                + "the options above, other languages without a row not by these rules, and "
                + "what is in no language (und) by its words with letters alone",
        ]
    }

    public enum Column: Int, MeasurementColumn {
        case words, countedWords, meanWordLength, hashRatio, ellipsisRatio, symbolRatio, bulletLines
        case ellipsisLines, alphabeticWords, stopWords, tooShortWords, tooLongWords, fewAlphabetic
        case rulesOf

        public var measurement: Measurement {
            switch self {
            case .words: Measurement("words", .count, "all words")
            case .countedWords: Measurement("counted_words", .count, "words that min_words counts")
            case .meanWordLength:
                Measurement("mean_word_length", .characters, "mean length of the counted words")
            case .hashRatio: Measurement("hash_ratio", .fraction, "'#' per word")
            case .ellipsisRatio: Measurement("ellipsis_ratio", .fraction, "ellipses per word")
            case .symbolRatio:
                Measurement("symbol_ratio", .fraction, "both per word; only in preset dclm")
            case .bulletLines:
                Measurement("bullet_lines", .fraction, "lines that begin with a bullet")
            case .ellipsisLines:
                Measurement("ellipsis_lines", .fraction, "lines that end with an ellipsis")
            case .alphabeticWords:
                Measurement("alphabetic_words", .fraction, "words with a letter")
            case .stopWords: Measurement("stop_words", .count, "stop words as the preset counts")
            case .tooShortWords:
                Measurement(
                    "too_short_words", .characters,
                    "by which the mean word is shorter than usual; only with by_language")
            case .tooLongWords:
                Measurement(
                    "too_long_words", .characters,
                    "by which the mean word is longer than usual; only with by_language")
            case .fewAlphabetic:
                Measurement(
                    "few_alphabetic_words", .fraction,
                    "by which words with a letter are fewer than usual; only with by_language")
            case .rulesOf:
                Measurement(
                    "rules_of", .label,
                    "the language whose rules were used, none for none; only with by_language")
            }
        }
    }

    public let rules: [Rule<Column>]
    private let preset: Preset
    private let words: WordSegmentation
    private let stopWords: StopWords
    private let languageColumn: Int?
    private let stopWordsOf: [[UInt8]: StopWords]
    /// Nil: everything is judged as English.
    private let byLanguage: GopherByLanguage?

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(
            options.minWords <= options.maxWords, "min_words", "must not be above max_words")
        preset = options.preset.undated
        let usual = Options()
        try OptionError.check(
            preset == .dclm || options.maxSymbolRatio == usual.maxSymbolRatio,
            "max_symbol_ratio", "means something with preset: dclm only")
        try OptionError.check(
            preset != .dclm || options.maxHashRatio == usual.maxHashRatio, "max_hash_ratio",
            "means nothing with preset: dclm, which has max_symbol_ratio")
        words = options.words.segmentation
        let ignoresCase = preset == .dclm
        stopWords = StopWords(options.stopWords, ignoresCase: ignoresCase)
        languageColumn = try labelColumn(options.languageFrom, "language_from", context)
        try OptionError.check(
            languageColumn != nil || options.stopWordsOf.isEmpty, "stop_words_of",
            "needs language_from")
        let own = try options.stopWordsOf.sorted { $0.key < $1.key }.flatMap { entry in
            try LanguageLabels.forms(of: entry.key, option: "stop_words_of")
                .map { ($0, entry.value) }
        }
        let lists = stopWordLists.merging(own) { $1 }
        stopWordsOf = Dictionary(
            uniqueKeysWithValues: lists.map {
                (Array($0.utf8), StopWords($1, ignoresCase: ignoresCase))
            })
        byLanguage = try GopherByLanguage(options, in: context)
        rules = Self.rules(options)
    }

    private static func rules(_ options: Options) -> [Rule<Column>] {
        let usual = rulesForAll(options)
        guard options.byLanguage == .auto else { return usual }
        return usual.map { rule in
            switch rule.column {
            case .meanWordLength:
                let isBelow = rule.comparison.symbol == "<"
                return .drop(
                    rule.reason, when: isBelow ? .tooShortWords : .tooLongWords, .isAbove(0))
            case .alphabeticWords:
                return .drop(rule.reason, when: .fewAlphabetic, .isAbove(0))
            default: return rule
            }
        }
    }

    private static func rulesForAll(_ options: Options) -> [Rule<Column>] {
        [
            .drop("gopher_short_doc", when: .countedWords, .isBelow(Double(options.minWords))),
            .drop("gopher_long_doc", when: .countedWords, .isAbove(Double(options.maxWords))),
            .drop(
                "gopher_below_avg_threshold", when: .meanWordLength,
                .isBelow(options.minMeanWordLength)),
            .drop(
                "gopher_above_avg_threshold", when: .meanWordLength,
                .isAbove(options.maxMeanWordLength)),
            .drop("gopher_too_many_hashes", when: .hashRatio, .isAbove(options.maxHashRatio)),
            .drop(
                "gopher_too_many_ellipsis", when: .ellipsisRatio,
                .isAbove(options.maxEllipsisRatio)),
            .drop("gopher_too_many_symbols", when: .symbolRatio, .isAbove(options.maxSymbolRatio)),
            .drop("gopher_too_many_bullets", when: .bulletLines, .isAbove(options.maxBulletLines)),
            .drop(
                "gopher_too_many_end_ellipsis", when: .ellipsisLines,
                .isAbove(options.maxEllipsisLines)),
            .drop(
                "gopher_below_alpha_threshold", when: .alphabeticWords,
                .isBelow(options.minAlphabeticWords)),
            .drop(
                "gopher_enough_stop_words", when: .stopWords,
                .isBelow(Double(options.minStopWords))),
        ]
    }

    public func measure(
        _ document: Document, using scratch: inout Void, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        let text = shared.analysis(of: document)
        guard preset != .dclm else { return measureDCLM(document, text, into: record) }
        let counts = GopherQualityCounts(text, words: words)
        let all = preset == .massivetext
        record.count(.words, counts.words)
        record.count(.countedWords, all ? counts.words : counts.nonSymbolWords)
        record[.meanWordLength] = all ? counts.meanLengthOfAllWords : counts.meanWordLength
        record[.hashRatio] = counts.hashRatio
        record[.ellipsisRatio] = counts.ellipsisRatio
        record[.bulletLines] = counts.bulletLineFraction
        record[.ellipsisLines] = counts.ellipsisLineFraction
        record[.alphabeticWords] = counts.alphabeticWordFraction
        if let byLanguage {
            byLanguage.judge(document, in: shared, into: record)
            guard let stopWords = byLanguage.stopWords(record.label(.rulesOf)) else { return }
            record.count(.stopWords, stopWordCount(text, stopWords))
        } else if let stopWords = stopWords(for: document) {
            record.count(.stopWords, stopWordCount(text, stopWords))
        }
    }

    /// The stop words of a document's language; nil where there is no list.
    private func stopWords(for document: Document) -> StopWords? {
        guard let languageColumn else { return stopWords }
        let language = document.labels.last { $0.column == languageColumn }?.text ?? []
        return stopWordsOf[language] ?? stopWordsOf[LanguageScope.withoutScript(language)]
    }

    private func measureDCLM(
        _ document: Document, _ text: TextAnalysis, into record: Recorder<Column>
    ) {
        let counts = DCLMQualityCounts(text)
        record.count(.words, counts.words)
        record.count(.countedWords, counts.countedWords)
        record[.meanWordLength] = counts.meanWordLength
        record[.symbolRatio] = counts.symbolRatio
        record[.bulletLines] = counts.bulletLineFraction
        record[.ellipsisLines] = counts.ellipsisLineFraction
        record[.alphabeticWords] = counts.alphabeticWordFraction
        guard let stopWords = stopWords(for: document) else { return }
        record.count(.stopWords, stopWords.occurrences(in: text, words: text.words(.whitespace)))
    }

    private func stopWordCount(_ text: TextAnalysis, _ stopWords: StopWords) -> Int {
        let table = text.words(words)
        return preset == .fineweb202404
            ? stopWords.occurrences(in: text, words: table)
            : stopWords.distinct(in: text, words: table)
    }
}

extension GopherQuality.Preset {
    /// What a dated name stands for.
    var undated: Self {
        switch self {
        case .massivetext202112: .massivetext
        case .dclm202406: .dclm
        default: self
        }
    }
}
