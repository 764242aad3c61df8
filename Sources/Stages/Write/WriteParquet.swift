// `parquet` as an output: writes documents as rows of Parquet files.
import FileFormats
import PipelineCore

/// Writes a row a document: texts with their metadata, conversations, or tokens.
public struct WriteParquet: JoiningWriter {
    public static let info = StageInfo(
        name: "parquet",
        summary: "Writes Parquet files: texts with metadata, conversations, or tokens.",
        source: "Apache Parquet 2.11",
        example: "- parquet: { path: data, columns: [id, text, url, metadata] }",
        takes: [.text, .renderedChat, .conversation])

    public struct Options: StageOptions {
        public var path = "data"
        public var columns: ColumnNames?
        public var compression = ParquetCompression.zst
        public var level = 3
        public var fate = OutputFate.kept
        public var rowGroupMegabytes = 32
        public var fileMegabytes = 1024
        public var hub = false

        public init() {}

        public static let help: KeyValuePairs = [
            "path": "folder for the files, inside the run's folder",
            "columns":
                "the columns in their order; id, text, url and metadata (the other fields, as JSON) "
                + "without it, of conversations messages and what belongs to them; input_ids, "
                + "labels, loss_mask and attention_mask are tokens'; any other name is a field of "
                + "the record, as text, or in a mapping as string, int, float or bool: "
                + "{ text: string, score: float }; 'gopher_quality.words: measurement' is what a "
                + "stage recorded, with its type",
            "compression": "zst, snappy or none",
            "level": "zstd's level, 1 (fast) to 19 (small)",
            "fate": OutputFate.help,
            "row_group_megabytes": "begin a new row group after this many MiB of plain values",
            "file_megabytes": "begin a new file after this many MiB of plain values",
            "hub":
                "write a folder as the Hugging Face Hub has them: data/train-00000-of-00010.parquet, "
                + "one file for each task whatever its size, and README.md with the data card's "
                + "header",
        ]
    }

    public let path: String
    let table: ParquetTable
    private let options: Options

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(!options.path.isEmpty, "path", "names no folder")
        try OptionError.check((1...19).contains(options.level), "level", "must be from 1 to 19")
        try OptionError.check(
            (1...1024).contains(options.rowGroupMegabytes), "row_group_megabytes",
            "must be from 1 to 1024")
        try OptionError.check(options.fileMegabytes > 0, "file_megabytes", "must be 1 or more")
        path = options.path
        try OptionError.check(
            !options.hub || options.fate == .kept, "hub",
            "is for what is kept, not for fate: dropped")
        table = try ParquetTable(options.columns, fate: options.fate, in: context)
        self.options = options
    }

    public var takesDropped: Bool { options.fate == .dropped }

    public var flow: ContentFlow {
        if takesDropped { return ContentFlow(takes: .anything) }
        return options.columns == nil ? Self.info.flow : ContentFlow(takes: table.takes)
    }

    /// What a worker needs to encode and to compress.
    public struct Scratch {
        var records: ParquetRecords
        let packer: ParquetPacker
    }

    public func makeScratch() -> Scratch {
        Scratch(
            records: ParquetRecords(table),
            packer: ParquetPacker(options.compression.codec, level: options.level))
    }

    public func makeEncoded() -> ParquetRecordBatch { ParquetRecordBatch(table.layout) }

    public func validate(_ document: Document) throws {
        var records = ParquetRecords(table)
        try records.validate(document)
    }

    public func encode(
        _ document: Document, using scratch: inout Scratch, into batch: inout ParquetRecordBatch
    ) throws {
        try scratch.records.append(document, to: &batch)
    }

    public func pack(
        _ group: ParquetGroup, using scratch: inout Scratch
    ) -> PackedParquetGroup {
        PackedParquetGroup(
            file: group.file, group: scratch.packer.pack(group.rows, group.layout))
    }

    public func open(
        _ output: OutputContext
    ) throws -> any WriterOutput<ParquetRecordBatch, ParquetGroup, PackedParquetGroup> {
        ParquetOutput(
            output, table, groupBytes: options.rowGroupMegabytes << 20,
            fileBytes: options.fileMegabytes << 20,
            hubFile: options.hub ? HubFolder.file(of: output) : nil)
    }

    public func joinedFiles(of parts: [String?]) -> [String] {
        options.hub ? [HubFolder.cardName] : []
    }

    public func join(_ parts: [JoinContext]) throws -> [OutputFile] {
        options.hub ? [try HubFolder(parts).writeCard()] : []
    }
}

/// The compressions of `parquet` outputs.
public enum ParquetCompression: String, Codable, CaseIterable, Sendable {
    case zst, snappy, none

    var codec: ParquetCodec {
        switch self {
        case .zst: .zstd
        case .snappy: .snappy
        case .none: .uncompressed
        }
    }
}
