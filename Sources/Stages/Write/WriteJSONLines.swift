// `jsonl` as an output: writes documents as JSON lines.
import FileFormats
import PipelineCore

/// Writes a JSON object a line: id, text, url, every other field that the input had, and what was
/// measured where that is asked for.
public struct WriteJSONLines: Writer {
    public static let info = StageInfo(
        name: "jsonl",
        summary: "Writes documents as JSON lines, with the fields that their records had.",
        example: "- jsonl: { path: text }",
        takes: [.text, .renderedChat, .conversation])

    public struct Options: StageOptions {
        public var path = "text"
        public var compression = LineCompression.zst
        public var level: Int?
        public var idField = "id"
        public var textField = "text"
        public var urlField = "url"
        public var fields = true
        public var measurements = false
        public var fileMegabytes = 1024

        public init() {}

        public static let help: KeyValuePairs = [
            "path": "folder for the files, inside the run's folder",
            "compression": "zst, gz or none",
            "level": "compression level; zst 1 to 19 (3), gz 1 to 12 (6)",
            "id_field": "name of the field with the document's id",
            "text_field": "name of the field with the text",
            "url_field": "name of the field with the url, which is left out where there is none",
            "fields": "write the other fields of the input's records back",
            "measurements": "write what the stages measured, as an object 'measurements'",
            "file_megabytes": "begin a new file after this many MiB of lines",
        ]
    }

    public let path: String
    let options: Options
    private let ownNames: [[UInt8]]

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(!options.path.isEmpty, "path", "names no folder")
        try OptionError.check(options.fileMegabytes > 0, "file_megabytes", "must be 1 or more")
        let levels = options.compression.levels
        try OptionError.check(
            options.level.map(levels.contains) ?? true, "level",
            "must be from \(levels.lowerBound) to \(levels.upperBound)")
        let names = [options.idField, options.textField, options.urlField]
        try OptionError.check(Set(names).count == 3, "text_field", "names a field twice")
        path = options.path
        self.options = options
        ownNames = (names + (options.measurements ? ["measurements"] : [])).map { Array($0.utf8) }
    }

    /// What a worker needs to encode and to compress.
    public struct Scratch {
        var scanner = JSONScanner()
        var compressor: LineCompressor
    }

    public func makeScratch() -> Scratch {
        Scratch(compressor: LineCompressor(options.compression, level: options.level))
    }

    public func makeEncoded() -> LineBatch { LineBatch() }

    public func validate(_ document: Document) throws {
        if document.content.kind == .html {
            throw DataError("it is still HTML; an 'extract_html' stage has to come before")
        }
    }

    public func encode(
        _ document: Document, using scratch: inout Scratch, into batch: inout LineBatch
    ) throws {
        var writer = batch.beginLine()
        writer.beginObject()
        writer.key(options.idField)
        writer.string(document.id.span)
        writeText(of: document, to: &writer)
        if !document.url.isEmpty {
            writer.key(options.urlField)
            writer.string(document.url.span)
        }
        if options.fields && !document.fields.isEmpty {
            try writeFields(of: document, using: &scratch.scanner, to: &writer)
        }
        batch.endLine(consume writer, measured: options.measurements ? document : nil)
    }

    private func writeText(of document: Document, to writer: inout JSONWriter) {
        if document.content == .conversation {
            // The text is an object in the `messages` schema: its members become the record's.
            writer.raw(document.text.span.extracting(1..<document.text.count - 1))
        } else {
            writer.key(options.textField)
            writer.string(document.text.span)
        }
    }

    /// Writes the record's other fields, but for those whose names are taken here.
    private func writeFields(
        of document: Document, using scanner: inout JSONScanner, to writer: inout JSONWriter
    ) throws {
        let members = document.fields.span
        try scanner.scanMembers(members)
        for field in scanner.fields {
            if ownNames.contains(where: { scanner.key(of: field, is: $0, in: members) }) {
                continue
            }
            writer.raw(members.extracting(field.sourceRange))
        }
    }

    public func pack(_ group: LineGroup, using scratch: inout Scratch) -> PackedLines {
        PackedLines(
            file: group.file, documents: group.lines.count,
            bytes: scratch.compressor.compress(group.lines.finished(columns: group.columns)))
    }

    public func open(
        _ output: OutputContext
    ) throws -> any WriterOutput<LineBatch, LineGroup, PackedLines> {
        LineOutput(
            output, ending: options.compression.ending, fileBytes: options.fileMegabytes << 20,
            columns: options.measurements ? output.columns : [])
    }
}
