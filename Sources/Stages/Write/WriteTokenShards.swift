// `token_shards`: writes tokens as training-ready shards.
import FileFormats
import FileStore
import PipelineCore
import TokenShards

/// Writes token shards; `format` chooses whose.
public struct WriteTokenShards: JoiningWriter {
    public static let info = StageInfo(
        name: "token_shards",
        summary: "Writes tokens as training-ready shards with an index and checksums.",
        example: "- token_shards: { path: tokens, format: winnow }",
        takes: [.tokens, .lossMask, .sequences])

    public struct Options: StageOptions {
        public var path = "tokens"
        public var format = ShardFormat.winnow
        public var shardMegabytes: Int?
        public var compression: ShardCompression?
        public var level = 3
        public var frameKilobytes = 256

        public init() {}

        public static let help: KeyValuePairs = [
            "path": "folder for the shards, inside the run's folder",
            "format":
                "winnow (zstd frames that can be read in parts, index, loss mask), mds, megatron, "
                + "datatrove; or one file: bin (train.bin, as nanoGPT maps it), npy (train.npy)",
            "shard_megabytes":
                "a shard ends before the document that would take its tokens past this many MiB; "
                + "documents are never cut (256; mds: 64)",
            "compression": "of mds: none or zstd; winnow's shards are always zstd",
            "level": "zstd level of winnow's and mds's shards, 1 (fast) to 19 (small)",
            "frame_kilobytes":
                "what winnow's shards are read in at least, 4 to 4096 KiB: 256 is smallest, 16 is for "
                + "reading windows at random",
        ]

        public static let bounds = ["frame_kilobytes": OptionBounds(4, 4096)]
    }

    public let path: String
    private let format: ShardFormat
    private let shardBytes: Int
    private let level: Int
    private let mosaicLevel: Int?
    private let frameBytes: Int

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(!options.path.isEmpty, "path", "names no folder")
        let megabytes = options.shardMegabytes ?? options.format.usualShardMegabytes
        let most = options.format.largestShardMegabytes
        try OptionError.check(
            (1...most).contains(megabytes), "shard_megabytes", "must be from 1 to \(most)")
        try OptionError.check((1...19).contains(options.level), "level", "must be from 1 to 19")
        try OptionError.check(
            options.compression == nil || options.format == .mds, "compression",
            "is for mds: the other formats have one form each")
        try OptionError.check(
            options.shardMegabytes == nil || !options.format.isFlat, "shard_megabytes",
            "is for shards: \(options.format.rawValue) is one file")
        try OptionError.check(
            options.frameKilobytes == Options().frameKilobytes || options.format == .winnow,
            "frame_kilobytes", "is for winnow: other formats have no frames")
        frameBytes = options.frameKilobytes << 10
        mosaicLevel =
            options.format == .mds && options.compression == .zstd ? options.level : nil
        path = options.path
        format = options.format
        shardBytes = megabytes << 20
        level = options.level
    }

    /// Not every format has a place for a loss mask.
    public var flow: ContentFlow {
        format.holdsLossMask ? Self.info.flow : ContentFlow(takes: [.tokens, .sequences])
    }

    public func makeScratch() -> ZstdCompressor { ZstdCompressor(level: level) }

    public func makeEncoded() -> TokenBatch { TokenBatch() }

    public func validate(_ document: Document) throws {
        guard let tokens = document.tokens else {
            throw DataError("it has no tokens; a 'tokenize' stage has to come before")
        }
        if tokens.ids.isEmpty && !format.holdsEmptyDocuments {
            throw DataError("it has no tokens, and \(format.rawValue) has no form for that")
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
        let layout = try layout(
            output.taskName, output.tokens, hasMask: output.hasLossMask, output.sequenceLength)
        return ShardOutput(
            try format.assembler(layout), folder: format.isFlat ? output.work : output.folder,
            isPart: format.isFlat)
    }

    private func layout(
        _ name: String, _ tokens: TokenFacts?, hasMask: Bool, _ sequenceLength: Int
    ) throws -> ShardLayout {
        guard let tokens, tokens.vocabularySize > 0 else {
            throw ConfigError(
                "token_shards has no tokens to write",
                suggestion: "Add a 'tokenize' stage to the pipeline.")
        }
        var layout = ShardLayout(
            name: name, vocabularySize: tokens.vocabularySize,
            tokenizerDigest: tokens.tokenizerDigest, hasMask: hasMask, shardBytes: shardBytes)
        layout.sequenceLength = sequenceLength
        layout.mosaicLevel = mosaicLevel
        layout.frameBytes = frameBytes
        return layout
    }

    public func joinedFiles(of parts: [String?]) -> [String] {
        guard ShardUnion.isNeeded(for: format) else { return [] }
        return parts.flatMap { part in
            ShardUnion.files(
                format, named: flatName(of: part), below: part.map { $0 + "/" } ?? "")
        }
    }

    public func join(_ parts: [JoinContext]) throws -> [OutputFile] {
        guard ShardUnion.isNeeded(for: format) else { return [] }
        return try parts.flatMap(join)
    }

    private func join(_ output: JoinContext) throws -> [OutputFile] {
        let layout = try layout(
            "", output.tokens, hasMask: output.hasLossMask, output.sequenceLength)
        let union = ShardUnion(
            format, layout, of: output.tasks.map { ($0.work, $0.name) })
        let inner = output.part.map { $0 + "/" } ?? ""
        let result = try union.write(
            flatName(of: output.part), in: output.folder, below: format.isFlat ? "" : inner)
        return (result.shard?.outputFiles ?? []) + (result.file.map { [OutputFile($0)] } ?? [])
    }

    /// nanoGPT's names.
    private func flatName(of part: String?) -> String {
        part == "validation" ? "val" : part ?? "train"
    }
}

/// The shards of one task.
private final class ShardOutput: WriterOutput {
    private let assembler: any ShardAssembler
    private let writer: ShardFileWriter
    /// Whether it is a part of a file that is made at the end.
    private let isPart: Bool

    init(_ assembler: any ShardAssembler, folder: StoredFolder, isPart: Bool) {
        self.isPart = isPart
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
        isPart ? [] : writer.records.flatMap(\.outputFiles) + writer.files.map { OutputFile($0) }
    }
}
