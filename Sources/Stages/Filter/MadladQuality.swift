// `madlad_quality`: MADLAD-400's rule, a fifth of questionable sentences drops a document.
import ByteKernels
import PipelineCore
import TextRules

/// Drops documents with few sentences, and those with too many that are questionable.
///
/// A sentence is questionable when it reads like a list of names, is very short or long, is full of
/// digits and brackets, or holds a phrase of pages that nobody wants. Whether its language is the
/// document's is for `detect_language` to ask (`min_main_share`).
public struct MadladQuality: Filter {
    public static let info = StageInfo(
        name: "madlad_quality",
        summary: "Drops documents with too many questionable sentences: lists, symbols, phrases.",
        source: "Kudugunta et al. 2023 (MADLAD-400), 2.3; its data set's card for the phrases",
        example: "- madlad_quality: { max_questionable: 0.2, min_sentences: 5 }")

    public enum Check: String, Codable, Sendable, CaseIterable {
        /// Most words are capitalised.
        case listCase = "list_case"
        /// Very short or very long.
        case length
        /// Digits and brackets.
        case technical
        /// A pattern matches.
        case patterns
    }

    public struct Options: StageOptions {
        public var checks = Check.allCases
        public var minSentences = 5
        public var maxQuestionable = 0.2
        public var listCaseWords = 12
        public var maxCapitalised = 0.5
        public var minLength = 20
        public var maxLength = 500
        public var maxTechnical = 0.2
        public var patterns = MadladQuality.cursed

        public init() {}

        public static let bounds: [String: OptionBounds] = [
            "max_questionable": .share,
            "max_capitalised": .share,
            "max_technical": .share,
        ]

        public static let help: KeyValuePairs = [
            "checks": "what makes a sentence questionable; OLMo 3 used list_case and patterns",
            "min_sentences": "fewest sentences",
            "max_questionable": "largest share of questionable sentences",
            "list_case_words": "fewest words of a sentence whose case is looked at",
            "max_capitalised": "largest share of capitalised words in such a sentence",
            "min_length": "fewest code points of a sentence",
            "max_length": "most code points of a sentence",
            "max_technical": "largest share of 0-9 { } + / ( ) > in a sentence",
            "patterns": "regular expressions, none of which may match in a sentence",
        ]
    }

    /// The phrases of the data set's card, which found most of what its auditors questioned.
    public static let cursed = [
        " №", "\u{FFFD}\u{FFFD}\u{FFFD}", #"\|\s*$"#, #" nr\.$"#, "aute irure dolor ",
        " sunt in culpa qui ", "orem ipsum ", " quis nostrud ", " adipisicing ", " dolore eu ",
        " cupidatat ", "autem vel eum", "wisi enim ad", " sex ", " porn ", "黄色电影", "mp3",
        "ownload", #"Vol\."#, #" Ep\."#, "Episode", #" г\.\s*$"#, #" кг\.\s*$"#, #" шт\."#,
        "Develop", "Facebook", " crusher ", " xxx ", "(?: ...){9}", "(?: ....){9}",
        "(?: [^ ]){9}", ", ..,,? ..,,? ..,,? ..,,?",
    ]

    public enum Column: Int, MeasurementColumn {
        case sentences, listCase, length, technical, patterns, questionable

        public var measurement: Measurement {
            switch self {
            case .sentences: Measurement("sentences", .count, "sentences")
            case .listCase: Measurement("list_case", .count, "sentences of capitalised words")
            case .length: Measurement("length", .count, "very short or very long sentences")
            case .technical: Measurement("technical", .count, "sentences of digits and brackets")
            case .patterns: Measurement("patterns", .count, "sentences in which a pattern matches")
            case .questionable:
                Measurement("questionable", .fraction, "sentences with any of the chosen checks")
            }
        }
    }

    public let rules: [Rule<Column>]
    private let checks: Set<Check>
    private let bounds: MadladBounds
    private let regex: LinearRegex?

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(!options.checks.isEmpty, "checks", "must name at least one")
        try OptionError.check(
            0 <= options.minLength && options.minLength <= options.maxLength, "min_length",
            "must be 0 to max_length")
        checks = Set(options.checks)
        var bounds = MadladBounds()
        bounds.listCaseWords = options.listCaseWords
        bounds.maxCapitalised = options.maxCapitalised
        bounds.lengths = options.minLength...options.maxLength
        bounds.maxTechnical = options.maxTechnical
        self.bounds = bounds
        regex = try Self.regex(options.patterns)
        rules = [
            .drop(
                "too_few_sentences", when: .sentences, .isBelow(Double(options.minSentences))),
            .drop(
                "too_many_questionable", when: .questionable, .isAbove(options.maxQuestionable)),
        ]
    }

    private static func regex(_ patterns: [String]) throws -> LinearRegex? {
        guard !patterns.isEmpty else { return nil }
        do {
            for pattern in patterns { _ = try LinearRegex(pattern) }
            return try LinearRegex(patterns.map { "(?:\($0))" }.joined(separator: "|"))
        } catch {
            throw OptionError("patterns", "can't be used: \(error.reason)")
        }
    }

    public func makeScratch() throws -> RegexCache? { regex?.makeCache() }

    public func measure(
        _ document: Document, using cache: inout RegexCache?, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        var (sentences, lists, lengths, technical, matched, questionable) = (0, 0, 0, 0, 0, 0)
        let regex = regex
        let known = cache
        forEachMadladSentence(shared.analysis(of: document), bounds) { bytes, answer in
            var isMatched = false
            if let regex, let known {
                isMatched = regex.count(in: bytes.span, limit: 1, using: known) > 0
            }
            sentences += 1
            lists += answer.isList ? 1 : 0
            lengths += answer.isAbnormallyLong ? 1 : 0
            technical += answer.isTechnical ? 1 : 0
            matched += isMatched ? 1 : 0
            questionable += isQuestionable(answer, isMatched) ? 1 : 0
        }
        record.count(.sentences, sentences)
        record.count(.listCase, lists)
        record.count(.length, lengths)
        record.count(.technical, technical)
        record.count(.patterns, matched)
        record.fraction(.questionable, questionable, of: sentences)
    }

    private func isQuestionable(_ answer: MadladSentence, _ isMatched: Bool) -> Bool {
        (answer.isList && checks.contains(.listCase))
            || (answer.isAbnormallyLong && checks.contains(.length))
            || (answer.isTechnical && checks.contains(.technical))
            || (isMatched && checks.contains(.patterns))
    }
}
