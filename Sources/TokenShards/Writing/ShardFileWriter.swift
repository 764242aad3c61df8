// Writes pieces, in order, into shard files that appear whole or not at all.
import FileFormats
import FileStore

/// The last, serial part of writing shards: appends bytes and keeps the books.
///
/// Files have temporary names until they are complete and synced. In the pieces' order a shard's index
/// comes last, so a shard whose index is there is whole.
public final class ShardFileWriter {
    private let folder: StoredFolder
    private var open: [String: ShardFile] = [:]
    /// The complete files' sizes and digests as they are stored.
    private var stored: [String: (bytes: Int, sha256: String)] = [:]
    /// Files completed since the last shard was: at the end, those that belong to no single shard.
    public private(set) var files: [ShardRecord.File] = []
    /// The shards completed so far, for the manifest.
    public private(set) var records: [ShardRecord] = []

    /// - Parameter folder: the folder of the shards.
    public init(_ folder: StoredFolder) {
        self.folder = folder
    }

    /// Takes the next piece.
    ///
    /// - Precondition: frames have been compressed; pieces come in the assembler's order.
    public func append(_ piece: ShardPiece) throws(FileError) {
        switch piece {
        case .frame(let file, _):
            preconditionFailure("a frame of \(file) was not compressed")
        case .compressedFrame(let name, let frame):
            try file(name).append(frame)
        case .plain(let name, let bytes):
            try file(name).append(bytes)
        case .listing(let name, let parts):
            let bytes = parts.flatMap(text)
            try file(name).append(bytes)
            try complete(name, rawBytes: bytes.count, seekable: false)
        case .endOfFile(let name, let rawBytes, let seekable):
            try complete(name, rawBytes: rawBytes, seekable: seekable)
        case .endOfShard(var record):
            record.files = files
            files = []
            records.append(record)
        }
    }

    private func complete(_ name: String, rawBytes: Int, seekable: Bool) throws(FileError) {
        let file = try file(name).complete(name, rawBytes: rawBytes, seekable: seekable)
        stored[name] = (file.bytes, file.sha256)
        files.append(file)
        open[name] = nil
    }

    private func text(_ part: ListingPart) -> [UInt8] {
        switch part {
        case .text(let bytes): bytes
        case .storedBytes(let name): Array("\(stored[name]?.bytes ?? 0)".utf8)
        case .storedSHA256(let name): Array((stored[name]?.sha256 ?? "").utf8)
        }
    }

    private func file(_ name: String) throws(FileError) -> ShardFile {
        if let file = open[name] { return file }
        let file = ShardFile(try folder.file(name).create())
        open[name] = file
        return file
    }
}

/// One file of a shard while it is written, with the digest of what is stored.
private final class ShardFile {
    private let file: any FileCreation
    private let stored = RunningDigest()
    private var frames = SeekTable()

    init(_ file: any FileCreation) { self.file = file }

    func append(_ frame: SeekableFrame) throws(FileError) {
        try append(frame.stored)
        frames.append(
            storedCount: frame.stored.count, contentCount: frame.contentCount,
            checksum: frame.checksum)
    }

    func append(_ bytes: [UInt8]) throws(FileError) {
        try file.write(bytes)
        stored.update(bytes)
    }

    func complete(
        _ name: String, rawBytes: Int, seekable: Bool
    ) throws(FileError) -> ShardRecord.File {
        if seekable { try append(frames.encoded()) }
        try file.commit()
        let stored = stored.finish()
        return ShardRecord.File(
            name: name, bytes: stored.bytes, sha256: hexDigits(stored.sha256), rawBytes: rawBytes)
    }
}
