// What a shard's NAME.index.zst holds: how many documents and tokens, where each document ends, its id.

/// The index of one shard in Winnow's own format.
///
/// Decompressed, the file is little-endian throughout and in this order (`FileFormats.md` has it with
/// a reader in ten lines of Python):
///
///     u64 × 8   magic "WNWSHARD", version 1, bytes per token, vocabulary size,
///               documents, tokens, 1 where there is a mask, bytes of ids
///     32 bytes  SHA-256 of the tokenizer (zeros where it is not known)
///     32 bytes  SHA-256 of the decompressed tokens
///     32 bytes  SHA-256 of the decompressed mask (zeros where there is none)
///     u64 × documents   where each document ends, in tokens from the shard's start
///     u64 × documents   where each document's id ends, in bytes from the ids' start
///     the ids, UTF-8, one after another
public struct ShardIndex: Equatable, Sendable {
    /// `WNWSHARD` as it stands in the file.
    static let magic: [UInt8] = Array("WNWSHARD".utf8)
    static let version: UInt64 = 1
    static let headerBytes = 8 * 8 + 3 * 32
    /// Stands for a digest that is not known.
    public static let noDigest = [UInt8](repeating: 0, count: 32)

    public var width: TokenWidth
    /// Every token is below this.
    public var vocabularySize: Int
    public var hasMask: Bool
    public var tokenizerDigest: [UInt8]
    public internal(set) var tokensDigest = ShardIndex.noDigest
    public internal(set) var maskDigest = ShardIndex.noDigest
    /// Where each document ends, in tokens from the shard's start; never falling.
    public private(set) var ends: [UInt64] = []
    private var idEnds: [UInt64] = []
    private var ids: [UInt8] = []

    /// The index of a shard without documents.
    ///
    /// - Precondition: the digest has 32 bytes.
    public init(vocabularySize: Int, hasMask: Bool, tokenizerDigest: [UInt8]) {
        precondition(tokenizerDigest.count == 32, "a SHA-256 has 32 bytes")
        self.width = TokenWidth(vocabularySize: vocabularySize)
        self.vocabularySize = vocabularySize
        self.hasMask = hasMask
        self.tokenizerDigest = tokenizerDigest
    }

    init(_ layout: ShardLayout) {
        self.init(
            vocabularySize: layout.vocabularySize, hasMask: layout.hasMask,
            tokenizerDigest: layout.tokenizerDigest)
    }

    public var documents: Int { ends.count }

    public var tokens: Int { Int(ends.last ?? 0) }

    /// How long ``encoded()`` is.
    public var byteCount: Int { Self.headerBytes + 16 * documents + ids.count }

    /// Adds a document after the last one.
    public mutating func append(id: ArraySlice<UInt8>, tokens count: Int) {
        ends.append((ends.last ?? 0) + UInt64(count))
        ids += id
        idEnds.append(UInt64(ids.count))
    }

    /// The tokens of document `number`, counted from the shard's start.
    public func tokenRange(of number: Int) -> Range<Int> {
        Int(number == 0 ? 0 : ends[number - 1])..<Int(ends[number])
    }

    /// The document that holds the token at `place`.
    ///
    /// - Precondition: the shard has such a token.
    public func document(holding place: Int) -> Int {
        precondition((0..<tokens).contains(place), "no such token")
        var low = 0
        var high = ends.count
        while low < high {
            let middle = (low + high) / 2
            if ends[middle] > UInt64(place) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The id of document `number`.
    public func id(of number: Int) -> ArraySlice<UInt8> {
        ids[Int(number == 0 ? 0 : idEnds[number - 1])..<Int(idEnds[number])]
    }
}

// MARK: - Bytes

extension ShardIndex {
    /// The file's content before compression.
    public func encoded() -> [UInt8] {
        var bytes = Self.magic
        bytes.reserveCapacity(byteCount)
        let numbers = [
            Self.version, UInt64(width.rawValue), UInt64(vocabularySize), UInt64(documents),
            UInt64(tokens), hasMask ? 1 : 0, UInt64(ids.count),
        ]
        for number in numbers { bytes.append(littleEndian: number) }
        bytes += tokenizerDigest + tokensDigest + maskDigest
        for end in ends { bytes.append(littleEndian: end) }
        for end in idEnds { bytes.append(littleEndian: end) }
        return bytes + ids
    }

    /// Reads and checks an index.
    ///
    /// - Throws: ``ShardError/Code/damagedIndex`` with what is wrong where.
    public init(decoding bytes: [UInt8], file: String) throws(ShardError) {
        func damaged(_ found: String) -> ShardError { ShardError(.damagedIndex, file, found) }
        guard bytes.count >= Self.headerBytes, bytes.starts(with: Self.magic) else {
            throw damaged("no header of a shard index at its start")
        }
        let header = (1..<8).map { bytes.littleEndian(at: 8 * $0) }
        guard header[0] == Self.version else {
            throw damaged("version \(header[0]), known is \(Self.version)")
        }
        guard let width = TokenWidth(rawValue: Int(clamping: header[1])),
            let size = Int(exactly: header[2]), TokenWidth(vocabularySize: size) == width
        else { throw damaged("\(header[1]) bytes a token for a vocabulary of \(header[2])") }
        guard header[5] <= 1 else { throw damaged("mask flag \(header[5])") }
        self.width = width
        vocabularySize = size
        hasMask = header[5] == 1
        tokenizerDigest = Array(bytes[64..<96])
        tokensDigest = Array(bytes[96..<128])
        maskDigest = Array(bytes[128..<160])

        let body = UInt64(bytes.count - Self.headerBytes)
        let (documents, tokens, idBytes) = (header[3], header[4], header[6])
        guard documents <= body / 16, body - 16 * documents == idBytes else {
            throw damaged(
                "\(documents) documents and \(idBytes) bytes of ids in \(bytes.count) bytes")
        }
        let count = Int(documents)
        ends = try Self.ends(in: bytes, at: Self.headerBytes, count, upTo: tokens, "token", file)
        idEnds = try Self.ends(
            in: bytes, at: Self.headerBytes + 8 * count, count, upTo: idBytes, "id", file)
        ids = Array(bytes[(Self.headerBytes + 16 * count)...])
    }

    /// Cumulative ends that never fall and end at `total`.
    private static func ends(
        in bytes: [UInt8], at start: Int, _ count: Int, upTo total: UInt64, _ what: String,
        _ file: String
    ) throws(ShardError) -> [UInt64] {
        var ends: [UInt64] = []
        ends.reserveCapacity(count)
        var last: UInt64 = 0
        for number in 0..<count {
            let end = bytes.littleEndian(at: start + 8 * number)
            guard end >= last, end <= total else {
                throw ShardError(
                    .damagedIndex, file,
                    "document \(number): its \(what) end \(end) is not within \(last)...\(total)")
            }
            ends.append(end)
            last = end
        }
        guard last == total else {
            throw ShardError(
                .damagedIndex, file, "the last \(what) end is \(last), the header says \(total)")
        }
        return ends
    }
}
