// `jsonl` as an input: a document a line.
import FileFormats
import PipelineCore

/// Reads JSON lines. Fields other than id, text and url are kept as they are written.
public struct ReadJSONLines: JSONLineReader {
    public static let info = StageInfo(
        name: "jsonl",
        summary: "Reads JSON lines, plain, gzip, zstd, bzip2 or xz: a document a line.",
        example: "- jsonl: { paths: [data/*.jsonl.zst], text_field: text }",
        takes: .anything, gives: [.html, .text])

    public struct Options: StageOptions {
        public var paths: [String] = []
        public var idField = "id"
        public var textField = "text"
        public var urlField = "url"
        public var content = TextContent.text
        public var lineEnds = LineEnds.lf
        public var maxLineMegabytes = 8
        public var share: Double?
        public var maxEpochs = 1.0

        public init() {}

        public static let help: KeyValuePairs = [
            "paths": "files, folders, globs, or - for standard input",
            "id_field": "the field with a record's id, such as id or meta.id; else path#place",
            "text_field": "the field with the text",
            "url_field": "the field with the page's address, where there is one",
            "content": TextContent.help,
            "line_ends": LineEnds.help,
            "max_line_megabytes": "a longer line is a bad record, in MiB",
            "share": InputShare.shareHelp,
            "max_epochs": InputShare.maxEpochsHelp,
        ]
    }

    public let inputs: InputPatterns
    let records: JSONLineRecords
    private let text: JSONPath
    private let url: JSONPath
    private let textField: String
    private let content: TextContent
    private let lineEnds: LineEnds
    let maximumLine: Int

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(!options.paths.isEmpty, "paths", "names no file")
        try OptionError.check(!options.textField.isEmpty, "text_field", "names no field")
        try OptionError.check(
            (1...1024).contains(options.maxLineMegabytes), "max_line_megabytes",
            "must be from 1 to 1024")
        inputs = InputPatterns(
            paths: options.paths.map(context.resolve), endings: JSONLineRecords.endings,
            share: try InputShare(options.share, maxEpochs: options.maxEpochs))
        records = JSONLineRecords(
            idField: options.idField, textField: options.textField, urlField: options.urlField,
            ownFields: [options.textField, options.urlField])
        content = options.content
        lineEnds = options.lineEnds
        text = JSONPath(options.textField)
        url = JSONPath(options.urlField)
        textField = options.textField
        maximumLine = options.maxLineMegabytes << 20
    }

    public var flow: ContentFlow { ContentFlow(takes: .anything, gives: content.kinds) }

    func fill(
        _ document: inout Document, from line: Span<UInt8>, scannedBy scanner: inout JSONScanner
    ) throws {
        guard let value = scanner.find(text, in: line) else {
            throw DataError(
                "the record has no field '\(textField)' (text_field)\(fieldNames(of: line, scanner))"
            )
        }
        guard value.kind == .string else {
            throw DataError("the field '\(textField)' is \(value.kind.phrase), not text")
        }
        JSONString.append(value, of: line, to: &document.text)
        lineEnds.apply(to: &document.text)
        content.apply(to: &document)
        guard let value = scanner.find(url, in: line), value.kind != .null else { return }
        guard value.kind == .string else {
            return keep(value, of: line, scanner, in: &document)
        }
        let address = JSONString.text(value, of: line)
        if !MissingValue.isMissing(address) { document.url = address }
    }

    /// A number or list where the address should be is no address: it stays a field of the record.
    private func keep(
        _ value: JSONValue, of line: Span<UInt8>, _ scanner: JSONScanner,
        in document: inout Document
    ) {
        guard let field = scanner.fields.first(where: { $0.value == value }) else { return }
        var writer = JSONWriter(document.fields)
        writer.raw(line.extracting(field.sourceRange))
        document.fields = writer.bytes
    }

    /// `; it holds content, title`, for people who see which was meant.
    private func fieldNames(of line: Span<UInt8>, _ scanner: JSONScanner) -> String {
        if scanner.fields.isEmpty { return "; it is empty" }
        let names = scanner.fields.prefix(8).map {
            String(decoding: JSONString.text($0.key, of: line).prefix(40), as: UTF8.self)
        }
        return "; it holds " + names.joined(separator: ", ")
            + (scanner.fields.count > 8 ? ", …" : "")
    }
}
