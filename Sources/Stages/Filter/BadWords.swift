// `c4_bad_words`: C4's rule, one listed word drops the page.
import ByteKernels
import FastText
import PipelineCore

/// Drops a document with any term of its language's list, as C4 did: lower-cased, whole words,
/// anywhere in Chinese, Japanese and Thai.
///
/// Known to delete harmless text about minorities and health; `toxicity` is the gentler choice.
public struct BadWords: Filter {
    public static let info = StageInfo(
        name: "c4_bad_words",
        summary: "Drops documents with any listed bad word, C4's rule.",
        source: "C4 (Raffel et al. 2020) with LDNOOBW lists",
        example: "- c4_bad_words: { list: lists/en.txt, language: en }")

    public struct Options: StageOptions {
        public var list = ""
        public var language = "en"
        public var maxWords = 0

        public init() {}

        public static let help: KeyValuePairs = [
            "list": "the word list, one term per line",
            "language": "the list's language; in ja, th and zh terms match inside words",
            "max_words": "how many occurrences a document may have",
        ]
    }

    public enum Column: Int, MeasurementColumn {
        case words

        public var measurement: Measurement {
            Measurement("words", .count, "occurrences of listed terms")
        }
    }

    public let rules: [Rule<Column>]
    private let automaton: PhraseAutomaton
    private let lengths: [Int]
    private let isAnywhere: Bool
    private let preparer = TextPreparer(.lowercaseLine)

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(!options.list.isEmpty, "list", "must name a file")
        let path = context.resolve(options.list)
        let text: String
        do {
            text = try readText(path)
        } catch let error as FastTextError {
            throw OptionError("list", error.detail)
        }
        let terms = text.split(whereSeparator: \.isNewline).map { line in
            Array(line.prefix { $0 != "\t" }.lowercased().utf8)
        }.filter { !$0.isEmpty }
        automaton = PhraseAutomaton(terms)
        lengths = terms.map(\.count)
        isAnywhere = ["ja", "th", "zh"].contains(options.language)
        rules = [.drop("bad_word", when: .words, .isAbove(Double(options.maxWords)))]
    }

    /// The text in lower case.
    public final class Scratch {
        fileprivate var text: [UInt8] = []
    }

    public func makeScratch() -> Scratch { Scratch() }

    public func measure(
        _ document: Document, using scratch: inout Scratch, in worker: Worker,
        into record: Recorder<Column>
    ) throws {
        scratch.text.removeAll(keepingCapacity: true)
        document.text.withUnsafeBufferPointer { preparer.append($0, to: &scratch.text) }
        var found = 0
        scratch.text.withUnsafeBufferPointer { text in
            automaton.forEachMatch(in: text) { term, end in
                if isAnywhere || isWhole(end - lengths[term]..<end, of: text) { found += 1 }
            }
        }
        record.count(.words, found)
    }

    /// Neither side touches a letter, a digit or an underscore.
    private func isWhole(_ range: Range<Int>, of text: UnsafeBufferPointer<UInt8>) -> Bool {
        (range.lowerBound == 0 || !Self.isWord(text[range.lowerBound - 1]))
            && (range.upperBound == text.count || !Self.isWord(text[range.upperBound]))
    }

    /// Bytes of other scripts count as letters.
    private static func isWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte == 0x5F || (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10
    }
}
