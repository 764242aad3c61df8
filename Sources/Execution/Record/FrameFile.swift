// Records between phases: zstd frames of about 4 MiB, each with its sizes in front.
import FileFormats
import Foundation
import PipelineCore

/// A compressed frame: what a worker hands to the file's thread.
struct PackedFrame: Sendable {
    let bytes: [UInt8]
    let rawCount: Int
}

/// Gathers encoded records into frames whose borders depend on the records alone.
final class FrameOutput: ChannelOutput {
    private let file: PartFile
    private var pending: [UInt8] = []
    static let frameBytes = 4 << 20

    init(path: String) throws {
        file = try PartFile(path)
    }

    override func append(_ batch: any Sendable) throws -> [any Sendable] {
        pending += batch as! [UInt8]
        return pending.count >= Self.frameBytes ? takeFrame() : []
    }

    override func finish() throws -> [any Sendable] { pending.isEmpty ? [] : takeFrame() }

    private func takeFrame() -> [any Sendable] {
        defer { pending = [] }
        return [pending]
    }

    override func store(_ packed: any Sendable) throws {
        let frame = packed as! PackedFrame
        try file.append(UInt32(frame.bytes.count))
        try file.append(UInt32(frame.rawCount))
        try file.append(frame.bytes)
    }

    override func close() throws -> [OutputFile] {
        try file.flush()
        return []
    }
}

/// Reads a frame file in order, without decompressing.
final class FrameInput {
    private let file: RandomAccessFile
    private(set) var offset = 0

    init(path: String) throws {
        file = try RandomAccessFile(path: path)
    }

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

/// Decompresses the frames of one worker.
final class FrameUnpacker {
    private let decompressor = ZstdDecompressor()

    func unpack(_ frame: PackedFrame, path: String) throws -> [UInt8] {
        try decompressor.decompress(frame.bytes.span, limit: frame.rawCount, path: path)
    }
}
