// Writing a zstd file whose parts can be read alone.
import FileStore

/// One compressed frame and what the seek table says about it.
///
/// Making frames takes the time, and any thread can make them; adding them is quick.
public struct SeekableFrame: Sendable {
    public let stored: [UInt8]
    public let contentCount: Int
    public let checksum: UInt32

    public init(_ content: Span<UInt8>, with compressor: ZstdCompressor) {
        precondition(content.count <= 1 << 30, "a seekable frame holds 1 GiB at most")
        stored = compressor.frame(of: content)
        contentCount = content.count
        checksum = frameChecksum(stored) ?? seekTableChecksum(content)
    }
}

/// Writes independent zstd frames and then their seek table.
///
/// `zstd -d` of the file gives the plain content. The bytes depend on the content, the level and
/// the frame size only.
public final class SeekableZstdWriter {
    public private(set) var table = SeekTable()
    private let file: any FileCreation
    private let compressor: ZstdCompressor
    private let frameSize: Int
    private var content: [UInt8] = []

    /// Frames filled by `write` hold `frameSize` bytes of content each, the last one the rest.
    public init(_ target: StoredFile, level: Int = 3, frameSize: Int = 1 << 20) throws(FileError) {
        precondition(frameSize > 0)
        file = try target.create()
        compressor = ZstdCompressor(level: level)
        self.frameSize = frameSize
    }

    /// Bytes of content written so far.
    public var contentCount: Int { table.contentCount + content.count }

    /// Adds content to the open frame; frames are closed as they fill.
    public func write(_ bytes: Span<UInt8>) throws(FileError) {
        var start = 0
        while start < bytes.count {
            let part = start..<min(bytes.count, start + frameSize - content.count)
            bytes.extracting(part).withUnsafeBufferPointer { content.append(contentsOf: $0) }
            start = part.upperBound
            if content.count == frameSize { try endFrame() }
        }
    }

    /// Closes the open frame, when it holds anything.
    func endFrame() throws(FileError) {
        if content.isEmpty { return }
        let frame = SeekableFrame(content.span, with: compressor)
        content.removeAll(keepingCapacity: true)
        try add(frame)
    }

    /// Adds a frame made elsewhere, after what was written so far.
    public func append(_ frame: SeekableFrame) throws(FileError) {
        try endFrame()
        try add(frame)
    }

    private func add(_ frame: SeekableFrame) throws(FileError) {
        try file.write(frame.stored)
        table.append(
            storedCount: frame.stored.count, contentCount: frame.contentCount,
            checksum: frame.checksum)
    }

    /// Writes the seek table and gives the file its name.
    public func commit() throws(FileError) {
        try endFrame()
        try file.write(table.encoded())
        try file.commit()
    }
}
