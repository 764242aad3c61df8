// `fineweb_quality`: the line rules that were added for FineWeb.
import PipelineCore
import TextRules

/// Drops documents by how their lines end, how short they are and how often they repeat.
public struct FineWebQuality: Filter {
    public static let info = StageInfo(
        name: "fineweb_quality",
        summary: "Drops documents that are lists, menus or repeated lines rather than prose.",
        source: "Penedo et al. 2024 (FineWeb); counted as datatrove 0.10 does",
        example: "- fineweb_quality: { preset: fineweb-2024-04 }")

    public enum Preset: String, Codable, Sendable, CaseIterable {
        /// The newest datatrove: `datatrove-2024-12`. What no preset means, too, but for blanks at
        /// the ends of lines: they count with a preset only.
        case datatrove
        /// Blank lines don't count, marks of all scripts end lines.
        case datatrove202412 = "datatrove-2024-12"
        /// What made FineWeb: blank lines count, only `. ' " ! ?` end lines, bounds included.
        case fineweb202404 = "fineweb-2024-04"
    }

    public struct Options: StageOptions {
        public var preset: Preset?
        public var words = WordChoice.unicode
        public var minMarkedLines = 0.12
        public var keepWithoutMarks = false
        public var maxShortLines = 0.67
        public var shortLineLength = 30
        public var maxDuplicateCharacters = 0.01
        public var maxLineFeedsPerWord = 0.3

        public init() {}

        public static let bounds: [String: OptionBounds] = [
            "min_marked_lines": .share,
            "max_short_lines": .share,
            "max_duplicate_characters": .share,
            "max_line_feeds_per_word": .ratio,
        ]

        public static let help: KeyValuePairs = [
            "preset":
                "whose counting: datatrove (newest), or the one of a date; without, the newest but for "
                + "blanks at line ends, which then don't count",
            "words": WordChoice.help,
            "min_marked_lines": "smallest share of lines that end with a terminal mark",
            "keep_without_marks": "whether a text without any such line passes that rule",
            "max_short_lines": "largest share of short lines",
            "short_line_length": "code points in the longest short line",
            "max_duplicate_characters": "largest share of characters in lines seen before",
            "max_line_feeds_per_word": "most line feeds per word",
        ]
    }

    public enum Column: Int, MeasurementColumn {
        case lines, markedLines, shortLines, duplicateCharacters, lineFeedsPerWord

        public var measurement: Measurement {
            switch self {
            case .lines: Measurement("lines", .count, "lines that are not blank")
            case .markedLines:
                Measurement("line_punct_ratio", .fraction, "lines that end with a terminal mark")
            case .shortLines: Measurement("short_line_ratio", .fraction, "short lines")
            case .duplicateCharacters:
                Measurement("char_dup_ratio", .fraction, "characters in lines seen before")
            case .lineFeedsPerWord: Measurement("list_ratio", .fraction, "line feeds per word")
            }
        }
    }

    public let rules: [Rule<Column>]
    private let edition: FineWebCounts.Edition
    private let options: Options

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(
            options.shortLineLength >= 0, "short_line_length", "must not be negative")
        self.options = options
        edition = options.preset == .fineweb202404 ? .before202412 : .since202412
        rules = edition == .before202412 ? Self.oldRules(options) : Self.newRules(options)
    }

    private static func newRules(_ options: Options) -> [Rule<Column>] {
        [
            .drop("empty", when: .lines, .equals(0)),
            .drop("line_punct_ratio", when: .markedLines, .isBelow(options.minMarkedLines)),
            .drop("short_line_ratio", when: .shortLines, .isAbove(options.maxShortLines)),
            .drop(
                "char_dup_ratio", when: .duplicateCharacters,
                .isAbove(options.maxDuplicateCharacters)),
            .drop("list_ratio", when: .lineFeedsPerWord, .isAbove(options.maxLineFeedsPerWord)),
        ]
    }

    private static func oldRules(_ options: Options) -> [Rule<Column>] {
        [
            .drop("line_punct_ratio", when: .markedLines, .isAtMost(options.minMarkedLines)),
            .drop("short_line_ratio", when: .shortLines, .isAtLeast(options.maxShortLines)),
            .drop(
                "char_dup_ratio", when: .duplicateCharacters,
                .isAtLeast(options.maxDuplicateCharacters)),
            .drop("list_ratio", when: .lineFeedsPerWord, .isAbove(options.maxLineFeedsPerWord)),
        ]
    }

    public func measure(
        _ document: Document, using scratch: inout Void, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        let text =
            options.preset == nil
            ? shared.analysisWithoutLineEndBlanks(of: document) : shared.analysis(of: document)
        let counts = FineWebCounts(
            text, words: options.words.segmentation, edition: edition,
            shortLineLength: options.shortLineLength)
        record.count(.lines, counts.nonBlankLines)
        let isExcused = options.keepWithoutMarks && counts.markedLines == 0
        record[.markedLines] = isExcused ? .nan : counts.markedLineFraction
        record[.shortLines] = counts.shortLineFraction
        record[.duplicateCharacters] = counts.duplicateCharFraction
        record[.lineFeedsPerWord] = counts.lineFeedsPerWord
    }
}
