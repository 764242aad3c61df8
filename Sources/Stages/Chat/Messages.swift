// `messages`: reads conversations from JSON lines, one conversation a line.
import ChatText
import FileFormats
import PipelineCore

/// Reads JSON lines whose records are conversations. A record that is none is bad, with the reason.
public struct Messages: JSONLineReader {
    public static let info = StageInfo(
        name: "messages",
        summary: "Reads conversations from JSON lines, plain, gzip or zstd.",
        source: "OpenAI chat and fine-tuning formats",
        example: "- messages: { paths: [Samples/chat/*.jsonl] }",
        takes: .anything, gives: .conversation)

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
            "id_field": "the field with a record's id; without it the id is path#place",
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
    let records: JSONLineRecords

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(!options.paths.isEmpty, "paths", "names no file")
        inputs = InputPatterns(
            paths: options.paths.map(context.resolve), endings: JSONLineRecords.endings)
        schema = options.schema.schema
        records = JSONLineRecords(idField: options.idField, ownFields: schema.fields)
    }

    func fill(
        _ document: inout Document, from line: Span<UInt8>, scannedBy scanner: inout JSONScanner
    ) throws {
        let conversation = try schema.conversation(in: line, scannedBy: &scanner)
        var writer = JSONWriter()
        conversation.write(to: &writer)
        document.text = writer.bytes
        document.content = .conversation
    }
}
