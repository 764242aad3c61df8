// `c4_bad_words`: C4's rule, one listed word drops the page, or the line that it stands in.
import ByteKernels
import FastText
import PipelineCore

/// Drops a document, or a paragraph or line of it, with any term of its language's list, as C4 did:
/// lower-cased, whole words, anywhere in Chinese, Japanese and Thai.
///
/// Known to delete harmless text about minorities and health; `toxicity` is the gentler choice.
public struct BadWords: Rewriter, ReadingFiles {
    public static let info = StageInfo(
        name: "c4_bad_words",
        summary: "Drops documents with any listed bad word, C4's rule; or only such lines.",
        source: "C4 (Raffel et al. 2020) and mC4 with LDNOOBW lists; as datatrove 0.10 does",
        example: "- c4_bad_words: { list: lists/en.txt, language: en }")

    /// What becomes of a document in a language without a list.
    public enum Unlisted: String, Codable, Sendable, CaseIterable {
        case keep, drop, refuse
    }

    /// What goes when it holds more listed terms than `max_words`.
    public enum Unit: String, Codable, Sendable, CaseIterable {
        case document
        /// What stands between empty lines.
        case paragraph
        case line
    }

    public struct Options: StageOptions {
        public var list = ""
        public var language = "en"
        public var lists: [String: String] = [:]
        public var languageFrom = ""
        public var unlisted = Unlisted.refuse
        public var unit = Unit.document
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
            "unit": "what goes: the document, or only its paragraphs or lines with such words",
            "max_words": "how many occurrences a document (paragraph, line) may have",
            "keep_fraction": "share of documents over that bound that stay, drawn by their text",
        ]
    }

    public enum Column: Int, MeasurementColumn {
        case words, draw, judgedWords, hasList, removedPieces, keptPieces

        public var measurement: Measurement {
            switch self {
            case .words: Measurement("words", .count, "occurrences of listed terms")
            case .draw: Measurement("draw", .score, "the text's random number, 0 to 1")
            case .judgedWords:
                Measurement("judged_words", .count, "the same, unless keep_fraction spares it")
            case .hasList: Measurement("has_list", .flag, "the language has a list")
            case .removedPieces:
                Measurement("removed_pieces", .count, "paragraphs or lines that went")
            case .keptPieces:
                Measurement("kept_pieces", .count, "paragraphs or lines that stayed")
            }
        }
    }

    public let rules: [Rule<Column>]
    public let files: [String]
    private let options: Options
    /// Lists with the codes and names of their languages.
    private let lists: [(languages: [[UInt8]], list: TermList)]
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
        languageColumn = try labelColumn(options.languageFrom, "language_from", context)
        let named =
            options.lists.isEmpty ? [options.language: options.list] : options.lists
        let sorted = named.sorted { $0.key < $1.key }
        files = sorted.map { context.resolve($0.value) }
        lists = try zip(sorted, files).map { entry, file in
            let option = options.lists.isEmpty ? "list" : "lists"
            let forms = try LanguageLabels.forms(of: entry.key, option: option)
            let code = forms.first { $0.utf8.count == 2 } ?? entry.key
            return (
                forms.map { Array($0.utf8) }, try TermList(file, language: code, option: option)
            )
        }
        seed = context.seed
        let over: Rule<Column> =
            .drop("bad_word", when: .judgedWords, .isAbove(Double(options.maxWords)))
        rules =
            (options.unit == .document
                ? [over] : [.drop("no_text_left", when: .keptPieces, .equals(0))])
            + (options.unlisted == .drop ? [.drop("no_list", when: .hasList, .equals(0))] : [])
    }

    /// What was made small, and what stays.
    public struct Scratch {
        fileprivate var text: [UInt8] = []
        /// The pieces that stay.
        fileprivate var left: [UInt8] = []
    }

    /// Pieces that are taken out would move the marks of rendered conversations.
    public var flow: ContentFlow {
        ContentFlow(takes: options.unit == .document ? .prose : .text)
    }

    public func makeScratch() -> Scratch { Scratch() }

    public func rewrite(
        _ document: inout Document, using scratch: inout Scratch, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        guard let list = try list(for: document, record) else { return }
        let found = document.text.withUnsafeBufferPointer { count($0, list, &scratch.text) }
        record.count(.words, found)
        var isSpared = false
        if found > options.maxWords, options.keepFraction > 0 {
            record[.draw] = draw(document)
            isSpared = record[.draw] < options.keepFraction
        }
        if options.unit == .document {
            record[.judgedWords] = isSpared ? .nan : Double(found)
        } else {
            removePieces(&document, isSpared || found == 0 ? nil : list, &scratch, record)
        }
    }

    /// The list that a document is judged by; nil where there is none and that is allowed.
    private func list(for document: Document, _ record: Recorder<Column>) throws -> TermList? {
        let language = language(of: document)
        let list = list(of: language) ?? list(of: LanguageScope.withoutScript(language))
        record[.hasList] = list == nil ? 0 : 1
        guard list == nil, options.unlisted == .refuse else { return list }
        let name = String(decoding: language, as: UTF8.self)
        throw DataError("there is no list of bad words for the language '\(name)'")
    }

    private func list(of language: [UInt8]) -> TermList? {
        lists.first { $0.languages.contains(language) }?.list
    }

    /// Removes the paragraphs or lines in which a list's terms occur too often; none without one.
    private func removePieces(
        _ document: inout Document, _ list: TermList?, _ scratch: inout Scratch,
        _ record: Recorder<Column>
    ) {
        scratch.left.removeAll(keepingCapacity: true)
        var (kept, removed) = (0, 0)
        document.text.withUnsafeBufferPointer { text in
            forEachPiece(text) { piece in
                guard list.map({ count(piece, $0, &scratch.text) <= options.maxWords }) ?? true
                else {
                    removed += 1
                    return
                }
                if kept > 0 { scratch.left += options.unit == .line ? [0x0A] : [0x0A, 0x0A] }
                scratch.left += piece
                kept += 1
            }
        }
        record.count(.removedPieces, removed)
        record.count(.keptPieces, kept)
        if removed > 0 { document.text.replaceSubrange(0..., with: scratch.left) }
    }

    /// Lines between line feeds, or what is between two of them and more.
    private func forEachPiece(
        _ text: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        var (start, at) = (0, 0)
        while at < text.count {
            var run = at
            while run < text.count && text[run] == 0x0A { run += 1 }
            if run - at >= (options.unit == .line ? 1 : 2) {
                let end = options.unit == .line ? at + 1 : run
                body(UnsafeBufferPointer(rebasing: text[start..<at]))
                (start, at) = (end, end)
            } else {
                at = max(run, at + 1)
            }
        }
        body(UnsafeBufferPointer(rebasing: text[start...]))
    }

    private func count(
        _ text: UnsafeBufferPointer<UInt8>, _ list: TermList, _ small: inout [UInt8]
    ) -> Int {
        lowercase(text, into: &small)
        return list.count(in: small)
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
