// The seek table at the end of a seekable zstd file.
import ByteKernels
import FileStore

/// Sizes and checksums of a file's frames, in zstd's seekable format (version 0.1.0).
///
/// The table is a skippable frame, so every zstd decoder passes over it:
/// magic 184D2A5E, size · a row per frame (stored size, content size, checksum) · frame count,
/// flags (bit 7: rows have checksums), magic 8F92EAB1. All numbers are little-endian, 32 bits
/// (flags: 8); a checksum is the low half of the content's XXH64.
public struct SeekTable: Equatable, Sendable {
    static let footerSize = 9
    private static let headerSize = 8
    private static let skippableMagic: UInt32 = 0x184D_2A5E
    private static let footerMagic: UInt32 = 0x8F92_EAB1

    /// One frame of the file.
    public struct Frame: Equatable, Sendable {
        /// Where the frame lies in the file.
        public let stored: Range<Int>
        /// Which part of the content it holds.
        public let content: Range<Int>
        /// The low 32 bits of XXH64 of the content; nil when the table has no checksums.
        public let checksum: UInt32?
    }

    public private(set) var frames: [Frame] = []

    public init() {}

    /// The size of the content.
    public var contentCount: Int { frames.last?.content.upperBound ?? 0 }
    /// The size of the frames as stored, without the table.
    public var storedCount: Int { frames.last?.stored.upperBound ?? 0 }

    /// Adds the frame that follows.
    public mutating func append(storedCount: Int, contentCount: Int, checksum: UInt32?) {
        let stored = self.storedCount
        let content = self.contentCount
        frames.append(
            Frame(
                stored: stored..<(stored + storedCount),
                content: content..<(content + contentCount), checksum: checksum))
    }

    /// The frames that hold a part of the content, as indices.
    public func frames(holding part: Range<Int>) -> Range<Int> {
        let first = firstIndex { $0.content.upperBound > part.lowerBound }
        let end = firstIndex { $0.content.lowerBound >= part.upperBound }
        return first..<max(first, end)
    }

    /// The first frame that satisfies a condition that all later frames satisfy too.
    private func firstIndex(where condition: (Frame) -> Bool) -> Int {
        var low = 0
        var high = frames.count
        while low < high {
            let middle = (low + high) / 2
            if condition(frames[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    // MARK: Bytes

    /// The table as the skippable frame that ends the file; every frame has a checksum.
    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.appendLittleEndian(Self.skippableMagic)
        bytes.appendLittleEndian(UInt32(frames.count * 12 + Self.footerSize))
        for frame in frames {
            bytes.appendLittleEndian(UInt32(frame.stored.count))
            bytes.appendLittleEndian(UInt32(frame.content.count))
            bytes.appendLittleEndian(frame.checksum ?? 0)
        }
        bytes.appendLittleEndian(UInt32(frames.count))
        bytes.append(0x80)
        bytes.appendLittleEndian(Self.footerMagic)
        return bytes
    }

    /// Reads the table of an open file.
    init(of file: any RangedFile) throws(FileError) {
        let footer = try Self.footer(of: file)
        let rowSize = footer.hasChecksums ? 12 : 8
        let size = Self.headerSize + footer.count * rowSize + Self.footerSize
        guard size <= file.count else { throw Self.broken(file, "is longer than the file") }
        var bytes: [UInt8] = []
        try file.read((file.count - size)..<file.count, into: &bytes)
        guard bytes.littleEndian32(at: 0) == Self.skippableMagic,
            Int(bytes.littleEndian32(at: 4)) == size - Self.headerSize
        else { throw Self.broken(file, "does not begin where its size says") }
        for row in 0..<footer.count {
            let offset = Self.headerSize + row * rowSize
            append(
                storedCount: Int(bytes.littleEndian32(at: offset)),
                contentCount: Int(bytes.littleEndian32(at: offset + 4)),
                checksum: footer.hasChecksums ? bytes.littleEndian32(at: offset + 8) : nil)
        }
        guard storedCount + size == file.count else {
            throw Self.broken(file, "does not add up to the file's size")
        }
    }

    private static func footer(
        of file: any RangedFile
    ) throws(FileError) -> (count: Int, hasChecksums: Bool) {
        guard file.count >= headerSize + footerSize else { throw missing(file) }
        var bytes: [UInt8] = []
        try file.read((file.count - footerSize)..<file.count, into: &bytes)
        guard bytes.littleEndian32(at: 5) == footerMagic else { throw missing(file) }
        guard bytes[4] & 0x7C == 0 else { throw broken(file, "sets bits of a later version") }
        return (Int(bytes.littleEndian32(at: 0)), bytes[4] & 0x80 != 0)
    }

    private static func missing(_ file: any RangedFile) -> FileError {
        FileError(
            .corrupt, path: file.path, offset: file.count,
            reason: "it has no zstd seek table at its end; it is cut off or not of this kind")
    }

    private static func broken(_ file: any RangedFile, _ what: String) -> FileError {
        FileError(.corrupt, path: file.path, offset: file.count, reason: "its seek table \(what)")
    }
}

/// The checksum that the seek table holds for a frame's content.
func seekTableChecksum(_ content: Span<UInt8>) -> UInt32 {
    UInt32(truncatingIfNeeded: xxHash64(content))
}

extension [UInt8] {
    mutating func appendLittleEndian(_ value: UInt32) {
        for shift in 0..<4 { append(UInt8(truncatingIfNeeded: value >> (UInt32(shift) * 8))) }
    }

    func littleEndian32(at offset: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(self[offset + $1]) << (UInt32($1) * 8) }
    }
}
