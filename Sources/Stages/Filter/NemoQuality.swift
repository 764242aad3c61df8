// `nemo_quality`: NeMo Curator's English heuristics.
import PipelineCore
import TextRules

/// Drops documents by the cascade of heuristics that NeMo Curator ships for English.
public struct NemoQuality: Filter {
    public static let info = StageInfo(
        name: "nemo_quality",
        summary: "Drops documents by NeMo Curator's cascade of heuristics for English.",
        source: "NVIDIA NeMo Curator (2024), config/heuristic_filter_en.yaml",
        example: "- nemo_quality: { min_words: 50, max_digits: 0.15 }")

    public struct Options: StageOptions {
        public var maxNonAlphanumeric = 0.25
        public var maxSymbolWords = 0.1
        public var maxDigits = 0.15
        public var maxUrls = 0.2
        public var maxWhiteSpace = 0.25
        public var maxBrackets = 0.1
        public var maxBoilerplate = 0.4
        public var minUniqueLines = 0.7
        public var minUniqueParagraphs = 0.7
        public var minUniqueLineCharacters = 0.8
        public var minUniqueParagraphCharacters = 0.8
        public var minWords = 50
        public var maxWords = 100_000
        public var maxUnmarkedLines = 0.85
        public var minAlphabeticWords = 0.8
        public var minCommonWords = 2
        public var commonWords = ["the", "be", "to", "of", "and", "that", "have", "with"]
        public var minMeanWordLength = 3.0
        public var maxMeanWordLength = 10.0
        public var maxWordLength = 1000
        public var maxEllipsisLines = 0.3
        public var topNGrams = [0.20, 0.18, 0.16]
        public var duplicateNGrams = [0.15, 0.14, 0.13, 0.12, 0.11, 0.10]
        public var maxBulletLines = 0.9

        public init() {}

        public static let bounds: [String: OptionBounds] = [
            "max_non_alphanumeric": .share,
            "max_digits": .share,
            "max_urls": .share,
            "max_white_space": .share,
            "max_boilerplate": .share,
            "min_unique_lines": .share,
            "min_unique_paragraphs": .share,
            "min_unique_line_characters": .share,
            "min_unique_paragraph_characters": .share,
            "max_unmarked_lines": .share,
            "min_alphabetic_words": .share,
            "max_ellipsis_lines": .share,
            "max_bullet_lines": .share,
            "max_symbol_words": .nearOne,
            "max_brackets": .share,
            "min_mean_word_length": .ratio,
            "max_mean_word_length": .ratio,
            "top_n_grams": .nearOne,
            "duplicate_n_grams": .share,
        ]

        public static let help: KeyValuePairs = [
            "max_non_alphanumeric": "largest share of all but ASCII letters, digits, LF, ?!,.",
            "max_symbol_words": "largest share of words that are ellipses or hashes",
            "max_digits": "largest share of decimal digits",
            "max_urls": "largest share of characters in http and https addresses",
            "max_white_space": "largest share of white space",
            "max_brackets": "largest share of brackets of all kinds",
            "max_boilerplate": "largest share of paragraphs with a cookie or policy phrase",
            "min_unique_lines": "smallest share of lines left without the repeated",
            "min_unique_paragraphs": "smallest share of paragraphs left without the repeated",
            "min_unique_line_characters": "smallest share of characters left in lines",
            "min_unique_paragraph_characters": "smallest share of characters left in paragraphs",
            "min_words": "fewest words between white space",
            "max_words": "most words between white space",
            "max_unmarked_lines": "largest share of lines that end in none of . ? ! \" '",
            "min_alphabetic_words": "smallest share of words with a letter",
            "min_common_words": "fewest occurrences of common words",
            "common_words": "the common words, case-sensitive",
            "min_mean_word_length": "shortest mean word length, in code points",
            "max_mean_word_length": "longest mean word length, in code points",
            "max_word_length": "longest word, in code points",
            "max_ellipsis_lines": "largest share of lines that end in an ellipsis or 'read more'",
            "top_n_grams": "largest share of the most frequent n-gram, for n = 2, 3, 4",
            "duplicate_n_grams": "largest share of repeated n-grams, for n = 5 to 10",
            "max_bullet_lines": "largest share of lines that begin with a bullet",
        ]
    }

    public let rules: [Rule<NemoColumn>]
    private let common: StopWords

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(
            options.minWords <= options.maxWords, "min_words", "must not be above max_words")
        try OptionError.check(
            options.topNGrams.count == 3, "top_n_grams", "must be three shares, for n = 2, 3, 4")
        try OptionError.check(
            options.duplicateNGrams.count == 6, "duplicate_n_grams",
            "must be six shares, for n = 5 to 10")
        common = StopWords(options.commonWords)
        rules =
            Self.characterRules(options) + Self.repetitionRules(options)
            + Self.wordRules(options) + Self.nGramRules(options)
            + [.drop("bullet_ratio", when: .bulletLines, .isAbove(options.maxBulletLines))]
    }

    private static func characterRules(_ options: Options) -> [Rule<NemoColumn>] {
        [
            .drop("empty", when: .characters, .equals(0)),
            .drop("alpha_numeric", when: .nonAlphanumeric, .isAbove(options.maxNonAlphanumeric)),
            .drop("symbol_to_word", when: .symbolWords, .isAbove(options.maxSymbolWords)),
            .drop("numbers_ratio", when: .digits, .isAbove(options.maxDigits)),
            .drop("urls_ratio", when: .urls, .isAbove(options.maxUrls)),
            .drop("white_space", when: .whiteSpace, .isAbove(options.maxWhiteSpace)),
            .drop("parentheses_ratio", when: .brackets, .isAbove(options.maxBrackets)),
            .drop(
                "boilerplate_string_ratio", when: .boilerplate, .isAbove(options.maxBoilerplate)),
        ]
    }

    private static func repetitionRules(_ options: Options) -> [Rule<NemoColumn>] {
        [
            .drop("repeated_lines", when: .uniqueLines, .isBelow(options.minUniqueLines)),
            .drop(
                "repeated_paragraphs", when: .uniqueParagraphs,
                .isBelow(options.minUniqueParagraphs)),
            .drop(
                "repeated_lines_char", when: .uniqueLineCharacters,
                .isBelow(options.minUniqueLineCharacters)),
            .drop(
                "repeated_paragraphs_char", when: .uniqueParagraphCharacters,
                .isBelow(options.minUniqueParagraphCharacters)),
        ]
    }

    private static func wordRules(_ options: Options) -> [Rule<NemoColumn>] {
        [
            .drop("too_few_words", when: .words, .isBelow(Double(options.minWords))),
            .drop("too_many_words", when: .words, .isAbove(Double(options.maxWords))),
            .drop("punctuation", when: .unmarkedLines, .isAbove(options.maxUnmarkedLines)),
            .drop(
                "words_without_alphabets", when: .alphabeticWords,
                .isBelow(options.minAlphabeticWords)),
            .drop(
                "common_english_words", when: .commonWords,
                .isBelow(Double(options.minCommonWords))),
            .drop("short_mean_word", when: .meanWordLength, .isBelow(options.minMeanWordLength)),
            .drop("long_mean_word", when: .meanWordLength, .isAbove(options.maxMeanWordLength)),
            .drop("max_word_length", when: .longestWord, .isAbove(Double(options.maxWordLength))),
            .drop("ellipsis", when: .ellipsisLines, .isAbove(options.maxEllipsisLines)),
        ]
    }

    private static func nGramRules(_ options: Options) -> [Rule<NemoColumn>] {
        let thresholds = options.topNGrams + options.duplicateNGrams
        return zip(NemoColumn.nGrams, thresholds).map { column, threshold in
            let n = column.n
            let reason = n < 5 ? "repeating_top_\(n)grams" : "repeating_dup_\(n)gram"
            return .drop(reason, when: column, .isAbove(threshold))
        }
    }

    public func makeScratch() throws -> NemoMeasurer { NemoMeasurer(common: common) }

    public func measure(
        _ document: Document, using measurer: inout NemoMeasurer, in shared: DocumentScratch,
        into record: Recorder<NemoColumn>
    ) throws {
        let counts = measurer.measure(shared.analysis(of: document))
        record.count(.characters, counts.codePoints)
        guard counts.codePoints > 0 else { return }
        record[.nonAlphanumeric] = counts.nonAlphanumeric
        record[.symbolWords] = counts.symbolWords
        record[.digits] = counts.digits
        record[.urls] = counts.urls
        record[.whiteSpace] = counts.whiteSpace
        record[.brackets] = counts.brackets
        record[.boilerplate] = counts.boilerplate
        record[.uniqueLines] = counts.uniqueLines
        record[.uniqueParagraphs] = counts.uniqueParagraphs
        record[.uniqueLineCharacters] = counts.uniqueLineCharacters
        record[.uniqueParagraphCharacters] = counts.uniqueParagraphCharacters
        record.count(.words, counts.words)
        record[.unmarkedLines] = counts.unmarkedLines
        record[.alphabeticWords] = counts.alphabeticWords
        record.count(.commonWords, counts.commonWords)
        record[.meanWordLength] = counts.meanWordLength
        record.count(.longestWord, counts.longestWord)
        record[.ellipsisLines] = counts.ellipsisLines
        for (column, share) in zip(NemoColumn.nGrams, counts.topNGrams + counts.duplicateNGrams) {
            record[column] = share
        }
        record[.bulletLines] = counts.bulletLines
    }
}

/// What ``NemoQuality`` measures.
public enum NemoColumn: Int, MeasurementColumn {
    case characters, nonAlphanumeric, symbolWords, digits, urls, whiteSpace, brackets
    case boilerplate, uniqueLines, uniqueParagraphs, uniqueLineCharacters
    case uniqueParagraphCharacters, words, unmarkedLines, alphabeticWords, commonWords
    case meanWordLength, longestWord, ellipsisLines
    case top2Gram, top3Gram, top4Gram
    case duplicate5Grams, duplicate6Grams, duplicate7Grams, duplicate8Grams, duplicate9Grams
    case duplicate10Grams, bulletLines

    public var measurement: Measurement {
        switch self {
        case .characters: Measurement("characters", .characters, "length of the text")
        case .words: Measurement("words", .count, "words between white space")
        case .commonWords: Measurement("common_words", .count, "occurrences of common words")
        case .meanWordLength:
            Measurement("mean_word_length", .characters, "mean length of the words")
        case .longestWord: Measurement("longest_word", .characters, "length of the longest word")
        case .top2Gram, .top3Gram, .top4Gram:
            Measurement(
                "top_\(n)_gram", .fraction, "characters that go with the most frequent \(n)-gram")
        case .duplicate5Grams, .duplicate6Grams, .duplicate7Grams, .duplicate8Grams,
            .duplicate9Grams, .duplicate10Grams:
            Measurement("duplicate_\(n)_grams", .fraction, "characters in repeated \(n)-grams")
        default: share
        }
    }

    private var share: Measurement {
        switch self {
        case .nonAlphanumeric:
            Measurement("non_alphanumeric", .fraction, "all but ASCII letters, digits, LF, ?!,.")
        case .symbolWords:
            Measurement("symbol_words", .fraction, "words that are ellipses or hashes")
        case .digits: Measurement("digits", .fraction, "decimal digits")
        case .urls: Measurement("urls", .fraction, "characters of http and https addresses")
        case .whiteSpace: Measurement("white_space", .fraction, "white space")
        case .brackets: Measurement("brackets", .fraction, "brackets")
        case .boilerplate:
            Measurement("boilerplate", .fraction, "paragraphs with a phrase; 1 for lorem ipsum")
        case .uniqueLines: Measurement("unique_lines", .fraction, "lines left without repeats")
        case .uniqueParagraphs:
            Measurement("unique_paragraphs", .fraction, "paragraphs left without repeats")
        case .uniqueLineCharacters:
            Measurement("unique_line_characters", .fraction, "their characters")
        case .uniqueParagraphCharacters:
            Measurement("unique_paragraph_characters", .fraction, "their characters")
        case .unmarkedLines:
            Measurement("unmarked_lines", .fraction, "lines that end in none of . ? ! \" '")
        case .alphabeticWords: Measurement("alphabetic_words", .fraction, "words with a letter")
        case .ellipsisLines:
            Measurement("ellipsis_lines", .fraction, "lines that end in an ellipsis or 'read more'")
        default: Measurement("bullet_lines", .fraction, "lines that begin with a bullet")
        }
    }

    /// The columns of n-grams, for n = 2 to 10.
    static let nGrams = Array(allCases[top2Gram.rawValue...duplicate10Grams.rawValue])

    /// The n of an n-gram column.
    var n: Int { rawValue - NemoColumn.top2Gram.rawValue + 2 }
}
