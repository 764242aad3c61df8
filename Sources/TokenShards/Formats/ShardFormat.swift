// The formats that shards can be written in and read from.

/// Whether the files of MDS shards are compressed.
public enum ShardCompression: String, Codable, CaseIterable, Sendable {
    case none
    case zstd
}

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
    /// One file of all tokens, as nanoGPT maps it: `train.bin`. Read by ``FlatReader``.
    case bin
    /// The same as a numpy array: `train.npy`.
    case npy

    /// Whether one file holds the tokens of all tasks.
    public var isFlat: Bool { self == .bin || self == .npy }

    /// The shard size that the format's own writers choose, in MiB.
    public var usualShardMegabytes: Int { self == .mds ? 64 : 256 }

    /// The largest shard that the format's offsets can reach, in MiB.
    public var largestShardMegabytes: Int { self == .mds ? 4095 : 1 << 20 }

    /// Whether the format has a place for a loss mask.
    public var holdsLossMask: Bool { self != .megatron }

    /// Whether the format has a form for documents without tokens.
    public var holdsEmptyDocuments: Bool { self != .mds }

    /// An assembler of this format.
    ///
    /// - Throws: ``ShardError/Code/unsupported`` where the format can't hold what the layout asks for.
    public func assembler(_ layout: ShardLayout) throws(ShardError) -> any ShardAssembler {
        switch self {
        case .winnow: try RollingAssembler<WinnowBuilder>(layout)
        case .mds: try RollingAssembler<MosaicBuilder>(layout)
        case .megatron: try RollingAssembler<MegatronBuilder>(layout)
        case .datatrove: try RollingAssembler<DatatroveBuilder>(layout)
        case .bin, .npy: try RollingAssembler<FlatBuilder>(layout)
        }
    }

    /// Opens the shard whose files have `path` in common.
    func open(_ path: String, _ listing: MosaicListing) throws(ShardError) -> any TokenShardReader {
        switch self {
        case .winnow: try WinnowReader(path)
        case .mds: try MosaicReader(path + ".mds", listing: listing)
        case .megatron: try MegatronReader(path)
        case .datatrove: try DatatroveReader(path)
        case .bin, .npy: try FlatReader(path, isArray: self == .npy)
        }
    }

    /// How the names of a shard's files end, behind what they have in common.
    var endings: [String] {
        switch self {
        case .winnow: [".index.zst", ".tokens.zst", ".mask.zst", ".sha256"]
        case .mds: [".mds", ".mds" + MosaicFiles.zstdEnding]
        case .megatron: [".idx", ".bin"]
        case .datatrove: [".ds", ".ds.index", ".ds.loss", ".ds.metadata"]
        case .bin:
            [FlatFiles.ending(isArray: false), FlatFiles.ends, FlatFiles.mask, FlatFiles.facts]
        case .npy: [FlatFiles.ending(isArray: true)]
        }
    }

    /// How the names of all files end that a shard may have.
    var fileEndings: [String] {
        self == .npy ? endings + Self.bin.endings.dropFirst() : endings
    }
}
