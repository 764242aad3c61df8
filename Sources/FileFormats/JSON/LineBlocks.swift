// Cutting a stream into blocks of whole lines, the same blocks whatever else happens.
import FileStore
import Glibc

/// Consecutive whole lines of one input.
///
/// Where a block is cut depends on the content only: it holds the fewest whole lines that fill the
/// block size or are as many as a block may have, or ends before a line that could not be read or that begins in another cell.
public struct LineBlock: Sendable {
    /// The lines with their line ends; only an input's last line may lack one.
    public var bytes: [UInt8] = []
    /// The place of the first line, see ``RecordPlaces``; blank lines are counted.
    public var firstPlace = 0
    /// The number of the first line, from 0 where reading entered; blank lines are counted.
    public var firstLine = 0
    public var lineCount = 0
    /// The offset of the first line: in the file where it is plain, else in the content from the
    /// first member of the place's cell on, so that it does not depend on where reading entered.
    public var offset = 0
    /// What could not be read after these lines; it stands for place `firstPlace + lineCount`.
    public var problem: FileError?

    public init() {}

    /// One line of a block.
    public struct Line: Equatable, Sendable {
        /// The line's place in its input.
        public let place: Int
        /// The line's number, from 0 where reading entered.
        public let ordinal: Int
        /// The line's offset, counted as the block's.
        public let offset: Int
        /// The line's bytes in the block, without the line feed.
        public let range: Range<Int>

        /// The line without its first bytes; its offset stays.
        public func dropping(_ count: Int) -> Line {
            Line(
                place: place, ordinal: ordinal, offset: offset,
                range: range.lowerBound + count..<range.upperBound)
        }
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
            place: firstPlace + index, ordinal: firstLine + index, offset: offset + start,
            range: start..<end)
    }
}

/// Reads an input, or a range of it, as blocks of lines.
///
/// A range's lines are those that begin behind its first border and not behind its last, so that a
/// line that begins right at a border belongs to the range before. Borders are offsets of plain
/// files and the first bytes of members of compressed ones.
public final class LineBlocks {
    private let stream: ByteStream
    private let range: StoredRange
    private let blockSize: Int
    private let maximumLine: Int
    private let maximumLines: Int
    private var carried: [UInt8] = []
    private var places: RecordPlaces
    private var nextLine = 0
    private var nextOffset: Int
    private var damage: FileError?
    private var reachedEnd = false
    private var hasEntered = false
    private var borders: [Border] = []
    private var lastMember: Int
    /// Where the lines of the range began and ended, as far as they were read.
    public private(set) var extent = ReadExtent()

    /// A border between cells or ranges: where it lies in the bytes at hand, and in the file.
    private struct Border {
        var position: Int
        let offset: Int
    }

    /// Lines of a block at most: what is made of one, such as a row of many columns, can be
    /// thousands of times larger than a line of two bytes.
    public static let usualLines = 8192

    /// A line of more than `maximumLine` bytes becomes a problem and is never held whole.
    ///
    /// - Parameters:
    ///   - stream: begins at the range's start, in compressed files at the first member in it; at
    ///     its entry's member where that is known.
    ///   - range: the part of the file whose lines are wanted.
    public init(
        _ stream: ByteStream, range: StoredRange = .whole, blockSize: Int = 4 << 20,
        maximumLine: Int = 64 << 20, maximumLines: Int = LineBlocks.usualLines
    ) {
        precondition(blockSize > 0 && maximumLine > 0 && maximumLines > 0)
        self.maximumLines = maximumLines
        self.stream = stream
        self.range = range
        self.blockSize = blockSize
        self.maximumLine = maximumLine
        let offset = stream.storedOffset
        places = RecordPlaces(enteringAt: range.start)
        nextOffset = stream.compression == .plain ? offset : 0
        lastMember = offset
        if offset > 0 { borders.append(Border(position: 0, offset: offset)) }
    }

    /// Fills `block` with the next lines; false when there are none.
    ///
    /// Broken content ends up in `problem`; what is thrown ends the work on this input.
    public func next(into block: inout LineBlock) throws(FileError) -> Bool {
        block.bytes.removeAll(keepingCapacity: true)
        swap(&block.bytes, &carried)
        block.lineCount = 0
        block.problem = nil
        if !hasEntered { try moveToEntry(&block) }
        block.firstPlace = places.next
        block.firstLine = nextLine
        block.offset = nextOffset
        let entry = extent.entered ?? border(ofRecordAt: 0)
        try fill(&block)
        let lines = block.lineCount + (block.problem == nil ? 0 : 1)
        _ = places.take(lines)
        nextLine += lines
        nextOffset += block.bytes.count
        guard block.lineCount > 0 || block.problem != nil else { return false }
        extent.entered = entry
        return true
    }

    private func fill(_ block: inout LineBlock) throws(FileError) {
        var lineStart = 0
        var searched = 0
        while true {
            if let offset = border(before: lineStart), block.bytes.count > lineStart {
                if block.lineCount > 0 { return carry(&block, from: lineStart) }
                if !enter(offset, &block, lineStart) { return }
            }
            while let end = nextLineFeed(block.bytes, from: searched, to: block.bytes.count) {
                if end - lineStart > maximumLine {
                    return try dropLine(&block, at: lineStart)
                }
                block.lineCount += 1
                lineStart = end + 1
                searched = lineStart
                let isFull = lineStart >= blockSize || block.lineCount >= maximumLines
                if isFull || border(before: lineStart) != nil {
                    return carry(&block, from: lineStart)
                }
            }
            searched = block.bytes.count
            if searched - lineStart > maximumLine { return try dropLine(&block, at: lineStart) }
            guard try readMore(&block.bytes) else { break }
        }
        try finish(&block, lineStart)
    }

    // MARK: Borders

    /// The offset of the last border that lies before a position, where that is a new cell or the
    /// end of the range.
    private func border(before position: Int) -> Int? {
        guard let offset = borders.last(where: { $0.position < position })?.offset else {
            return nil
        }
        return places.wouldMove(to: offset) || range.ends(before: offset) ? offset : nil
    }

    /// The next line begins behind a border; false when that is the end of the range.
    private func enter(_ offset: Int, _ block: inout LineBlock, _ lineStart: Int) -> Bool {
        if range.ends(before: offset) {
            if extent.entered != nil { extent.left = border(ofRecordAt: lineStart) }
            block.bytes.removeSubrange(lineStart...)
            reachedEnd = true
            damage = nil
            return false
        }
        if places.move(to: offset) {
            block.firstPlace = places.next
            countOffsets(of: &block, from: firstBorder(inCellOf: offset))
        }
        borders.removeAll { $0.position < lineStart }
        return true
    }

    /// Lines of compressed files count from the first member of their cell.
    private func countOffsets(of block: inout LineBlock, from border: Border?) {
        guard stream.compression != .plain, let border else { return }
        block.offset = -border.position
        nextOffset = block.offset
    }

    private func firstBorder(inCellOf offset: Int) -> Border? {
        let cell = RecordPlaces.first(ofCellAt: offset)
        return borders.first { RecordPlaces.first(ofCellAt: $0.offset) == cell }
    }

    /// Notes the borders in the bytes that were read last, which begin at a position.
    private func noteBorders(from position: Int, to end: Int) {
        let offset = stream.memberOffset
        if stream.compression != .plain {
            if offset != lastMember { note(Border(position: position, offset: offset)) }
            lastMember = offset
            return
        }
        let cell = RecordPlaces.cellBytes
        var border = (offset + cell - 1) / cell * cell
        while border <= offset + end - position {
            if border > lastMember {
                note(Border(position: position + border - offset, offset: border))
                lastMember = border
            }
            border += cell
        }
    }

    /// Keeps a border where it is one of cells, and all of them at the range's ends.
    private func note(_ border: Border) {
        let last = borders.last?.offset ?? 0
        let isNewCell =
            RecordPlaces.first(ofCellAt: border.offset) > RecordPlaces.first(ofCellAt: last)
        if isNewCell || !hasEntered || range.ends(before: border.offset) {
            borders.append(border)
        }
    }

    /// The first byte of the line that begins at a position of the bytes at hand.
    private func border(ofRecordAt position: Int) -> RecordBorder {
        guard stream.compression != .plain else {
            return RecordBorder(member: nextOffset + position, within: 0)
        }
        guard let last = borders.last(where: { $0.position < position }),
            let border = firstBorder(inCellOf: last.offset)
        else { return RecordBorder(member: 0, within: nextOffset + position) }
        return RecordBorder(member: border.offset, within: position - border.position)
    }

    private func shiftBorders(by count: Int) {
        for index in borders.indices { borders[index].position -= count }
    }

    // MARK: Ends

    /// Leaves out what belongs to the range before: the rest of its last line.
    private func moveToEntry(_ block: inout LineBlock) throws(FileError) {
        if let entry = range.entry {
            while block.bytes.count < entry.within, try readMore(&block.bytes) {}
            remove(0..<min(entry.within, block.bytes.count), from: &block.bytes)
        } else if range.start > 0 {
            try skipLine(&block.bytes)
        }
        hasEntered = true
    }

    /// Removes all up to the next line feed.
    private func skipLine(_ bytes: inout [UInt8]) throws(FileError) {
        while true {
            if let end = nextLineFeed(bytes, from: 0, to: bytes.count) {
                return remove(0..<(end + 1), from: &bytes)
            }
            remove(0..<bytes.count, from: &bytes)
            guard try readMore(&bytes) else { return }
        }
    }

    /// Removes bytes that stand before all that is left.
    private func remove(_ range: Range<Int>, from bytes: inout [UInt8]) {
        bytes.removeSubrange(range)
        nextOffset += range.count
        shiftBorders(by: range.count)
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
            shiftBorders(by: lineStart)
        } else if lineStart < block.bytes.count {
            block.lineCount += 1
        }
    }

    private func carry(_ block: inout LineBlock, from start: Int) {
        carried.append(contentsOf: block.bytes[start...])
        block.bytes.removeSubrange(start...)
        shiftBorders(by: start)
    }

    /// Leaves out the line at `start`, whose end may not have been read yet.
    private func dropLine(_ block: inout LineBlock, at start: Int) throws(FileError) {
        let offset = block.offset + start
        block.problem = FileError(
            .tooLarge, path: stream.path, decodedOffset: offset,
            reason: "the line is longer than \(maximumLine) bytes and was left out")
        carry(&block, from: start)
        try skipLine(&carried)
    }

    /// False at the end of the input, and at damage, which is then noted.
    private func readMore(_ bytes: inout [UInt8]) throws(FileError) -> Bool {
        if reachedEnd || damage != nil { return false }
        let before = bytes.count
        do throws(FileError) {
            reachedEnd = try stream.read(into: &bytes) == 0
            if !reachedEnd { noteBorders(from: before, to: bytes.count) }
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
