// Writes the documents of shards again: in another format, or several sets of shards as one.
import FileFormats
import FileStore

/// A conversion of shards, in their order, to one set of shards, or to one for each part of a corpus.
public struct ShardConversion {
    /// What is wanted of the new shards.
    public struct Settings: Sendable {
        public var format: ShardFormat
        public var shardMegabytes: Int?
        /// For shards that don't tell theirs.
        public var vocabularySize: Int?
        public var compression = ShardCompression.none
        public var level = 3
        public var frameKilobytes: Int?

        public init(_ format: ShardFormat) { self.format = format }
    }

    /// What was written.
    public struct Result: Sendable {
        public var shards: [ShardRecord] = []
        /// Files that belong to no single shard.
        public var files: [ShardRecord.File] = []

        public var documents: Int { shards.reduce(0) { $0 + $1.documents } }
        public var tokens: Int { shards.reduce(0) { $0 + $1.tokens } }
    }

    /// Stands in a folder until all shards are in it.
    public static let unfinishedName = "shards.unfinished"
    private static let name = "00000"
    /// Few enough for the nearest caches to hold a batch while it is packed.
    private static let batchTokens = 1 << 16

    private let parts: [ShardPart]
    private let settings: Settings
    private let layout: ShardLayout
    private let common: CommonFacts

    /// Looks at all shards' indexes.
    ///
    /// - Parameter records: what manifests tell of the shards, by their paths.
    /// - Throws: ``ShardError/Code/unsupported`` for shards that can't be one set, or that the format
    ///   can't hold.
    public init(
        _ parts: [ShardPart], _ settings: Settings, records: [String: ShardRecord] = [:]
    ) throws(ShardError) {
        self.parts = parts
        self.settings = settings
        var common = CommonFacts()
        for shard in parts.flatMap(\.shards) {
            try common.add(try shard.open().facts, records[shard.path], shard.path)
        }
        self.common = common
        layout = try common.layout(Self.name, settings)
    }

    public init(
        _ shards: [ShardFiles], _ settings: Settings, records: [String: ShardRecord] = [:]
    ) throws(ShardError) {
        try self.init([ShardPart(name: nil, shards: shards)], settings, records: records)
    }

    /// Writes the shards into a folder. Killed on the way, it leaves one that is refused.
    public func run(into folder: StoredFolder) throws -> Result {
        let mark = folder.file(Self.unfinishedName)
        try mark.write(Array("These shards are not all of those that were to be written.\n".utf8))
        var result = Result()
        for part in parts {
            let isFolder = part.name != nil && !settings.format.isFlat
            let own = isFolder ? folder.folder(part.name ?? "") : folder
            let written = try write(part, into: own)
            if isFolder { try writeSums(written, in: own) }
            try own.settle()
            result.shards += written.shards
            result.files += written.files
        }
        let isDivided = !settings.format.isFlat && parts.contains { $0.name != nil }
        if isDivided {
            var sums = ShardSums(in: "")
            sums.parts = parts.compactMap(\.name)
            try folder.file(ShardSums.name).write(sums.bytes)
        } else {
            try writeSums(result, in: folder)
        }
        try folder.settle()
        try mark.remove()
        return result
    }

    private func write(_ part: ShardPart, into folder: StoredFolder) throws -> Result {
        var result = Result()
        let passage = folder.folder("parts.unfinished")
        let writer = ShardFileWriter(settings.format.isFlat ? passage : folder)
        try Self.write(part.shards, settings, layout, to: writer)
        if !settings.format.isFlat { result.shards += writer.records }
        result.files += writer.files
        if ShardUnion.isNeeded(for: settings.format) {
            let union = ShardUnion(settings.format, layout, of: [(passage, Self.name)])
            let joined = try union.write(part.flatName, in: folder, below: "")
            if let shard = joined.shard { result.shards.append(shard) }
            if let file = joined.file { result.files.append(file) }
        }
        try passage.remove()
        return result
    }

    /// Writes the list of the files' digests, last of all.
    private func writeSums(_ written: Result, in folder: StoredFolder) throws {
        var sums = ShardSums(in: "")
        sums.tokenizerSHA256 = common.tokenizer
        sums.vocabularySize = settings.vocabularySize ?? common.vocabularySize
        sums.add(written.shards.flatMap(\.files) + written.files)
        try folder.file(ShardSums.name).write(sums.bytes)
    }

    /// Writes the documents of shards, in their order.
    static func write(
        _ shards: [ShardFiles], _ settings: Settings, _ layout: ShardLayout,
        to writer: ShardFileWriter
    ) throws {
        let assembler = try settings.format.assembler(layout)
        let compressor = ZstdCompressor(level: settings.level)
        var pieces: [ShardPiece] = []
        func store() throws {
            for piece in pieces { try writer.append(piece.compressed(by: compressor)) }
            pieces = []
        }
        var batch = TokenBatch()
        var tokens: [UInt32] = []
        for shard in shards {
            let open = try shard.open()
            for number in 0..<open.documents {
                try open.readTokens(of: number, into: &tokens)
                try append(number, of: open, tokens, to: &batch)
                if batch.tokenCount >= batchTokens || number == open.documents - 1 {
                    try assembler.append(batch, into: &pieces)
                    try store()
                    batch.removeAll()
                }
            }
        }
        try assembler.finish(into: &pieces)
        try store()
    }

    private static func append(
        _ number: Int, of shard: any TokenShardReader, _ tokens: [UInt32],
        to batch: inout TokenBatch
    ) throws(ShardError) {
        let mask = try shard.mask(of: number)
        let id = try shard.id(of: number) ?? []
        try batch.append(id: id.span, tokens: tokens.span, mask: mask.span)
    }
}

extension ShardConversion {
    /// What to do about a folder by the mark of unfinished work in it.
    static func remedy(_ mark: String) throws(FileError) -> String {
        let text = String(decoding: try StoredFile(mark).contents(), as: UTF8.self)
        return text.hasPrefix(ShardAppending.markHead)
            ? "an append to it was not finished; 'winnow shards append' does it again"
            : "writing shards into it was not finished; begin again in another folder"
    }
}

/// What shards that become one set have to share.
struct CommonFacts {
    private(set) var vocabularySize: Int?
    /// The tokenizer's digest, where one of them tells it.
    private(set) var tokenizer: String?
    private var sequenceLength: Int?
    private(set) var hasMask = false
    /// Whether all of them say which tokenizer made them.
    private(set) var isTokenizerKnown = true
    private var width = TokenWidth.two

    mutating func add(
        _ facts: ShardFacts, _ record: ShardRecord?, _ path: String
    ) throws(ShardError) {
        let zeros = String(repeating: "0", count: 64)
        let digest = facts.tokenizerSHA256 ?? record?.tokenizerSHA256
        tokenizer = try same(tokenizer, digest == zeros ? nil : digest, path, "tokenizer")
        if digest == nil || digest == zeros { isTokenizerKnown = false }
        let size = facts.vocabularySize ?? record?.vocabularySize
        vocabularySize = try same(vocabularySize, size, path, "size of vocabulary")
        sequenceLength = try same(
            sequenceLength, facts.sequenceLength, path, "length of packed sequences")
        hasMask = hasMask || facts.hasMask
        if facts.width == .four { width = .four }
    }

    private func same<Value: Equatable>(
        _ known: Value?, _ found: Value?, _ path: String, _ what: String
    ) throws(ShardError) -> Value? {
        guard let known, let found else { return known ?? found }
        if known == found { return known }
        throw ShardError(
            .unsupported, path, "its \(what) is \(found), that of those before it \(known)")
    }

    func layout(
        _ name: String, _ settings: ShardConversion.Settings
    ) throws(ShardError) -> ShardLayout {
        let format = settings.format
        if hasMask && !format.holdsLossMask {
            throw ShardError(
                .unsupported, format.rawValue, "it has no place for the loss mask of these shards")
        }
        let size = settings.vocabularySize ?? vocabularySize ?? (width == .two ? 1 << 16 : 1 << 31)
        let megabytes = settings.shardMegabytes ?? format.usualShardMegabytes
        var layout = ShardLayout(
            name: name, vocabularySize: size,
            tokenizerDigest: tokenizer.flatMap(bytes) ?? ShardLayout.unknownDigest,
            hasMask: hasMask, shardBytes: megabytes << 20)
        layout.sequenceLength = sequenceLength ?? 0
        if format == .mds, settings.compression == .zstd { layout.mosaicLevel = settings.level }
        if let kilobytes = settings.frameKilobytes { layout.frameBytes = kilobytes << 10 }
        return layout
    }

    /// The bytes of 64 hex digits; nil for anything else.
    private func bytes(_ digits: String) -> [UInt8]? {
        let text = Array(digits.utf8)
        guard text.count == 64 else { return nil }
        let bytes = stride(from: 0, to: 64, by: 2).compactMap {
            UInt8(String(decoding: text[$0..<$0 + 2], as: UTF8.self), radix: 16)
        }
        return bytes.count == 32 ? bytes : nil
    }
}
