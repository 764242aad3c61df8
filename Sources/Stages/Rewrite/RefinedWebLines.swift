// `refinedweb_lines`: RefinedWeb's line-wise corrections, as DCLM-baseline has them too.
import PipelineCore
import TextRules

/// Removes lines that are no text of the page, and drops documents that lose too many words.
public struct RefinedWebLines: Rewriter {
    public static let info = StageInfo(
        name: "refinedweb_lines",
        summary: "Removes shouting, numbers, counters and short lines; drops what loses too much.",
        source: "Penedo et al. 2023 (RefinedWeb), G.2; counted as DCLM's mappers do (2024-06)",
        example: "- refinedweb_lines: { max_removed_words: 0.05 }",
        takes: .text)

    public enum Preset: String, Codable, Sendable, CaseIterable {
        /// DCLM's code, which takes phrases as patterns: a '.' stands for any character, so that
        /// lines may also end in `Read more >>`.
        case dclm
        /// The paper: phrases are what they say.
        case refinedweb
    }

    public struct Options: StageOptions {
        public var preset = Preset.dclm
        public var maxUppercase = 0.5
        public var maxDigits = 0.999_999
        public var dropCounters = true
        public var minWords = 2
        public var phraseLineWords = 10
        public var phrases = ["items in cart"]
        public var endPhrases = ["Read more..."]
        public var startPhrases = ["Sign-in"]
        public var maxRemovedWords = 0.05

        public init() {}

        public static let help: KeyValuePairs = [
            "preset": "how phrases are read: dclm ('.' is any character), or refinedweb (as is)",
            "max_uppercase": "a line with a larger share of upper case goes",
            "max_digits": "a line with a larger share of digits goes",
            "drop_counters": "lines such as '3 likes' go",
            "min_words": "a line with fewer words between white space goes",
            "phrase_line_words": "phrases are cut out of lines of at most so many words",
            "phrases": "cut out anywhere in such a line",
            "end_phrases": "cut off at its end",
            "start_phrases": "cut off at its beginning",
            "max_removed_words": "largest share of words that a document may lose",
        ]
    }

    public enum Column: Int, MeasurementColumn {
        case lines, keptLines, uppercaseLines, digitLines, counterLines, shortLines, phraseLines
        case editedLines, words, removedWords

        public var measurement: Measurement {
            switch self {
            case .lines: Measurement("lines", .count, "lines of the text")
            case .keptLines: Measurement("kept_lines", .count, "lines that were left")
            case .uppercaseLines:
                Measurement("uppercase_lines", .count, "lines dropped for upper case")
            case .digitLines: Measurement("digit_lines", .count, "lines dropped for digits")
            case .counterLines: Measurement("counter_lines", .count, "lines dropped as counters")
            case .shortLines: Measurement("short_lines", .count, "lines dropped for few words")
            case .phraseLines:
                Measurement("phrase_lines", .count, "lines that held nothing but a phrase")
            case .editedLines:
                Measurement("edited_lines", .count, "lines that lost a phrase and stayed")
            case .words:
                Measurement("words", .count, "words before, those that begin with a mark left out")
            case .removedWords: Measurement("removed_words", .fraction, "words that went")
            }
        }
    }

    public let rules: [Rule<Column>]
    private let lineRules: RefinedWebLineRules

    public init(_ options: Options, in context: StageContext) throws {
        for (name, share) in [
            ("max_uppercase", options.maxUppercase), ("max_digits", options.maxDigits),
            ("max_removed_words", options.maxRemovedWords),
        ] {
            try OptionError.check((0...1).contains(share), name, "must be 0 to 1")
        }
        lineRules = RefinedWebLineRules(options)
        rules = [
            .drop("no_words", when: .words, .equals(0)),
            .drop("too_many_words_removed", when: .removedWords, .isAbove(options.maxRemovedWords)),
            .drop("no_lines_left", when: .keptLines, .equals(0)),
        ]
    }

    public func makeScratch() throws -> RefinedWebLineEditor { RefinedWebLineEditor() }

    public func rewrite(
        _ document: inout Document, using lines: inout RefinedWebLineEditor,
        in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        let counts = lines.apply(lineRules, to: shared.analysis(of: document))
        record.count(.lines, counts.lines)
        record.count(.keptLines, counts.kept)
        record.count(.uppercaseLines, counts.uppercase)
        record.count(.digitLines, counts.digits)
        record.count(.counterLines, counts.counters)
        record.count(.shortLines, counts.short)
        record.count(.phraseLines, counts.phraseOnly)
        record.count(.editedLines, counts.edited)
        record.count(.words, counts.words)
        record[.removedWords] = counts.removedWords
        guard !drops(record) else { return }
        document.text.replaceSubrange(0..., with: lines.text)
    }
}

extension RefinedWebLineRules {
    fileprivate init(_ options: RefinedWebLines.Options) {
        self.init()
        maxUppercase = options.maxUppercase
        maxDigits = options.maxDigits
        dropsCounters = options.dropCounters
        minWords = options.minWords
        phraseLineWords = options.phraseLineWords
        let made = { (phrases: [String]) in
            phrases.filter { !$0.isEmpty }
                .map { LinePhrase($0, wildcards: options.preset == .dclm) }
        }
        phrases = made(options.phrases)
        endPhrases = made(options.endPhrases)
        startPhrases = made(options.startPhrases)
    }
}
