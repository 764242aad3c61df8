// JSON lines as records: what the readers of texts and of conversations share.
import FileFormats
import FileStore
import PipelineCore

/// A reader for which a line of JSON is a document.
protocol JSONLineReader: Reader where Chunk == LineBlock, Scratch == JSONScanner {
    var records: JSONLineRecords { get }

    /// The most bytes of a line.
    var maximumLine: Int { get }

    /// Gives the document its content from the line that was scanned. What it throws becomes the
    /// bad record's reason.
    func fill(
        _ document: inout Document, from line: Span<UInt8>, scannedBy scanner: inout JSONScanner
    ) throws
}

extension JSONLineReader {
    public var largestRecord: Int { maximumLine }
    public var readsRanges: Bool { true }

    /// A Parquet file has no lines, whatever its name.
    public func check(_ file: StoredFile) throws {
        guard try file.entry()?.kind == .file else { return }
        let ranges = try file.openRanges()
        var head: [UInt8] = []
        try ranges.read(0..<min(4, ranges.count), into: &head)
        if head == Array("PAR1".utf8) {
            throw DataError("it is a Parquet file; read it with the 'parquet' reader")
        }
    }

    public func open(_ input: OpenInput) throws -> any ChunkSource<LineBlock> {
        LineBlockSource(try input.entered(.anywhere), maximumLine: maximumLine)
    }

    public func makeScratch() -> JSONScanner { JSONScanner() }

    public func parse(
        _ block: LineBlock, of file: InputFile, using scanner: inout JSONScanner,
        into batch: inout DocumentBatch
    ) throws {
        var start = 0
        for index in 0..<block.lineCount {
            let line = block.line(index, at: start)
            start = line.range.upperBound + 1
            parse(line, of: block, file, &scanner, into: &batch)
        }
        if let problem = block.problem {
            batch.append(records.badRecord(problem, after: block, in: file))
        }
    }

    private func parse(
        _ line: LineBlock.Line, of block: LineBlock, _ file: InputFile,
        _ scanner: inout JSONScanner, into batch: inout DocumentBatch
    ) {
        let line = line.dropping(block.bytes.span.extracting(line.range).markLength)
        let text = block.bytes.span.extracting(line.range)
        if records.isBlank(text) { return }
        let key = DocumentKey(file: file.number, place: line.place)
        var document = Document(key: key, offset: line.offset, id: [], text: [])
        do {
            try records.begin(&document, from: text, of: file, &scanner)
            try fill(&document, from: text, scannedBy: &scanner)
            batch.append(document)
        } catch {
            batch.append(
                BadRecord(
                    key: key, offset: line.offset, reason: "\(error)", id: document.id))
        }
    }
}

/// Finds a record's id, and the fields that nobody claims.
struct JSONLineRecords: Sendable {
    /// Name endings that a folder is searched for.
    static let endings = ["jsonl", "json", "ndjson", "jl"]
        .flatMap { name in ["", ".gz", ".zst", ".bz2", ".xz"].map { ".\(name)\($0)" } }

    /// Fields that become parts of the conversation.
    static let conversationFields = [
        "oasst_rows", "messages", "conversations", "conversation", "tools", "functions",
        "documents",
        "chat_template_kwargs", "system", "system_prompt", "label", "instruction", "input",
        "output", "response", "context", "history", "prompt", "completion", "chosen", "rejected",
        "train", "trainable", "loss", "loss_mask", "weight", "loss_weight", "train_on_turn",
    ]

    fileprivate let names: FieldNames
    private let id: JSONPath
    private let text: JSONPath
    private let ownFields: KnownKeys

    /// `ownFields` are top-level fields that become something else than a kept field.
    init(
        idField: String, textField: String = "text", urlField: String = "url",
        ownFields: [String]
    ) {
        id = JSONPath(idField)
        text = JSONPath(textField)
        let isStandard = (idField, textField, urlField) == ("id", "text", "url")
        names =
            isStandard ? .standard : FieldNames(id: idField, text: textField, url: urlField)
        self.ownFields = KnownKeys(ownFields + [idField])
    }

    fileprivate func badRecord(
        _ problem: FileError, after block: LineBlock, in file: InputFile
    ) -> BadRecord {
        let hint =
            problem.code == .tooLarge ? "; max_line_megabytes takes longer ones" : ""
        return BadRecord(
            key: DocumentKey(file: file.number, place: block.firstPlace + block.lineCount),
            offset: block.offset + block.bytes.count,
            reason: problem.reason + hint)
    }

    fileprivate func isBlank(_ text: Span<UInt8>) -> Bool {
        for index in text.indices {
            let byte = text[index]
            if byte != 0x20 && byte != 0x09 && byte != 0x0D { return false }
        }
        return true
    }

    /// Gives a document its record's id and the fields that nobody claims, and no content yet.
    func begin(
        _ document: inout Document, from text: Span<UInt8>, of file: InputFile,
        _ scanner: inout JSONScanner
    ) throws {
        try scanner.scan(text)
        document.names = names
        try identify(&document, in: text, file, &scanner)
        takeFields(of: &document, in: text, &scanner)
    }

    /// Gives the document the record's id, or one made of path and place where that has none.
    private func identify(
        _ document: inout Document, in text: Span<UInt8>, _ file: InputFile,
        _ scanner: inout JSONScanner
    ) throws {
        if let value = scanner.find(id, in: text) {
            switch value.kind {
            case .string: document.id = JSONString.text(value, of: text)
            case .number:
                document.id = text.extracting(value.range).withUnsafeBufferPointer(Array.init)
                document.form.insert(.idIsNumber)
            case .null: break
            case .bool, .array, .object:
                throw DataError(
                    "the field '\(names.id)' is \(value.kind.phrase), not text or a number")
            }
        }
        guard MissingValue.isMissing(document.id) else { return }
        document.id = defaultIdentifier(of: file, place: document.key.place)
        document.form.insert(.idIsMade)
    }

    /// Keeps the record's fields that nobody claims, as they are written; a text that stands in an
    /// object leaves null there.
    private func takeFields(
        of document: inout Document, in text: Span<UInt8>, _ scanner: inout JSONScanner
    ) {
        let isInObject = scanner.isInObject(self.text, in: text)
        let edits = isInObject ? [JSONEdit(self.text, Array("null".utf8))] : []
        if isInObject { document.form.insert(.textInObject) }
        var writer = JSONWriter()
        for field in scanner.fields {
            if ownFields.contain(field, in: text) { continue }
            if isInObject {
                scanner.write(field, of: text, edits: edits, adds: false, to: &writer)
            } else {
                writer.raw(text.extracting(field.sourceRange))
            }
        }
        document.fields = writer.bytes
    }
}

/// Names of fields, compared with the keys of every record.
private struct KnownKeys: Sendable {
    /// The names' bytes, and where each begins and ends.
    private let bytes: [UInt8]
    private let ranges: [Range<Int>]

    init(_ names: [String]) {
        var (bytes, ranges): ([UInt8], [Range<Int>]) = ([], [])
        for name in names {
            ranges.append(bytes.count..<bytes.count + name.utf8.count)
            bytes += Array(name.utf8)
        }
        (self.bytes, self.ranges) = (bytes, ranges)
    }

    func contain(_ field: JSONField, in text: Span<UInt8>) -> Bool {
        if !field.key.hasEscapes { return contain(text.extracting(field.key.range)) }
        return contain(JSONString.text(field.key, of: text).span)
    }

    private func contain(_ key: Span<UInt8>) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            for range in ranges where range.count == key.count {
                var index = 0
                while index < key.count, key[index] == bytes[range.lowerBound + index] {
                    index += 1
                }
                if index == key.count { return true }
            }
            return false
        }
    }
}

extension Span<UInt8> {
    /// The length of the byte-order mark that some programs begin files with.
    var markLength: Int {
        count >= 3 && self[0] == 0xEF && self[1] == 0xBB && self[2] == 0xBF ? 3 : 0
    }
}

/// `path#place`, for records that have no identifier of their own.
func defaultIdentifier(of file: InputFile, place: Int) -> [UInt8] {
    Array("\(file.path)#\(RecordPlaces.text(place))".utf8)
}

/// Cuts a range of a file into blocks of whole lines.
final class LineBlockSource: ChunkSource {
    private let entered: EnteredInput?
    private let blocks: LineBlocks?

    /// - Parameter entered: `nil` where no line begins in the range.
    init(_ entered: EnteredInput?, maximumLine: Int) {
        self.entered = entered
        blocks = entered.map { LineBlocks($0.stream, range: $0.range, maximumLine: maximumLine) }
    }

    var bytesRead: Int { entered?.stream.storedOffset ?? 0 }

    var extent: ReadExtent { blocks?.extent ?? ReadExtent() }

    func next() throws -> LineBlock? {
        var block = LineBlock()
        return try blocks?.next(into: &block) == true ? block : nil
    }
}
