// The parts that shard files are made of, and the protocol that every format's assembler keeps.
import FileFormats

/// One step in writing shard files. Assemblers make pieces in order, any worker compresses frames,
/// ``ShardFileWriter`` takes the pieces in the same order.
public enum ShardPiece: Sendable {
    /// Bytes to compress into a zstd frame of their own: the work that any worker can do.
    case frame(file: String, [UInt8])
    /// A frame, compressed.
    case compressedFrame(file: String, SeekableFrame)
    /// Bytes to append as they are.
    case plain(file: String, [UInt8])
    /// A whole small file that tells of files before it.
    case listing(file: String, [ListingPart])
    /// The file is complete and holds so many bytes, decompressed; `seekable` appends the table of its
    /// frames.
    case endOfFile(file: String, rawBytes: Int, seekable: Bool)
    /// All files of a shard are complete; the record still lacks them.
    case endOfShard(ShardRecord)
}

/// A part of a file that tells how other files were stored.
public enum ListingPart: Sendable {
    case text([UInt8])
    /// The stored length of a file that is complete, in digits.
    case storedBytes(of: String)
    /// The SHA-256 of a file that is complete, as it is stored, in hex.
    case storedSHA256(of: String)
}

extension ListingPart {
    init(_ text: String) { self = .text(Array(text.utf8)) }
}

extension ShardPiece {
    /// The piece, compressed where it is a frame. The bytes depend on the piece and the level alone.
    public func compressed(by compressor: ZstdCompressor) -> ShardPiece {
        guard case .frame(let file, let raw) = self else { return self }
        return .compressedFrame(file: file, SeekableFrame(raw.span, with: compressor))
    }
}

/// Turns documents into the pieces of one format: the serial part of writing, cheap by design.
///
/// What it makes depends on the documents and their order alone, not on how they were batched.
public protocol ShardAssembler: AnyObject {
    /// Adds documents after the last one; appends the pieces that are complete to `pieces`.
    ///
    /// A document is never cut: it stays whole in one shard, and a new shard begins between documents.
    func append(_ batch: TokenBatch, into pieces: inout [ShardPiece]) throws(ShardError)

    /// Ends the last shard. Without any document there is no shard and no file.
    func finish(into pieces: inout [ShardPiece]) throws(ShardError)
}
