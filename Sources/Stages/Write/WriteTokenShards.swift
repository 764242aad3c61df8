// `token_shards`: writes tokens as training-ready shards.
import FileFormats
import PipelineCore
import TokenShards

/// Writes token shards; `format` chooses whose.
public struct WriteTokenShards: Writer {
    public static let info = StageInfo(
        name: "token_shards",
        summary: "Writes tokens as training-ready shards with an index and checksums.",
        example: "- token_shards: { path: tokens, format: winnow }")

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

    public func makeScratch() -> ZstdCompressor { ZstdCompressor(level: level) }

    public func makeEncoded() -> TokenBatch { TokenBatch() }

    public func validate(_ document: Document) throws {
        if document.tokens.isEmpty && !document.text.isEmpty {
            throw DataError("it has text and no tokens; a 'tokenize' stage has to come before")
        }
        if document.tokens.isEmpty && format == .mds {
            throw DataError("it has no tokens, and MDS has no form for that")
        }
    }

    public func encode(
        _ document: Document, using scratch: inout ZstdCompressor, into batch: inout TokenBatch
    ) throws {
        try batch.append(
            id: document.id.span, tokens: document.tokens.span, mask: document.lossMask.span)
    }

    public func pack(
        _ piece: ShardPiece, using compressor: inout ZstdCompressor
    ) -> ShardPiece {
        piece.compressed(by: compressor)
    }

    public func open(
        _ output: OutputContext
    ) throws -> any WriterOutput<TokenBatch, ShardPiece, ShardPiece> {
        guard let size = output.properties["tokenizer.vocabulary_size"].flatMap(Int.init), size > 0
        else {
            throw ConfigError(
                "token_shards has no tokens to write",
                suggestion: "Add a 'tokenize' stage to the pipeline.")
        }
        let layout = ShardLayout(
            name: output.taskName, vocabularySize: size,
            tokenizerDigest: digest(output.properties["tokenizer.sha256"]),
            hasMask: output.properties["loss_mask"] == "true", shardBytes: shardBytes)
        return ShardOutput(try format.assembler(layout), folder: output.folder)
    }

    private func digest(_ digits: String?) -> [UInt8] {
        digits.flatMap(bytes(ofHex:)).flatMap { $0.count == 32 ? $0 : nil }
            ?? ShardLayout.unknownDigest
    }
}

/// The shards of one task.
private final class ShardOutput: WriterOutput {
    private let assembler: any ShardAssembler
    private let writer: ShardFileWriter

    init(_ assembler: any ShardAssembler, folder: String) {
        self.assembler = assembler
        writer = ShardFileWriter(directory: folder)
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

/// The bytes that pairs of hex digits stand for; nil for anything else.
func bytes(ofHex digits: String) -> [UInt8]? {
    let values = digits.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    guard values.count == digits.utf8.count, values.count.isMultiple(of: 2) else { return nil }
    return stride(from: 0, to: values.count, by: 2).map {
        UInt8(values[$0] << 4 | values[$0 + 1])
    }
}
