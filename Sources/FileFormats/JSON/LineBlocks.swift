// Cutting a stream into blocks of whole lines, the same blocks whatever else happens.
import Glibc

/// Consecutive whole lines of one input.
///
/// Where a block is cut depends on the content only: it holds the fewest whole lines that fill the
/// block size, or ends before a line that could not be read.
public struct LineBlock: Sendable {
    /// The lines with their line ends; only an input's last line may lack one.
    public var bytes: [UInt8] = []
    /// The number of the first line in its input, from 0, blank lines counted.
    public var firstLine = 0
    public var lineCount = 0
    /// The offset of the first line in the decompressed input.
    public var offset = 0
    /// What could not be read after these lines; it stands for line `firstLine + lineCount`.
    public var problem: FileError?

    public init() {}

    /// One line of a block.
    public struct Line: Equatable, Sendable {
        /// The line's number in its input, from 0.
        public let ordinal: Int
        /// The line's offset in the decompressed input.
        public let offset: Int
        /// The line's bytes in the block, without the line feed.
        public let range: Range<Int>
    }

    /// The line that begins at byte `start` of the block as its `index`-th, nil at the end.
    ///
    ///     var start = 0
    ///     for index in 0..<block.lineCount {
    ///         let line = block.line(index, at: start)
    ///         start = line.range.upperBound + 1
    ///     }
    public func line(_ index: Int, at start: Int) -> Line {
        let end = nextLineFeed(bytes, from: start, to: bytes.count) ?? bytes.count
        return Line(
            ordinal: firstLine + index, offset: offset + start, range: start..<end)
    }
}

/// Reads an input as blocks of lines.
public final class LineBlocks {
    private let stream: ByteStream
    private let blockSize: Int
    private let maximumLine: Int
    private var carried: [UInt8] = []
    private var nextLine = 0
    private var nextOffset = 0
    private var damage: FileError?
    private var reachedEnd = false

    /// A line of more than `maximumLine` bytes becomes a problem and is never held whole.
    public init(_ stream: ByteStream, blockSize: Int = 4 << 20, maximumLine: Int = 64 << 20) {
        precondition(blockSize > 0 && maximumLine > 0)
        self.stream = stream
        self.blockSize = blockSize
        self.maximumLine = maximumLine
    }

    /// Fills `block` with the next lines; false when there are none.
    ///
    /// Broken content ends up in `problem`; what is thrown ends the work on this input.
    public func next(into block: inout LineBlock) throws(FileError) -> Bool {
        block.bytes.removeAll(keepingCapacity: true)
        swap(&block.bytes, &carried)
        block.firstLine = nextLine
        block.offset = nextOffset
        block.lineCount = 0
        block.problem = nil
        try fill(&block)
        nextLine += block.lineCount + (block.problem == nil ? 0 : 1)
        nextOffset += block.bytes.count
        return block.lineCount > 0 || block.problem != nil
    }

    private func fill(_ block: inout LineBlock) throws(FileError) {
        var lineStart = 0
        var searched = 0
        while true {
            while let end = nextLineFeed(block.bytes, from: searched, to: block.bytes.count) {
                if end - lineStart > maximumLine {
                    return try dropLine(&block, at: lineStart)
                }
                block.lineCount += 1
                lineStart = end + 1
                searched = lineStart
                if lineStart >= blockSize { return carry(&block, from: lineStart) }
            }
            searched = block.bytes.count
            if searched - lineStart > maximumLine { return try dropLine(&block, at: lineStart) }
            guard try readMore(&block.bytes) else { break }
        }
        try finish(&block, lineStart)
    }

    /// The input has ended or is damaged after an unended line that begins at `lineStart`.
    private func finish(_ block: inout LineBlock, _ lineStart: Int) throws(FileError) {
        if let damage {
            // What precedes the damage in its line is not a line.
            nextOffset += block.bytes.count - lineStart
            block.bytes.removeSubrange(lineStart...)
            block.problem = damage
            self.damage = nil
            reachedEnd = try !stream.recover()
        } else if lineStart < block.bytes.count {
            block.lineCount += 1
        }
    }

    private func carry(_ block: inout LineBlock, from start: Int) {
        carried.append(contentsOf: block.bytes[start...])
        block.bytes.removeSubrange(start...)
    }

    /// Leaves out the line at `start`, whose end may not have been read yet.
    private func dropLine(_ block: inout LineBlock, at start: Int) throws(FileError) {
        let offset = block.offset + start
        block.problem = FileError(
            .tooLarge, path: stream.path, decodedOffset: offset,
            reason: "the line is longer than \(maximumLine) bytes and was left out")
        carry(&block, from: start)
        while true {
            if let end = nextLineFeed(carried, from: 0, to: carried.count) {
                carried.removeSubrange(...end)
                nextOffset += end + 1
                return
            }
            nextOffset += carried.count
            carried.removeAll(keepingCapacity: true)
            guard try readMore(&carried) else { return }
        }
    }

    /// False at the end of the input, and at damage, which is then noted.
    private func readMore(_ bytes: inout [UInt8]) throws(FileError) -> Bool {
        if reachedEnd || damage != nil { return false }
        do throws(FileError) {
            reachedEnd = try stream.read(into: &bytes) == 0
        } catch  where error.isDamage {
            damage = error
        }
        return !reachedEnd && damage == nil
    }
}

/// The index of the next line feed.
func nextLineFeed(_ bytes: [UInt8], from start: Int, to end: Int) -> Int? {
    bytes.withUnsafeBytes { buffer in
        guard start < end, let base = buffer.baseAddress else { return nil }
        return memchr(base + start, 0x0A, end - start).map { UnsafeRawPointer($0) - base }
    }
}
