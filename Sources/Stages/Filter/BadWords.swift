// `c4_bad_words`: C4's rule, one listed word drops the page.
import ByteKernels
import FastText
import PipelineCore

/// Drops a document with any term of its language's list, as C4 did: lower-cased, whole words,
/// anywhere in Chinese, Japanese and Thai.
///
/// Known to delete harmless text about minorities and health; `toxicity` is the gentler choice.
public struct BadWords: Filter, ReadingFiles {
    public static let info = StageInfo(
        name: "c4_bad_words",
        summary: "Drops documents with any listed bad word, C4's rule.",
        source: "C4 (Raffel et al. 2020) and mC4 with LDNOOBW lists; as datatrove 0.10 does",
        example: "- c4_bad_words: { list: lists/en.txt, language: en }")

    /// What becomes of a document in a language without a list.
    public enum Unlisted: String, Codable, Sendable, CaseIterable {
        case keep, drop, refuse
    }

    public struct Options: StageOptions {
        public var list = ""
        public var language = "en"
        public var lists: [String: String] = [:]
        public var languageFrom = ""
        public var unlisted = Unlisted.refuse
        public var maxWords = 0
        public var keepFraction = 0.0

        public init() {}

        public static let help: KeyValuePairs = [
            "list": "the word list, one term per line",
            "language": "the list's language; in ja, th and zh terms match inside words",
            "lists": "lists by language, for documents of several languages",
            "language_from":
                "an earlier stage's label, such as detect_language.language; '': language",
            "unlisted":
                "documents in a language without a list: keep, drop, or refuse as bad records",
            "max_words": "how many occurrences a document may have",
            "keep_fraction": "share of documents over that bound that stay, drawn by their text",
        ]
    }

    public enum Column: Int, MeasurementColumn {
        case words, draw, judgedWords, hasList

        public var measurement: Measurement {
            switch self {
            case .words: Measurement("words", .count, "occurrences of listed terms")
            case .draw: Measurement("draw", .score, "the text's random number, 0 to 1")
            case .judgedWords:
                Measurement("judged_words", .count, "the same, unless keep_fraction spares it")
            case .hasList: Measurement("has_list", .flag, "the language has a list")
            }
        }
    }

    public let rules: [Rule<Column>]
    public let files: [String]
    private let options: Options
    private let lists: [(language: [UInt8], list: TermList)]
    private let languageColumn: Int?
    private let seed: UInt64
    private let preparer = TextPreparer(.lowercaseLine)

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(
            options.list.isEmpty != options.lists.isEmpty, "list",
            "must name a file, unless lists does")
        try OptionError.check(
            (0...1).contains(options.keepFraction), "keep_fraction", "must be 0 to 1")
        self.options = options
        languageColumn = try Self.column(options.languageFrom, context)
        let named =
            options.lists.isEmpty ? [options.language: options.list] : options.lists
        let sorted = named.sorted { $0.key < $1.key }
        files = sorted.map { context.resolve($0.value) }
        lists = try zip(sorted, files).map { entry, file in
            let option = options.lists.isEmpty ? "list" : "lists"
            return (
                Array(entry.key.utf8), try TermList(file, language: entry.key, option: option)
            )
        }
        seed = context.seed
        let over: Rule<Column> =
            .drop("bad_word", when: .judgedWords, .isAbove(Double(options.maxWords)))
        rules =
            options.unlisted == .drop
            ? [over, .drop("no_list", when: .hasList, .equals(0))] : [over]
    }

    private static func column(_ name: String, _ context: StageContext) throws -> Int? {
        guard !name.isEmpty else { return nil }
        let labels = context.earlierColumns.filter { $0.unit == .label }
        guard let column = labels.first(where: { $0.name == name }) else {
            let known = labels.map(\.name).joined(separator: ", ")
            throw OptionError(
                "language_from",
                "names no label of an earlier stage; there is: \(known.isEmpty ? "none" : known)")
        }
        return column.index
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
        let language = language(of: document)
        guard let list = lists.first(where: { $0.language == language })?.list else {
            record[.hasList] = 0
            guard options.unlisted == .refuse else { return }
            let name = String(decoding: language, as: UTF8.self)
            throw DataError("there is no list of bad words for the language '\(name)'")
        }
        record[.hasList] = 1
        document.text.withUnsafeBufferPointer { lowercase($0, into: &scratch.text) }
        let found = list.count(in: scratch.text)
        record.count(.words, found)
        record.count(.judgedWords, found)
        guard found > options.maxWords, options.keepFraction > 0 else { return }
        record[.draw] = draw(document)
        if record[.draw] < options.keepFraction { record[.judgedWords] = .nan }
    }

    /// Line feeds stay: a term of two words does not run over them.
    private func lowercase(_ text: UnsafeBufferPointer<UInt8>, into small: inout [UInt8]) {
        small.removeAll(keepingCapacity: true)
        for line in text.split(separator: 0x0A) {
            let separator = small.count
            preparer.append(UnsafeBufferPointer(rebasing: line), to: &small)
            // The preparer parts what it appends by a blank.
            if separator > 0 { small[separator] = 0x0A }
        }
    }

    private func language(of document: Document) -> [UInt8] {
        guard let languageColumn else { return Array(options.language.utf8) }
        return document.labels.last { $0.column == languageColumn }?.text ?? []
    }

    /// A number in [0, 1) that depends on the text and the run's seed alone.
    private func draw(_ document: Document) -> Double {
        let mixed = foldedMultiply(
            xxHash64(document.text.span) ^ seed, 0x9E37_79B9_7F4A_7C15)
        return Double(mixed >> 11) * 0x1p-53
    }
}
