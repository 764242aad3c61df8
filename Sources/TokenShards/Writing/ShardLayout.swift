// What all shards of one output have in common.
import FileFormats
import FileStore

/// The settings of a set of shards.
public struct ShardLayout: Equatable, Sendable {
    /// Stands for the digest of a tokenizer that is not known.
    public static let unknownDigest = [UInt8](repeating: 0, count: 32)

    /// The front of every shard's name; shards are `NAME-00000`, `NAME-00001`, ….
    public var name: String
    /// Every token is below this; it decides the width.
    public var vocabularySize: Int
    /// SHA-256 of the tokenizer's file, 32 bytes: which tokenizer gave these tokens.
    public var tokenizerDigest: [UInt8]
    /// Each token has a byte 0 or 1: whether it carries loss.
    public var hasMask: Bool
    /// Tokens of a packed sequence: documents follow one another, and every so many tokens a sequence
    /// ends with a document. 0 where tokens are not packed.
    public var sequenceLength = 0
    /// The zstd level that `mds` files are compressed with, whole; nil where they are not.
    public var mosaicLevel: Int?
    /// Formats that can do without ids keep them; off only for bytes equal to another program's.
    package var hasIDs = true
    /// MDS's index has digests of the shards; off likewise.
    package var hasMosaicHashes = true
    /// A shard ends before the document that would take its tokens past this many bytes.
    public var shardBytes: Int
    /// Raw bytes in each zstd frame but a file's last; a multiple of four, so that no token is cut. Of
    /// 4 KiB to 4 MiB, 256 KiB make the smallest files of English tokens at level 3 (1.30 bytes each,
    /// 1.33 at 1 MiB): zstd chooses its tables by the frame's size. At 16 KiB they are 4 % larger (1.35),
    /// and windows at random places are read nine times as fast.
    package var frameBytes: Int
    /// A shard also ends before its index, which is held in memory, would pass this many bytes.
    package var indexBytes: Int

    public init(
        name: String, vocabularySize: Int, tokenizerDigest: [UInt8] = ShardLayout.unknownDigest,
        hasMask: Bool = false, shardBytes: Int = 256 << 20, frameBytes: Int = 256 << 10,
        indexBytes: Int = 32 << 20
    ) {
        precondition(frameBytes > 0 && frameBytes % 4 == 0, "a token must not be cut")
        precondition(tokenizerDigest.count == 32, "a SHA-256 has 32 bytes")
        self.name = name
        self.vocabularySize = vocabularySize
        self.tokenizerDigest = tokenizerDigest
        self.hasMask = hasMask
        self.shardBytes = shardBytes
        self.frameBytes = frameBytes
        self.indexBytes = indexBytes
    }

    public var width: TokenWidth { TokenWidth(vocabularySize: vocabularySize) }

    /// The name of shard `number`.
    func name(ofShard number: Int) -> String { name + "-" + nameDigits(number) }

    /// The manifest's entry for a shard, without its files.
    func record(_ shard: String, _ ends: DocumentEnds) -> ShardRecord {
        ShardRecord(
            name: shard, documents: ends.documents, tokens: ends.tokens, dtype: width.dtype,
            vocabularySize: vocabularySize, tokenizerSHA256: hexDigits(tokenizerDigest), files: [])
    }

    /// Refuses a batch whose tokens would wrap around silently.
    func check(_ batch: TokenBatch) throws(ShardError) {
        guard batch.tokens.isEmpty || batch.highest < vocabularySize else {
            throw ShardError(
                .tokenOutsideVocabulary, name,
                "token \(batch.highest) in a vocabulary of \(vocabularySize)")
        }
    }

    /// How many documents of a batch from `start` on still fit a shard with these documents and an
    /// index of `index` bytes; at least one where the shard is empty.
    ///
    /// - Parameter countsIDs: whether the format's index holds the documents' ids.
    func fitting(
        _ batch: TokenBatch, from start: Int, after held: DocumentEnds, index: Int, countsIDs: Bool
    ) -> Int {
        let room = shardBytes / width.rawValue - held.tokens
        var indexRoom = indexBytes - index
        let first = batch.tokenRange(of: start..<start).lowerBound
        var end = start
        while end < batch.documents {
            indexRoom -= 16 + (countsIDs ? batch.id(of: end).count : 0)
            let fits = batch.ends[end].tokens - first <= room && indexRoom >= 0
            if !fits && (end > start || held.documents > 0) { break }
            end += 1
        }
        return end - start
    }
}
