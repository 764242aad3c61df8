// `token_shards`: writes tokens as training-ready shards.
import FileFormats
import FileStore
import PipelineCore
import TokenShards

/// Writes token shards; `format` chooses whose.
public struct WriteTokenShards: Writer {
    public static let info = StageInfo(
        name: "token_shards",
        summary: "Writes tokens as training-ready shards with an index and checksums.",
        example: "- token_shards: { path: tokens, format: winnow }",
        takes: [.tokens, .lossMask])

    public struct Options: StageOptions {
        public var path = "tokens"
        public var format = ShardFormat.winnow
        public var shardMegabytes: Int?
        public var level = 3

        public init() {}

        public static let help: KeyValuePairs = [
            "path": "folder for the shards, inside the run's folder",
            "format":
                "winnow (zstd frames that can be read in parts, index, loss mask), mds, megatron "
                + "or datatrove",
            "shard_megabytes":
                "a shard ends before the document that would take its tokens past this many MiB; "
                + "documents are never cut (256; mds: 64)",
            "level": "zstd level of winnow's shards, 1 (fast) to 19 (small)",
        ]
    }

    public let path: String
    private let format: ShardFormat
    private let shardBytes: Int
    private let level: Int

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(!options.path.isEmpty, "path", "names no folder")
        let megabytes = options.shardMegabytes ?? options.format.usualShardMegabytes
        let most = options.format == .mds ? 4095 : 1 << 20
        try OptionError.check(
            (1...most).contains(megabytes), "shard_megabytes", "must be from 1 to \(most)")
        try OptionError.check((1...19).contains(options.level), "level", "must be from 1 to 19")
        path = options.path
        format = options.format
        shardBytes = megabytes << 20
        level = options.level
    }

    /// Megatron's files have no place for a loss mask.
    public var flow: ContentFlow {
        format == .megatron ? ContentFlow(takes: .tokens) : Self.info.flow
    }

    public func makeScratch() -> ZstdCompressor { ZstdCompressor(level: level) }

    public func makeEncoded() -> TokenBatch { TokenBatch() }

    public func validate(_ document: Document) throws {
        guard let tokens = document.tokens else {
            throw DataError("it has no tokens; a 'tokenize' stage has to come before")
        }
        if tokens.ids.isEmpty && format == .mds {
            throw DataError("it has no tokens, and MDS has no form for that")
        }
    }

    public func encode(
        _ document: Document, using scratch: inout ZstdCompressor, into batch: inout TokenBatch
    ) throws {
        guard let tokens = document.tokens else { return }
        try batch.append(
            id: document.id.span, tokens: tokens.ids.span, mask: tokens.lossMask.span)
    }

    public func pack(
        _ piece: ShardPiece, using compressor: inout ZstdCompressor
    ) -> ShardPiece {
        piece.compressed(by: compressor)
    }

    public func open(
        _ output: OutputContext
    ) throws -> any WriterOutput<TokenBatch, ShardPiece, ShardPiece> {
        guard let tokens = output.tokens, tokens.vocabularySize > 0 else {
            throw ConfigError(
                "token_shards has no tokens to write",
                suggestion: "Add a 'tokenize' stage to the pipeline.")
        }
        let layout = ShardLayout(
            name: output.taskName, vocabularySize: tokens.vocabularySize,
            tokenizerDigest: tokens.tokenizerDigest, hasMask: output.hasLossMask,
            shardBytes: shardBytes)
        return ShardOutput(try format.assembler(layout), folder: output.folder)
    }
}

/// The shards of one task.
private final class ShardOutput: WriterOutput {
    private let assembler: any ShardAssembler
    private let writer: ShardFileWriter

    init(_ assembler: any ShardAssembler, folder: StoredFolder) {
        self.assembler = assembler
        writer = ShardFileWriter(folder)
    }

    func append(_ batch: TokenBatch) throws -> [ShardPiece] {
        var pieces: [ShardPiece] = []
        try assembler.append(batch, into: &pieces)
        return pieces
    }

    func finish() throws -> [ShardPiece] {
        var pieces: [ShardPiece] = []
        try assembler.finish(into: &pieces)
        return pieces
    }

    func store(_ piece: ShardPiece) throws { try writer.append(piece) }

    func close() -> [OutputFile] {
        writer.records.flatMap(\.outputFiles)
            + writer.files.map {
                OutputFile(name: $0.name, bytes: $0.bytes, sha256: $0.sha256, documents: 0)
            }
    }
}
