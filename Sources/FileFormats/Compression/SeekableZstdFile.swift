// Reading any part of a seekable zstd file.
import FileStore

/// An open seekable zstd file; a part of it is read by decoding only the frames that hold it.
///
/// Not for use by several threads at once: open one each.
public final class SeekableZstdFile {
    public let table: SeekTable
    private let file: any RangedFile
    private let decompressor = ZstdDecompressor()
    /// The frame decoded last, which sequential reading asks for again.
    private var current: (index: Int, content: [UInt8])?

    public init(_ stored: StoredFile) throws(FileError) {
        file = try stored.openRanges()
        table = try SeekTable(of: file)
    }

    public var path: String { file.path }
    /// The size of the content.
    public var count: Int { table.contentCount }

    /// Appends the bytes of the content in `range` to `buffer`.
    public func read(_ range: Range<Int>, into buffer: inout [UInt8]) throws(FileError) {
        guard range.lowerBound >= 0, range.upperBound <= count else {
            throw FileError(
                .truncated, path: path, decodedOffset: count,
                reason: "its content ends before byte \(range.upperBound)")
        }
        for index in table.frames(holding: range) {
            try decode(index)
            let frame = table.frames[index].content
            let part = range.clamped(to: frame)
            let start = part.lowerBound - frame.lowerBound
            buffer.append(contentsOf: current!.content[start..<(start + part.count)])
        }
    }

    /// The content of one frame, its checksum verified.
    public func content(ofFrame index: Int) throws(FileError) -> [UInt8] {
        try decode(index)
        return current!.content
    }

    private func decode(_ index: Int) throws(FileError) {
        if current?.index == index { return }
        var content = current?.content ?? []
        current = nil
        content.removeAll(keepingCapacity: true)
        var stored: [UInt8] = []
        let frame = table.frames[index]
        try file.read(frame.stored, into: &stored)
        try decompressor.decompress(
            stored.span, appendingTo: &content, limit: frame.content.count, path: path,
            offset: frame.stored.lowerBound)
        guard content.count == frame.content.count,
            frame.checksum == nil
                || frame.checksum == frameChecksum(stored) ?? seekTableChecksum(content.span)
        else {
            throw FileError(
                .corrupt, path: path, offset: frame.stored.lowerBound,
                reason: "frame \(index) does not hold what the seek table says")
        }
        current = (index, content)
    }
}
