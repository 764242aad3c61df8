// Records between phases: zstd frames of about 4 MiB, each with its sizes in front.
import FileFormats
import FileStore
import PipelineCore

/// A compressed frame: what a worker hands to the file's thread.
struct PackedFrame: Sendable {
    let bytes: [UInt8]
    let rawCount: Int
}

/// Gathers encoded records into frames whose borders depend on the records alone.
final class FrameOutput: WriterOutput {
    private let file: any FileCreation
    private var pending: [UInt8] = []
    static let frameBytes = 4 << 20

    init(_ file: StoredFile) throws { self.file = try file.create() }

    func append(_ batch: [UInt8]) throws -> [[UInt8]] {
        pending += batch
        return pending.count >= Self.frameBytes ? takeFrame() : []
    }

    func finish() throws -> [[UInt8]] { pending.isEmpty ? [] : takeFrame() }

    private func takeFrame() -> [[UInt8]] {
        defer { pending = [] }
        return [pending]
    }

    func store(_ frame: PackedFrame) throws {
        var head: [UInt8] = []
        head.append(integer: UInt32(frame.bytes.count))
        head.append(integer: UInt32(frame.rawCount))
        try file.write(head)
        try file.write(frame.bytes)
    }

    func close() throws -> [OutputFile] {
        try file.commit()
        return []
    }
}

/// Reads a frame file in order, without decompressing.
final class FrameInput {
    private let file: any RangedFile
    private(set) var offset = 0

    init(_ file: StoredFile) throws { self.file = try file.openRanges() }

    var count: Int { file.count }

    /// The next frame, still compressed; `nil` at the end.
    func next() throws -> PackedFrame? {
        guard offset < file.count else { return nil }
        var head: [UInt8] = []
        try file.read(offset..<(offset + 8), into: &head)
        var coder = ByteReader(head)
        let packedCount = Int(try coder.integer(UInt32.self))
        let rawCount = Int(try coder.integer(UInt32.self))
        var bytes: [UInt8] = []
        try file.read((offset + 8)..<(offset + 8 + packedCount), into: &bytes)
        offset += 8 + packedCount
        return PackedFrame(bytes: bytes, rawCount: rawCount)
    }
}

/// Compresses the frames of one worker.
final class FramePacker {
    // Level 1: frames are read back once and soon.
    private let compressor = ZstdCompressor(level: 1)

    func pack(_ block: [UInt8]) -> PackedFrame {
        var bytes: [UInt8] = []
        _ = compressor.compress(block.span, appendingTo: &bytes)
        return PackedFrame(bytes: bytes, rawCount: block.count)
    }
}

/// What sinks of such frames have in common.
extension Sink where Scratch == FramePacker, Batch == [UInt8], Packed == PackedFrame {
    func makeScratch() -> FramePacker { FramePacker() }

    func makeBatch() -> [UInt8] { [] }

    func pack(_ block: [UInt8], using packer: inout FramePacker) -> PackedFrame {
        packer.pack(block)
    }
}

/// Decompresses the frames of one worker.
final class FrameUnpacker {
    private let decompressor = ZstdDecompressor()

    func unpack(_ frame: PackedFrame, path: String) throws -> [UInt8] {
        try decompressor.decompress(frame.bytes.span, limit: frame.rawCount, path: path)
    }
}
