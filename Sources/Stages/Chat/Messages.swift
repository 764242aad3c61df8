// `messages`: reads conversations from JSON, whichever schema they are written in.
import ChatText
import FileFormats
import PipelineCore

/// Reads records that are conversations. A record that is none is bad, with the reason's name.
///
/// Files are JSON lines, or arrays of records, pretty-printed or not. A field that is not known and
/// could change what is trained makes a record bad: nothing is left out in silence.
public struct Messages: JSONLineReader {
    public static let info = StageInfo(
        name: "messages",
        summary: "Reads conversations from JSON lines or arrays, in any of the usual schemas.",
        source: "OpenAI chat and fine-tuning formats, ShareGPT, Alpaca, Dolly, OASST, TRL",
        example: "- messages: { paths: [Samples/chat/*.jsonl] }",
        takes: .anything, gives: .conversation)

    public struct Options: StageOptions {
        /// Files, folders or globs; `-` is standard input.
        public var paths: [String] = []
        /// The schema of the records.
        public var schema = ChatSchema.auto
        /// The field that holds a record's id.
        public var idField = "id"
        /// Fields that say nothing about what is trained.
        public var allowFields: [String] = []
        /// The longest record, in MiB.
        public var maxLineMegabytes = 8
        public var share: Double?
        public var maxEpochs = 1.0

        public init() {}

        public static let help: KeyValuePairs = [
            "paths": "files, folders, globs, or - for standard input",
            "schema": "how the records write a conversation; auto tells it by their fields",
            "id_field": "the field with a record's id; without it the id is path#place",
            "allow_fields": "fields that may be there and change nothing of what is trained; any "
                + "other that is not known makes a record bad",
            "max_line_megabytes": "a longer record is a bad one, in MiB",
            "share": InputShare.shareHelp,
            "max_epochs": InputShare.maxEpochsHelp,
        ]
    }

    public let inputs: InputPatterns
    private let reader: ConversationReader
    private let schema: ChatSchema
    let records: JSONLineRecords
    let maximumLine: Int

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(!options.paths.isEmpty, "paths", "names no file")
        inputs = InputPatterns(
            paths: options.paths.map(context.resolve), endings: JSONLineRecords.endings,
            share: try InputShare(options.share, maxEpochs: options.maxEpochs))
        try OptionError.check(
            (1...1024).contains(options.maxLineMegabytes), "max_line_megabytes",
            "must be from 1 to 1024")
        maximumLine = options.maxLineMegabytes << 20
        schema = options.schema
        reader = ConversationReader(
            options.schema, allowing: Set(options.allowFields + [options.idField]))
        records = JSONLineRecords(
            idField: options.idField, ownFields: JSONLineRecords.conversationFields)
    }

    public func open(_ input: OpenInput) throws -> any ChunkSource<LineBlock> {
        let form = input.file.path == "-" ? .lines : try JSONForm(of: input.stored, schema)
        switch form {
        case .lines: return LineBlockSource(try input.entered(.anywhere), maximumLine: maximumLine)
        case .utf16:
            return UnreadableFile(
                input.file.path, "the file is UTF-16, not UTF-8; convert it, as with iconv")
        case .values, .oasstRows:
            // Such a file can't be entered in its middle: its first range reads all of it.
            guard input.range.isWhole || input.range.start == 0 else {
                return LineBlockSource(nil, maximumLine: maximumLine)
            }
            let stream = try ByteStream(input.stream(from: 0), path: input.file.path)
            return form == .values
                ? JSONValueLines(stream, maximumRecord: maximumLine)
                : OasstRows(stream, maximumLine: maximumLine)
        }
    }

    func fill(
        _ document: inout Document, from line: Span<UInt8>, scannedBy scanner: inout JSONScanner
    ) throws {
        try reader.fill(&document, from: line, scannedBy: scanner)
    }
}

extension ConversationReader {
    /// Gives a document the conversation in a record that was just scanned.
    func fill(
        _ document: inout Document, from record: Span<UInt8>, scannedBy scanner: JSONScanner
    ) throws {
        document.hold(try read(record, scannedBy: scanner).conversation)
    }
}
