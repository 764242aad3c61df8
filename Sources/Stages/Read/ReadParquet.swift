// `parquet` as an input: a document a row.
import ChatText
import FileFormats
import FileStore
import PipelineCore

/// Reads Parquet files. Columns other than id, text and url are kept as fields, as JSON.
public struct ReadParquet: Reader {
    public static let info = StageInfo(
        name: "parquet",
        summary: "Reads Parquet files: a document a row, or a conversation a row.",
        source: "Apache Parquet 2.11",
        example: "- parquet: { paths: [data/*.parquet], text_field: text }",
        takes: .anything, gives: [.html, .text])

    public struct Options: StageOptions {
        public var paths: [String] = []
        public var textField = "text"
        public var idField = "id"
        public var urlField = "url"
        public var content = TextContent.text
        public var columns: ColumnNames?
        public var schema: ChatSchema?
        public var allowFields: [String] = []
        public var lineEnds = LineEnds.lf
        public var share: Double?
        public var maxEpochs = 1.0

        public init() {}

        public static let help: KeyValuePairs = [
            "paths": "files, folders or globs",
            "text_field":
                "the column with the text, such as text or page.text; messages or conversations "
                + "reads conversations",
            "id_field": "the column with a row's id, text or a number; else path#place",
            "url_field": "the column with the page's address, where there is one",
            "content": TextContent.help,
            "columns":
                "which other columns are kept as fields, all without it; a mapping gives them "
                + "other names: { warc_date: date }",
            "schema":
                "reads conversations: how the columns write them; auto tells it by their names",
            "allow_fields": "of conversations: columns that change nothing of what is trained",
            "line_ends": LineEnds.help,
            "share": InputShare.shareHelp,
            "max_epochs": InputShare.maxEpochsHelp,
        ]
    }

    public let inputs: InputPatterns
    let options: Options
    let names: FieldNames
    /// Reads rows as conversations; `nil` where they are texts.
    let chat: ConversationReader?
    let records: JSONLineRecords

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(!options.paths.isEmpty, "paths", "names no file")
        try OptionError.check(!options.textField.isEmpty, "text_field", "names no column")
        inputs = InputPatterns(
            paths: options.paths.map(context.resolve), endings: [".parquet", ".parq", ".pq"],
            share: try InputShare(options.share, maxEpochs: options.maxEpochs))
        self.options = options
        names = FieldNames(
            id: options.idField, text: options.textField, url: options.urlField)
        let isChat = ["messages", "conversations", "conversation"].contains(options.textField)
        let schema = options.schema ?? (isChat ? .auto : nil)
        try OptionError.check(
            schema == nil || options.content == .text, "content",
            "is html, and conversations are none: leave out one of content and schema")
        chat = schema.map {
            ConversationReader($0, allowing: Set(options.allowFields + [options.idField]))
        }
        records = JSONLineRecords(
            idField: options.idField, ownFields: JSONLineRecords.conversationFields)
    }

    public var flow: ContentFlow {
        ContentFlow(takes: .anything, gives: chat == nil ? options.content.kinds : .conversation)
    }

    public var readsRanges: Bool { true }

    public func check(_ file: StoredFile) throws {
        guard let file = try? ParquetFile(file) else { return }
        _ = try ParquetReading(file, self)
    }

    public func open(_ input: OpenInput) throws -> any ChunkSource<ParquetChunk> {
        try ParquetSource(input, self)
    }

    public func makeScratch() -> JSONScanner { JSONScanner() }

    public func parse(
        _ chunk: ParquetChunk, of file: InputFile, using scanner: inout JSONScanner,
        into batch: inout DocumentBatch
    ) throws {
        var rows = chunk.columns.rowWriter
        rows.begin()
        var parser = ParquetRowParser(reader: self, columns: chunk.columns, file: file)
        swap(&parser.scanner, &scanner)
        defer { swap(&parser.scanner, &scanner) }
        for index in 0..<chunk.rows.rows {
            let key = DocumentKey(file: file.number, place: chunk.firstPlace + index)
            let offset = chunk.firstRow + index
            do {
                batch.append(try parser.document(key, offset: offset, of: chunk.rows, &rows))
            } catch let error as ParquetRowError {
                let left = chunk.rows.rows - index
                return batch.append(
                    BadRecord(
                        key: key, offset: offset,
                        reason: "\(error)" + (left > 1 ? "; \(left) rows are lost" : ""),
                        endsFile: true, lost: left - 1))
            } catch {
                batch.append(BadRecord(key: key, offset: offset, reason: "\(error)"))
            }
        }
        if let problem = chunk.problem {
            let place = chunk.firstPlace + chunk.rows.rows
            batch.append(
                BadRecord(
                    key: DocumentKey(file: file.number, place: place),
                    offset: chunk.firstRow + chunk.rows.rows, reason: problem, endsFile: true,
                    lost: chunk.lost - 1))
        }
    }
}

/// Makes documents of the rows of one chunk.
private struct ParquetRowParser {
    let reader: ReadParquet
    let columns: ParquetReading
    let file: InputFile
    var scanner = JSONScanner()

    init(reader: ReadParquet, columns: ParquetReading, file: InputFile) {
        (self.reader, self.columns, self.file) = (reader, columns, file)
    }

    mutating func document(
        _ key: DocumentKey, offset: Int, of batch: ParquetRowBatch,
        _ rows: inout ParquetRowWriter
    ) throws -> Document {
        if let chat = reader.chat {
            return try conversation(chat, key, offset: offset, of: batch, &rows)
        }
        var document = Document(key: key, offset: offset, id: [], text: [])
        document.names = reader.names
        var writer = JSONWriter()
        try rows.writeRow(of: batch, to: &writer)
        document.fields = writer.bytes
        let text = try columns.text.map { try rows.take($0, of: batch) } ?? rows.hiddenRange
        let id = try columns.id.map { try rows.takeText($0, of: batch) }
        let url = try columns.url.map { try rows.takeText($0, of: batch) }
        // Every column's value is taken before anything is wrong with one of them.
        if let problem = rows.problem { throw DataError(problem) }
        try fill(&document, text, of: batch, rows)
        try identify(&document, id, url)
        return document
    }

    private func fill(
        _ document: inout Document, _ range: Range<Int>?, of batch: ParquetRowBatch,
        _ rows: ParquetRowWriter
    ) throws {
        guard let range else {
            throw DataError("the column '\(reader.options.textField)' (text_field) is null")
        }
        let bytes = batch.columns[rows.slot(of: columns.textColumn)].bytes
        document.text = Array(bytes[range])
        guard isUTF8(document.text) else {
            throw DataError("the column '\(reader.options.textField)' is not UTF-8")
        }
        if columns.text == nil { document.form.insert(.textInObject) }
        reader.options.lineEnds.apply(to: &document.text)
        reader.options.content.apply(to: &document)
    }

    private mutating func identify(
        _ document: inout Document, _ id: ParquetText??, _ url: ParquetText??
    ) throws {
        var id = id ?? nil
        var url = url ?? nil
        if columns.hasNestedNames {
            try scanner.scanMembers(document.fields.span)
            id = id ?? nested(reader.options.idField, in: document.fields.span)
            url = url ?? nested(reader.options.urlField, in: document.fields.span)
        }
        if let id {
            document.id = id.bytes
            if id.isNumber { document.form.insert(.idIsNumber) }
        }
        if MissingValue.isMissing(document.id) {
            document.id = defaultIdentifier(of: file, place: document.key.place)
            document.form.insert(.idIsMade)
        }
        if let url, !MissingValue.isMissing(url.bytes) { document.url = url.bytes }
    }

    private mutating func nested(_ name: String, in fields: Span<UInt8>) -> ParquetText? {
        guard let value = scanner.find(JSONPath(name), in: fields),
            value.kind == .string || value.kind == .number
        else { return nil }
        let isNumber = value.kind == .number
        let text =
            isNumber
            ? fields.extracting(value.range).withUnsafeBufferPointer(Array.init)
            : JSONString.text(value, of: fields)
        return ParquetText(bytes: text, isNumber: isNumber)
    }

    private mutating func conversation(
        _ chat: ConversationReader, _ key: DocumentKey, offset: Int, of batch: ParquetRowBatch,
        _ rows: inout ParquetRowWriter
    ) throws -> Document {
        var writer = JSONWriter()
        writer.beginObject()
        try rows.writeRow(of: batch, to: &writer)
        writer.endObject()
        if let problem = rows.problem { throw DataError(problem) }
        let record = writer.bytes
        var document = Document(key: key, offset: offset, id: [], text: [])
        try reader.records.begin(&document, from: record.span, of: file, &scanner)
        try chat.fill(&document, from: record.span, scannedBy: scanner)
        return document
    }
}
