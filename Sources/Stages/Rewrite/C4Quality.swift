// `c4_quality`: C4's rules, which edit lines away and then judge what is left.
import PipelineCore
import TextRules

/// Removes lines that aren't sentences, then drops documents with placeholders or too few left.
public struct C4Quality: Rewriter {
    public static let info = StageInfo(
        name: "c4_quality",
        summary: "Removes lines that aren't sentences, drops documents with too few left.",
        source: "Raffel et al. 2019 (C4); counted as datatrove 0.10 does",
        example: "- c4_quality: { terminal_marks: false, min_sentences: 5 }",
        takes: .text)

    public enum Preset: String, Codable, Sendable, CaseIterable {
        /// The rules as datatrove has them.
        case c42019 = "c4-2019"
        /// FineWeb's use of them: lines may end without a mark.
        case fineweb202404 = "fineweb-2024-04"
    }

    public struct Options: StageOptions {
        public var preset = Preset.c42019
        public var words = WordChoice.unicode
        public var removeCitations = true
        public var terminalMarks: Bool?
        public var marksOfAllScripts = false
        public var maxWordLength = 1000
        public var minWordsPerLine = 3
        public var dropLoremIpsum = true
        public var dropJavascript = true
        public var dropCurlyBracket = true
        public var dropPolicy = true
        public var minSentences = 5

        public init() {}

        public static let bounds: [String: OptionBounds] = [
            "max_word_length": .countOrAny, "min_sentences": .countOrAny,
        ]

        public static let help: KeyValuePairs = [
            "preset": "whose settings: c4-2019, or fineweb-2024-04 without terminal_marks",
            "words": "what sentences are counted by: unicode, or spacy_en as datatrove does",
            "remove_citations": "remove [12], [edit] and [citation needed]",
            "terminal_marks": "drop lines that don't end in . ? ! \" or ' (the preset's)",
            "marks_of_all_scripts":
                "whether lines may also end in a terminal mark of another script, such as 。 or ।",
            "max_word_length": "drop lines with a longer word, in code points; -1: any length",
            "min_words_per_line": "drop lines with fewer words",
            "drop_lorem_ipsum": "drop documents with 'lorem ipsum' in a line that passed so far",
            "drop_javascript": "drop lines with 'javascript'",
            "drop_curly_bracket": "drop documents with '{' in a line that passed so far",
            "drop_policy": "drop lines about cookies, terms of use or privacy policies",
            "min_sentences": "fewest sentences in the lines that are left; -1: any number",
        ]
    }

    public enum Column: Int, MeasurementColumn {
        case lines, keptLines, longWordLines, unmarkedLines, shortLines, javascriptLines
        case policyLines, loremIpsum, curlyBracket, sentences

        public var measurement: Measurement {
            switch self {
            case .lines: Measurement("lines", .count, "lines of the text")
            case .keptLines: Measurement("kept_lines", .count, "lines that were left")
            case .longWordLines:
                Measurement("long_word_lines", .count, "lines dropped for a long word")
            case .unmarkedLines:
                Measurement("unmarked_lines", .count, "lines dropped for their end")
            case .shortLines: Measurement("short_lines", .count, "lines dropped for few words")
            case .javascriptLines:
                Measurement("javascript_lines", .count, "lines dropped for 'javascript'")
            case .policyLines:
                Measurement("policy_lines", .count, "lines dropped for a policy phrase")
            case .loremIpsum:
                Measurement("lorem_ipsum", .flag, "'lorem ipsum' was met, before any '{'")
            case .curlyBracket:
                Measurement("curly_bracket", .flag, "'{' was met, before any 'lorem ipsum'")
            case .sentences: Measurement("sentences", .count, "sentences in the kept lines")
            }
        }
    }

    public let rules: [Rule<Column>]
    private let lineRules: C4LineRules
    private let words: WordSegmentation

    public init(_ options: Options, in context: StageContext) throws {
        words = options.words.segmentation
        lineRules = C4LineRules(options)
        rules = [
            .drop("lorem_ipsum", when: .loremIpsum, .equals(1)),
            .drop("curly_bracket", when: .curlyBracket, .equals(1)),
            .drop("too_few_sentences", when: .sentences, .isBelow(Double(options.minSentences))),
        ]
    }

    public func makeScratch() throws -> C4Lines { C4Lines() }

    public func rewrite(
        _ document: inout Document, using lines: inout C4Lines, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        let counts = lines.apply(lineRules, to: shared.analysis(of: document), words: words)
        record.count(.lines, counts.lines)
        record.count(.keptLines, counts.kept)
        record.count(.longWordLines, counts.tooLongWord)
        record.count(.unmarkedLines, counts.noTerminalMark)
        record.count(.shortLines, counts.tooFewWords)
        record.count(.javascriptLines, counts.javascript)
        record.count(.policyLines, counts.policy)
        record[.loremIpsum] = counts.hasLoremIpsum ? 1 : 0
        record[.curlyBracket] = counts.hasCurlyBracket ? 1 : 0
        record.count(.sentences, counts.sentences)
        guard !drops(record) else { return }
        document.text.replaceSubrange(0..., with: lines.text)
    }
}

extension C4LineRules {
    init(_ options: C4Quality.Options) {
        self.init()
        removesCitations = options.removeCitations
        needsTerminalMark = options.terminalMarks ?? (options.preset == .c42019)
        takesMarksOfAllScripts = options.marksOfAllScripts
        maxWordLength = options.maxWordLength < 0 ? nil : options.maxWordLength
        minWordsPerLine = options.minWordsPerLine
        findsLoremIpsum = options.dropLoremIpsum
        dropsJavascript = options.dropJavascript
        findsCurlyBracket = options.dropCurlyBracket
        dropsPolicy = options.dropPolicy
    }
}
