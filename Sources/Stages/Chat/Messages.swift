// `messages`: reads conversations from JSON lines, one conversation a line.
import ChatText
import FileFormats
import PipelineCore

/// Reads JSON lines whose records are conversations. A record that is none is bad, with the reason.
public struct Messages: Reader {
    public static let info = StageInfo(
        name: "messages",
        summary: "Reads conversations from JSON lines, plain, gzip or zstd.",
        source: "OpenAI chat and fine-tuning formats",
        example: "- messages: { paths: [Samples/chat/*.jsonl] }")

    public struct Options: StageOptions {
        /// Files, folders or globs; `-` is standard input.
        public var paths: [String] = []
        /// The schema of the records.
        public var schema = Schema.messages
        /// The field that holds a record's id.
        public var idField = "id"

        public init() {}

        public static let help: KeyValuePairs = [
            "paths": "files, folders, globs, or - for standard input",
            "schema": "how the records write a conversation",
            "id_field": "the field with a record's id; without it the id is file#number",
        ]
    }

    public enum Schema: String, Codable, CaseIterable, Sendable {
        case messages

        var schema: any ChatSchema {
            switch self {
            case .messages: MessagesSchema()
            }
        }
    }

    public let inputs: InputPatterns
    private let schema: any ChatSchema
    private let id: JSONPath
    private let ownFields: [[UInt8]]

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(!options.paths.isEmpty, "paths", "names no file")
        inputs = InputPatterns(
            paths: options.paths.map(context.resolve),
            endings: [".jsonl", ".jsonl.gz", ".jsonl.zst", ".json", ".json.gz", ".json.zst"])
        schema = options.schema.schema
        id = JSONPath(options.idField)
        ownFields = (schema.fields + [options.idField]).map { Array($0.utf8) }
    }

    public func open(_ file: InputFile) throws -> any ChunkSource<LineBlock> {
        try ConversationSource(path: file.path)
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
            parse(line, of: block, in: file, &scanner, into: &batch)
        }
        if let problem = block.problem {
            batch.append(
                BadRecord(
                    key: DocumentKey(
                        file: file.number, ordinal: block.firstLine + block.lineCount),
                    offset: problem.decodedOffset ?? problem.offset ?? block.offset,
                    reason: problem.reason))
        }
    }

    private func parse(
        _ line: LineBlock.Line, of block: LineBlock, in file: InputFile,
        _ scanner: inout JSONScanner, into batch: inout DocumentBatch
    ) {
        let text = block.bytes.span.extracting(line.range)
        if isBlank(text) { return }
        let key = DocumentKey(file: file.number, ordinal: line.ordinal)
        do {
            try scanner.scan(text)
            let conversation = try schema.conversation(in: text, scannedBy: &scanner)
            var document = Document(
                key: key, offset: line.offset, id: id(in: text, line, file, &scanner), text: [])
            var writer = JSONWriter()
            conversation.write(to: &writer)
            document.text = writer.bytes
            document.content = .conversation
            document.fields = otherFields(in: text, &scanner)
            batch.append(document)
        } catch {
            batch.append(BadRecord(key: key, offset: line.offset, reason: "\(error)"))
        }
    }

    private func isBlank(_ text: Span<UInt8>) -> Bool {
        text.indices.allSatisfy { [0x20, 0x09, 0x0D].contains(text[$0]) }
    }

    private func id(
        in text: Span<UInt8>, _ line: LineBlock.Line, _ file: InputFile,
        _ scanner: inout JSONScanner
    ) -> [UInt8] {
        switch scanner.find(id, in: text) {
        case let value? where value.kind == .string: JSONString.text(value, of: text)
        case let value? where value.kind == .number:
            text.extracting(value.range).withUnsafeBufferPointer(Array.init)
        default: Array("\(name(of: file))#\(line.ordinal)".utf8)
        }
    }

    private func name(of file: InputFile) -> Substring {
        file.path.split(separator: "/").last ?? "-"
    }

    /// The record's fields that are neither its id nor its conversation, as they are written.
    private func otherFields(in text: Span<UInt8>, _ scanner: inout JSONScanner) -> [UInt8] {
        var fields: [UInt8] = []
        for field in scanner.fields {
            if ownFields.contains(where: { scanner.key(of: field, is: $0, in: text) }) { continue }
            if !fields.isEmpty { fields.append(UInt8(ascii: ",")) }
            text.extracting(field.sourceRange).withUnsafeBufferPointer {
                fields.append(contentsOf: $0)
            }
        }
        return fields
    }
}

/// Cuts a file into blocks of whole lines.
private final class ConversationSource: ChunkSource {
    private let stream: ByteStream
    private let blocks: LineBlocks

    init(path: String) throws {
        stream = try ByteStream(path: path)
        blocks = LineBlocks(stream)
    }

    var bytesRead: Int { stream.storedOffset }

    func next() throws -> LineBlock? {
        var block = LineBlock()
        return try blocks.next(into: &block) ? block : nil
    }
}
