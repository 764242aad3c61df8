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
        public var fate = OutputFate.kept
        public var fileMegabytes = 1024

        public init() {}

        public static let help: KeyValuePairs = [
            "path": "folder for the files, inside the run's folder",
            "compression": "zst, gz or none",
            "level": "compression level; zst 1 to 19 (3), gz 1 to 12 (6)",
            "id_field": "name of the field with the document's id; dots lead into objects",
            "text_field": "name of the field with the text; dots lead into objects",
            "url_field": "name of the field with the url, which is left out where there is none",
            "fields":
                "write the other fields of the input's records back; a text read from inside an "
                + "object is put there too",
            "measurements": "write what the stages measured, as an object 'measurements'",
            "fate": OutputFate.help,
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
        path = options.path
        self.options = options
        let all = names + (options.measurements ? ["measurements"] : [])
        try Self.checkApart(all + (options.fate == .dropped ? ["stage", "rule", "own"] : []))
        ownNames = all.map { Array($0.utf8) }
    }

    /// No field is another one, or lies inside it: parsers of JSON would see one of the two.
    private static func checkApart(_ names: [String]) throws {
        for (index, name) in names.enumerated() {
            for (place, other) in names.enumerated() where place != index {
                try OptionError.check(
                    name != other && !other.hasPrefix(name + "."), "text_field",
                    "and the other fields: '\(name)' and '\(other)' can't both be written")
            }
        }
    }

    public var takesDropped: Bool { options.fate == .dropped }

    public var flow: ContentFlow {
        takesDropped ? ContentFlow(takes: .anything) : Self.info.flow
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
        var edits: [JSONEdit] = []
        put(id(of: document), at: options.idField, edits: &edits, to: &writer)
        writeText(of: document, edits: &edits, to: &writer)
        if !document.url.isEmpty {
            put(.text(document.url), at: options.urlField, edits: &edits, to: &writer)
        }
        if options.fields && !document.fields.isEmpty {
            try writeFields(of: document, &edits, using: &scratch.scanner, to: &writer)
        }
        JSONScanner.write(edits, to: &writer)
        batch.endLine(consume writer, measured: options.measurements ? document : nil)
    }

    /// A value of the writer's own fields.
    private enum OwnValue {
        case text([UInt8])
        /// A number as it was written.
        case number([UInt8])

        func write(to writer: inout JSONWriter) {
            switch self {
            case .text(let text): writer.string(text.span)
            case .number(let number): writer.raw(number.span)
            }
        }
    }

    private func id(of document: Document) -> OwnValue {
        document.form.contains(.idIsNumber) ? .number(document.id) : .text(document.id)
    }

    /// Writes a field, or notes it where its name leads into an object.
    private func put(
        _ value: OwnValue, at name: String, edits: inout [JSONEdit], to writer: inout JSONWriter
    ) {
        if name.utf8.contains(UInt8(ascii: ".")) {
            var json = JSONWriter()
            value.write(to: &json)
            edits.append(JSONEdit(JSONPath(name), json.bytes))
        } else {
            writer.key(name)
            value.write(to: &writer)
        }
    }

    private func writeText(
        of document: Document, edits: inout [JSONEdit], to writer: inout JSONWriter
    ) {
        if document.content == .conversation {
            // The text is an object in the `messages` schema: its members become the record's.
            return writer.raw(document.text.span.extracting(1..<document.text.count - 1))
        }
        let source = document.names.text
        if source == options.textField, !document.form.contains(.textInObject) {
            // A key that holds a full stop is written as it was read.
            writer.key(source)
            writer.string(document.text.span)
        } else {
            put(.text(document.text), at: options.textField, edits: &edits, to: &writer)
        }
        if options.fields, document.form.contains(.textInObject), source != options.textField {
            put(.text(document.text), at: source, edits: &edits, to: &writer)
        }
    }

    /// Writes the record's other fields, but for those whose names are taken here; carries out the
    /// edits inside them, and leaves the others.
    private func writeFields(
        of document: Document, _ edits: inout [JSONEdit], using scanner: inout JSONScanner,
        to writer: inout JSONWriter
    ) throws {
        let members = document.fields.span
        try scanner.scanMembers(members)
        for field in scanner.fields {
            if ownNames.contains(where: { scanner.key(of: field, is: $0, in: members) }) {
                continue
            }
            guard edits.contains(where: { scanner.key(of: field, is: $0.head, in: members) })
            else {
                writer.raw(members.extracting(field.sourceRange))
                continue
            }
            // What is no object gives way to the one that is asked for.
            if field.value.kind != .object { continue }
            scanner.write(field, of: members, edits: edits, adds: true, to: &writer)
        }
        let objects = scanner.fields.filter { $0.value.kind == .object }
        edits.removeAll { edit in
            objects.contains { scanner.key(of: $0, is: edit.head, in: members) }
        }
    }

    public func pack(_ group: LineGroup, using scratch: inout Scratch) -> PackedLines {
        scratch.compressor.pack(group)
    }

    public func open(
        _ output: OutputContext
    ) throws -> any WriterOutput<LineBatch, LineGroup, PackedLines> {
        LineOutput(
            output, ending: options.compression.ending, fileBytes: options.fileMegabytes << 20,
            columns: options.measurements ? output.columns : [])
    }
}
