// What a shard's NAME.index.zst holds: how many documents and tokens, where each document ends, its id.

/// The index of one shard in Winnow's own format.
///
/// Decompressed, the file is little-endian throughout and in this order (`FileFormats.md` has it with
/// an example):
///
///     u64 × 6   magic "WNWSHARD", version 1, bytes per token, vocabulary size, documents, tokens
///     u32 × 2   1 where there is a mask, tokens of a packed sequence (0 where none is)
///     u64       bytes of ids
///     32 bytes  SHA-256 of the tokenizer (zeros where it is not known)
///     32 bytes  SHA-256 of the decompressed tokens, zeros where it is not kept: `NAME.sha256` has
///               those of the files as they lie there, and each frame a checksum of its content
///     32 bytes  the same of the decompressed mask
///     u64 × documents   where each document ends, in tokens from the shard's start
///     u64 × documents   where each document's id ends, in bytes from the ids' start
///     the ids, UTF-8, one after another
package struct WinnowIndex: Equatable, Sendable {
    /// `WNWSHARD` as it stands in the file.
    static let magic: [UInt8] = Array("WNWSHARD".utf8)
    static let version: UInt64 = 1
    static let headerBytes = 8 * 8 + 3 * 32

    package let width: TokenWidth
    /// Every token is below this.
    package let vocabularySize: Int
    package let hasMask: Bool
    /// Tokens of a packed sequence; 0 where tokens are not packed.
    package let sequenceLength: Int
    let tokenizerDigest: [UInt8]
    var tokensDigest = ShardLayout.unknownDigest
    var maskDigest = ShardLayout.unknownDigest
    /// Where each document ends.
    package private(set) var ends = DocumentEnds()
    private var idEnds: [Int] = []
    private var ids: [UInt8] = []

    /// The index of a shard without documents.
    package init(_ layout: ShardLayout) {
        width = layout.width
        vocabularySize = layout.vocabularySize
        hasMask = layout.hasMask
        sequenceLength = layout.sequenceLength
        tokenizerDigest = layout.tokenizerDigest
    }

    /// How long ``encoded()`` is.
    package var byteCount: Int { Self.headerBytes + 16 * ends.documents + ids.count }

    /// Adds a document after the last one.
    package mutating func append(id: ArraySlice<UInt8>, tokens count: Int) {
        ends.append(tokens: count)
        ids += id
        idEnds.append(ids.count)
    }

    /// The id of document `number`.
    ///
    /// - Precondition: the shard has such a document.
    package func id(of number: Int) -> ArraySlice<UInt8> {
        ids[(number == 0 ? 0 : idEnds[number - 1])..<idEnds[number]]
    }
}

// MARK: - Bytes

extension WinnowIndex {
    /// The file's content before compression.
    package func encoded() -> [UInt8] {
        var bytes = Self.magic
        bytes.reserveCapacity(byteCount)
        let numbers = [
            Self.version, UInt64(width.rawValue), UInt64(vocabularySize), UInt64(ends.documents),
            UInt64(ends.tokens), (hasMask ? 1 : 0) | UInt64(sequenceLength) << 32,
            UInt64(ids.count),
        ]
        for number in numbers { bytes.append(littleEndian: number) }
        bytes += tokenizerDigest + tokensDigest + maskDigest
        for end in ends.all { bytes.append(littleEndian: end) }
        for end in idEnds { bytes.append(littleEndian: end) }
        return bytes + ids
    }

    /// Reads and checks an index.
    ///
    /// - Throws: ``ShardError/Code/damagedIndex`` with what is wrong where.
    package init(decoding bytes: [UInt8], file: String) throws(ShardError) {
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
        let flag = header[5] & 0xFFFF_FFFF
        guard flag <= 1 else { throw damaged("mask flag \(flag)") }
        self.width = width
        vocabularySize = size
        hasMask = flag == 1
        sequenceLength = Int(header[5] >> 32)
        tokenizerDigest = Array(bytes[64..<96])
        tokensDigest = Array(bytes[96..<128])
        maskDigest = Array(bytes[128..<160])
        try readDocuments(bytes, header[3], tokens: header[4], idBytes: header[6], file)
        if let end = ends.sequenceBreak(every: sequenceLength) {
            throw damaged("no document ends at token \(end), where a sequence does")
        }
    }

    /// The documents' ends and ids, which are what is left of the file behind its header.
    private mutating func readDocuments(
        _ bytes: [UInt8], _ documents: UInt64, tokens: UInt64, idBytes: UInt64, _ file: String
    ) throws(ShardError) {
        let body = UInt64(bytes.count - Self.headerBytes)
        // More tokens than bytes can be counted are in no file.
        guard documents <= body / 16, body - 16 * documents == idBytes,
            tokens <= UInt64(Int.max) / 8
        else {
            throw ShardError(
                .damagedIndex, file,
                "\(documents) documents, \(tokens) tokens and \(idBytes) bytes of ids in "
                    + "\(bytes.count) bytes")
        }
        let count = Int(documents)
        let start = Self.headerBytes
        ends = DocumentEnds(try Self.ends(in: bytes, at: start, count, Int(tokens), "token", file))
        idEnds = try Self.ends(in: bytes, at: start + 8 * count, count, Int(idBytes), "id", file)
        ids = Array(bytes[(start + 16 * count)...])
    }

    /// Cumulative ends that never fall and end at `total`.
    private static func ends(
        in bytes: [UInt8], at start: Int, _ count: Int, _ total: Int, _ what: String, _ file: String
    ) throws(ShardError) -> [Int] {
        let numbers = (0..<count).map { bytes.littleEndian(at: start + 8 * $0) }
        let ends = try risingNumbers(
            numbers, from: 0, upTo: total, of: "document", what + " end", file)
        guard ends.last ?? 0 == total else {
            throw ShardError(
                .damagedIndex, file,
                "the last \(what) end is \(ends.last ?? 0), the header says \(total)")
        }
        return ends
    }
}
