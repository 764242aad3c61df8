// `regex`: drops documents by what a regular expression finds in them.
import ByteKernels
import PipelineCore

/// Counts the matches of a regular expression and compares the number with bounds.
///
/// The search takes time in proportion to the text whatever the pattern: an automaton, no
/// backtracking. What can't be searched for in that way, such as look-ahead, is refused.
public struct RegexFilter: Filter {
    public static let info = StageInfo(
        name: "regex",
        summary: "Drops documents in which a regular expression matches too often, or too rarely.",
        source: "datatrove's RegexFilter drops at the first match, as the defaults do",
        example: #"- regex: { pattern: '(?i)\blorem\s+ipsum\b', max_matches: 0 }"#)

    public enum Part: String, Codable, Sendable, CaseIterable {
        case text, url, id
    }

    public struct Options: StageOptions {
        public var pattern = ""
        public var part = Part.text
        public var minMatches = 0
        public var maxMatches: Int?

        public init() {}

        public static let help: KeyValuePairs = [
            "pattern": "the regular expression; ^ and $ match at lines; (?i) ignores case",
            "part": "where to look: text, url or id",
            "min_matches": "fewest matches; 1 keeps only documents with a match",
            "max_matches": "most matches; 0 where neither bound is given",
        ]
    }

    public enum Column: Int, MeasurementColumn {
        case matches

        public var measurement: Measurement {
            Measurement("matches", .count, "matches without overlap, from left to right")
        }
    }

    public let rules: [Rule<Column>]
    private let regex: LinearRegex
    private let part: Part

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(!options.pattern.isEmpty, "pattern", "must be given")
        try OptionError.check(options.minMatches >= 0, "min_matches", "must not be negative")
        let most = options.maxMatches ?? (options.minMatches > 0 ? nil : 0)
        if let most {
            try OptionError.check(
                most >= options.minMatches, "max_matches", "must not be below min_matches")
        }
        do {
            regex = try LinearRegex(options.pattern)
        } catch {
            throw OptionError("pattern", "can't be used: \(error.reason)")
        }
        part = options.part
        var rules: [Rule<Column>] = []
        if let most {
            rules.append(.drop("regex_matched", when: .matches, .isAbove(Double(most))))
        }
        if options.minMatches > 0 {
            rules.append(
                .drop("regex_not_matched", when: .matches, .isBelow(Double(options.minMatches))))
        }
        self.rules = rules
    }

    public var flow: ContentFlow { ContentFlow(takes: part == .text ? .prose : .anything) }

    public func makeScratch() throws -> RegexCache { regex.makeCache() }

    public func measure(
        _ document: Document, using cache: inout RegexCache, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        let bytes =
            switch part {
            case .text: document.text
            case .url: document.url
            case .id: document.id
            }
        record.count(.matches, regex.count(in: bytes.span, using: cache))
    }
}
