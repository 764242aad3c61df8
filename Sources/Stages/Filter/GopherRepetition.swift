// `gopher_repetition`: the repetition rules that MassiveText was made with.
import PipelineCore
import TextRules

/// Drops documents whose lines, paragraphs or n-grams repeat too much.
public struct GopherRepetition: Filter {
    public static let info = StageInfo(
        name: "gopher_repetition",
        summary: "Drops documents whose lines, paragraphs or word n-grams repeat too much.",
        source: "Rae et al. 2021 (Gopher), table A1; counted as datatrove 0.10 or DCLM (2024) does",
        example: "- gopher_repetition: { duplicate_lines: 0.3, words: spacy_en }")

    public enum Preset: String, Codable, Sendable, CaseIterable {
        /// datatrove: second and later occurrences, of all characters. What no preset means, too,
        /// but for blanks at the ends of lines: they count with a preset only.
        case datatrove
        /// The paper: characters within any n-gram of 5 to 10 words that occurs twice, each counted
        /// once; all else as datatrove.
        case massivetext
        /// The same by its date.
        case massivetext202112 = "massivetext-2021-12"
        /// DCLM-baseline: every occurrence of what occurs twice, of the characters of lines or
        /// words; see ``DCLMRepetitionCounts``. Words are `unicode` ones.
        case dclm
        /// The same by its date.
        case dclm202406 = "dclm-2024-06"

        fileprivate var isDCLM: Bool { self == .dclm || self == .dclm202406 }
        fileprivate var isMassiveText: Bool { self == .massivetext || self == .massivetext202112 }
    }

    public struct Options: StageOptions {
        public var preset: Preset?
        public var words = WordChoice.unicode
        public var duplicateParagraphs = 0.3
        public var duplicateParagraphCharacters = 0.2
        public var duplicateLines = 0.3
        public var duplicateLineCharacters = 0.2
        public var topNGrams = [0.20, 0.18, 0.16]
        public var duplicatedNGrams = [0.15, 0.14, 0.13, 0.12, 0.11, 0.10]

        public init() {}

        public static let bounds: [String: OptionBounds] = [
            "duplicate_paragraphs": .share,
            "duplicate_paragraph_characters": .share,
            "duplicate_lines": .share,
            "duplicate_line_characters": .share,
            "top_n_grams": .nearOne,
            "duplicated_n_grams": .share,
        ]

        public static let help: KeyValuePairs = [
            "preset":
                "whose counting: datatrove, massivetext (the paper's), or dclm; without, datatrove's but "
                + "for blanks at line ends, which then don't count",
            "words": WordChoice.help,
            "duplicate_paragraphs": "largest share of paragraphs seen before",
            "duplicate_paragraph_characters": "largest share of characters in those",
            "duplicate_lines": "largest share of lines seen before",
            "duplicate_line_characters": "largest share of characters in those",
            "top_n_grams": "largest share of the most frequent n-gram, for n = 2, 3, 4",
            "duplicated_n_grams": "largest share of repeated n-grams, for n = 5 to 10",
        ]
    }

    public enum Column: Int, MeasurementColumn {
        case characters, duplicateParagraphs, duplicateParagraphCharacters, duplicateLines
        case duplicateLineCharacters, top2Gram, top3Gram, top4Gram
        case duplicated5Grams, duplicated6Grams, duplicated7Grams, duplicated8Grams
        case duplicated9Grams, duplicated10Grams

        public var measurement: Measurement {
            switch self {
            case .characters: Measurement("characters", .characters, "length of the text")
            case .duplicateParagraphs:
                Measurement("dup_para_frac", .fraction, "paragraphs seen before")
            case .duplicateParagraphCharacters:
                Measurement("dup_para_char_frac", .fraction, "characters in those")
            case .duplicateLines: Measurement("dup_line_frac", .fraction, "lines seen before")
            case .duplicateLineCharacters:
                Measurement("dup_line_char_frac", .fraction, "characters in those")
            case .top2Gram, .top3Gram, .top4Gram:
                Measurement(
                    "top_\(n)_gram", .fraction,
                    "characters of the most frequent \(n)-gram, overlaps counted")
            default:
                Measurement(
                    "duplicated_\(n)_grams", .fraction, "characters in repeated \(n)-grams")
            }
        }

        /// The n of an n-gram column.
        fileprivate var n: Int { rawValue - Column.top2Gram.rawValue + 2 }
    }

    public let rules: [Rule<Column>]
    private let words: WordSegmentation
    private let preset: Preset?

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(
            options.topNGrams.count == 3, "top_n_grams", "must be three shares, for n = 2, 3, 4")
        try OptionError.check(
            options.duplicatedNGrams.count == 6, "duplicated_n_grams",
            "must be six shares, for n = 5 to 10")
        words = options.words.segmentation
        preset = options.preset
        rules = Self.rules(options)
    }

    private static func rules(_ options: Options) -> [Rule<Column>] {
        let paragraphs: [(Column, Double)] = [
            (.duplicateParagraphs, options.duplicateParagraphs),
            (.duplicateParagraphCharacters, options.duplicateParagraphCharacters),
        ]
        let fedLines: [(Column, Double)] = [
            (.duplicateLines, options.duplicateLines),
            (.duplicateLineCharacters, options.duplicateLineCharacters),
        ]
        // DCLM asks for lines, paragraphs, lines' characters, paragraphs' characters.
        let lines =
            options.preset?.isDCLM == true
            ? [fedLines[0], paragraphs[0], fedLines[1], paragraphs[1]]
            : paragraphs + fedLines
        let nGrams = zip(
            Column.allCases.drop { $0 != .top2Gram }, options.topNGrams + options.duplicatedNGrams)
        return [.drop("empty", when: .characters, .equals(0))]
            + lines.map { .drop($0.measurement.name, when: $0, .isAbove($1)) }
            + nGrams.map { .drop(reason($0), when: $0, .isAbove($1)) }
    }

    /// datatrove's names for the drops.
    private static func reason(_ column: Column) -> String {
        column.n < 5 ? "top_\(column.n)_gram" : "duplicated_\(column.n)_n_grams"
    }

    public func makeScratch() throws -> DCLMRepetition { DCLMRepetition() }

    public func measure(
        _ document: Document, using scratch: inout DCLMRepetition, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        let text =
            preset == nil
            ? shared.analysisWithoutLineEndBlanks(of: document) : shared.analysis(of: document)
        guard preset?.isDCLM != true else { return note(scratch.measure(text), into: record) }
        let counts = GopherRepetitionCounts(
            text, words: words,
            counting: preset?.isMassiveText == true ? .coveredWords : .laterNGrams)
        record.count(.characters, counts.codePoints)
        record[.duplicateParagraphs] = counts.duplicateParagraphFraction
        record[.duplicateParagraphCharacters] = counts.duplicateParagraphCharFraction
        record[.duplicateLines] = counts.duplicateLineFraction
        record[.duplicateLineCharacters] = counts.duplicateLineCharFraction
        for column in Column.allCases where column.rawValue >= Column.top2Gram.rawValue {
            let n = column.n
            record[column] = n < 5 ? counts.topFraction(n) : counts.duplicatedFraction(n)
        }
    }

    private func note(_ counts: DCLMRepetitionCounts, into record: Recorder<Column>) {
        record.count(.characters, counts.lines.codePoints)
        record[.duplicateParagraphs] = share(counts.paragraphs, \.repeated, \.pieces)
        record[.duplicateParagraphCharacters] = share(
            counts.paragraphs, \.repeatedCodePoints, \.codePoints)
        record[.duplicateLines] = share(counts.lines, \.repeated, \.pieces)
        record[.duplicateLineCharacters] = share(counts.lines, \.repeatedCodePoints, \.codePoints)
        for column in Column.allCases where column.rawValue >= Column.top2Gram.rawValue {
            let n = column.n
            record[column] = n < 5 ? counts.topNGrams[n - 2] : counts.repeatedNGrams[n - 5]
        }
    }
}

/// A share of repeated pieces; a single piece repeats nothing.
private func share(
    _ pieces: RepeatedShare, _ part: KeyPath<RepeatedShare, Int>,
    _ whole: KeyPath<RepeatedShare, Int>
) -> Double {
    pieces.pieces < 2 ? 0 : Double(pieces[keyPath: part]) / Double(pieces[keyPath: whole])
}
