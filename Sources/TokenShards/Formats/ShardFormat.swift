// The formats that shards can be written in and read from.

/// Whose token files to write.
public enum ShardFormat: String, Codable, CaseIterable, Sendable {
    /// Ours: seekable zstd frames, an index with ids, a loss mask. Read by ``WinnowReader``; the
    /// layout is at ``WinnowIndex``.
    case winnow
    /// Mosaic's streaming data sets: `.mds` shards and `index.json`, in a folder for each task. Read
    /// by ``MosaicReader``.
    case mds
    /// Megatron-LM's indexed data sets: `.bin` and `.idx`. Read by ``MegatronReader``.
    case megatron
    /// datatrove's token files: `.ds`, `.ds.index`, `.ds.loss`, `.ds.metadata`. Read by
    /// ``DatatroveReader``.
    case datatrove

    /// The shard size that the format's own writers choose, in MiB.
    public var usualShardMegabytes: Int { self == .mds ? 64 : 256 }

    /// An assembler of this format.
    ///
    /// - Throws: ``ShardError/Code/unsupported`` where the format can't hold what the layout asks for.
    public func assembler(_ layout: ShardLayout) throws(ShardError) -> any ShardAssembler {
        switch self {
        case .winnow: try RollingAssembler<WinnowBuilder>(layout)
        case .mds: try RollingAssembler<MosaicBuilder>(layout)
        case .megatron: try RollingAssembler<MegatronBuilder>(layout)
        case .datatrove: try RollingAssembler<DatatroveBuilder>(layout)
        }
    }

    /// How the names of a shard's files end, behind what they have in common.
    var endings: [String] {
        switch self {
        case .winnow: [".index.zst", ".tokens.zst", ".mask.zst"]
        case .mds: [".mds"]
        case .megatron: [".idx", ".bin"]
        case .datatrove: [".ds", ".ds.index", ".ds.loss", ".ds.metadata"]
        }
    }
}
