// The files in a zip archive, read from front to back: what WACZ collections of web archives are.
import CZlib
import FileStore

/// A file in a zip archive.
public struct ZipEntry: Sendable, Equatable {
    public let name: String
    /// Where its stored bytes begin.
    public let offset: Int
    /// How many bytes are stored.
    public let size: Int
    /// How they are compressed; nil where that can't be undone.
    public let coding: Coding?
    /// The CRC-32 of the content.
    let crc: UInt32

    public enum Coding: Sendable { case stored, deflate }
}

/// Lists zip archives (PKWARE's APPNOTE 6.3, zip64 too).
public struct ZipArchive {
    private let file: any RangedFile

    /// Whether a file begins like a zip archive.
    public static func isOne(_ file: StoredFile) throws(FileError) -> Bool {
        guard try file.entry()?.kind == .file else { return false }
        let ranges = try file.openRanges()
        guard ranges.count >= 4 else { return false }
        var head: [UInt8] = []
        try ranges.read(0..<4, into: &head)
        return head == [0x50, 0x4B, 0x03, 0x04]
    }

    public init(_ file: StoredFile) throws(FileError) { self.file = try file.openRanges() }

    /// The files in it, by their place.
    public func entries() throws(FileError) -> [ZipEntry] {
        let directory = try bytes(try directoryRange())
        var entries: [ZipEntry] = []
        var at = 0
        while at + 46 <= directory.count, directory.number(at, 4) == 0x0201_4B50 {
            let (name, extra) = (directory.number(at + 28, 2), directory.number(at + 30, 2))
            let next = at + 46 + name + extra + directory.number(at + 32, 2)
            guard next <= directory.count else { break }
            let method = directory.number(at + 10, 2)
            var size = directory.number(at + 20, 4)
            var place = directory.number(at + 42, 4)
            let wide = Wide(
                directory, (at + 46 + name)..<(at + 46 + name + extra),
                hasContent: directory.number(at + 24, 4) == 0xFFFF_FFFF)
            if size == 0xFFFF_FFFF { size = wide.size ?? size }
            if place == 0xFFFF_FFFF { place = wide.place(hasSize: wide.hasSize) ?? place }
            entries.append(
                ZipEntry(
                    name: String(
                        decoding: directory[(at + 46)..<(at + 46 + name)], as: UTF8.self),
                    offset: try contentStart(place), size: size,
                    coding: method == 0 ? .stored : method == 8 ? .deflate : nil,
                    crc: UInt32(truncatingIfNeeded: directory.number(at + 16, 4))))
            at = next
        }
        return entries.sorted { $0.offset < $1.offset }
    }

    /// Where an entry's bytes begin, told by its own header.
    private func contentStart(_ place: Int) throws(FileError) -> Int {
        guard place <= file.count - 30 else { throw broken("an entry lies behind its end") }
        let head = try bytes(place..<place + 30)
        guard head.number(0, 4) == 0x0403_4B50 else { throw broken("an entry has no header") }
        return place + 30 + head.number(26, 2) + head.number(28, 2)
    }

    private func directoryRange() throws(FileError) -> Range<Int> {
        let start = max(0, file.count - 65_557)
        let tail = try bytes(start..<file.count)
        guard
            let end = stride(from: tail.count - 22, through: 0, by: -1)
                .first(where: { tail.number($0, 4) == 0x0605_4B50 })
        else { throw broken("it has no directory: it is cut off, or no zip archive") }
        var (size, place) = (tail.number(end + 12, 4), tail.number(end + 16, 4))
        if place == 0xFFFF_FFFF || size == 0xFFFF_FFFF, end >= 20,
            tail.number(end - 20, 4) == 0x0706_4B50
        {
            let wide = try bytes(clamped(tail.number(end - 12, 8), 56))
            guard wide.number(0, 4) == 0x0606_4B50 else { throw broken("its directory is lost") }
            (size, place) = (wide.number(40, 8), wide.number(48, 8))
        }
        guard size < 1 << 31, place <= file.count - size else {
            throw broken("its directory lies behind its end")
        }
        return place..<place + size
    }

    private func clamped(_ start: Int, _ count: Int) throws(FileError) -> Range<Int> {
        guard start >= 0, start <= file.count - count else { throw broken("it is cut off") }
        return start..<start + count
    }

    private func bytes(_ range: Range<Int>) throws(FileError) -> [UInt8] {
        var bytes: [UInt8] = []
        try file.read(range, into: &bytes)
        return bytes
    }

    private func broken(_ reason: String) -> FileError {
        FileError(.corrupt, path: file.path, reason: "the zip archive can't be read: \(reason)")
    }

    /// The extra field with sizes past 32 bits: content, stored, place, each where it is needed.
    private struct Wide {
        private var numbers: [Int] = []
        private let hasContent: Bool

        init(_ directory: [UInt8], _ extra: Range<Int>, hasContent: Bool) {
            self.hasContent = hasContent
            var at = extra.lowerBound
            while at + 4 <= extra.upperBound {
                let count = directory.number(at + 2, 2)
                if directory.number(at, 2) == 1, at + 4 + count <= extra.upperBound {
                    numbers = stride(from: at + 4, to: at + 4 + count - 7, by: 8)
                        .map { directory.number($0, 8) }
                }
                at += 4 + count
            }
        }

        private var first: Int { hasContent ? 1 : 0 }
        var hasSize: Bool { numbers.count > first + 1 }
        var size: Int? { numbers.indices.contains(first) ? numbers[first] : nil }

        func place(hasSize: Bool) -> Int? { numbers.last }
    }
}

extension [UInt8] {
    /// The little-endian number of some bytes.
    fileprivate func number(_ at: Int, _ count: Int) -> Int {
        var value = 0
        for index in (0..<count).reversed() {
            value = value << 8 | (indices.contains(at + index) ? Int(self[at + index]) : 0)
        }
        return value & Int.max
    }
}

/// An archive's bytes, of which one entry after another is read.
public final class ZipStream {
    private let stream: any StoredStream
    private let path: String
    /// Where in the archive the next byte lies.
    public private(set) var offset = 0

    /// - Parameter stream: begins at the archive's first byte.
    public init(_ stream: any StoredStream, path: String) {
        (self.stream, self.path) = (stream, path)
    }

    /// The content of an entry, which must lie behind those opened before. Its last read throws
    /// where the content's checksum is wrong.
    public func content(of entry: ZipEntry) throws(FileError) -> ByteStream {
        let (end, isTooLarge) = entry.offset.addingReportingOverflow(entry.size)
        let stored = ZipEntryStream(self, end: isTooLarge ? Int.max : end)
        try pass(to: entry.offset)
        guard let coding = entry.coding else {
            throw FileError(
                .unsupported, path: path,
                reason: "\(entry.name) in the zip archive is compressed otherwise than with deflate"
            )
        }
        let content: any StoredStream =
            coding == .deflate ? InflatedStream(stored, path: path) : stored
        return try ByteStream(
            ZipContentStream(content, entry, path: path), path: path, origin: entry.offset)
    }

    /// Reads up to a place and leaves aside what is there.
    private func pass(to place: Int) throws(FileError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 64)
        defer { buffer.deallocate() }
        while offset < place {
            let part = UnsafeMutableRawBufferPointer(
                rebasing: buffer[..<min(buffer.count, place - offset)])
            if try read(into: part) == 0 { return }
        }
    }

    fileprivate func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        let count = try stream.read(into: buffer)
        offset += count
        return count
    }
}

/// The stored bytes of one entry.
private final class ZipEntryStream: StoredStream {
    private let archive: ZipStream
    private let end: Int

    init(_ archive: ZipStream, end: Int) { (self.archive, self.end) = (archive, end) }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        let count = min(buffer.count, max(0, end - archive.offset))
        if count == 0 { return 0 }
        return try archive.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]))
    }
}

/// An entry's content, held to its checksum.
private final class ZipContentStream: StoredStream {
    private let content: any StoredStream
    private let entry: ZipEntry
    private let path: String
    private var crc = crc32(0, nil, 0)

    init(_ content: any StoredStream, _ entry: ZipEntry, path: String) {
        (self.content, self.entry, self.path) = (content, entry, path)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        let count = try content.read(into: buffer)
        let bytes = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
        crc = crc32(crc, bytes, UInt32(clamping: count))
        guard count > 0 || buffer.isEmpty || crc == entry.crc else {
            throw FileError(
                .corrupt, path: path,
                reason: "the checksum of \(entry.name) in the zip archive is wrong")
        }
        return count
    }
}

/// The content of an entry that is compressed.
private final class InflatedStream: StoredStream {
    private let stored: ZipEntryStream
    private let path: String
    private let inflate = InflateStream()
    private let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 16)
    private var waiting = 0..<0
    private var hasEnded = false

    init(_ stored: ZipEntryStream, path: String) {
        (self.stored, self.path) = (stored, path)
        inflate.reset(.raw)
    }

    deinit { buffer.deallocate() }

    func read(into target: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        while !hasEnded {
            if waiting.isEmpty {
                waiting = 0..<(try stored.read(into: UnsafeMutableRawBufferPointer(buffer)))
            }
            let source = UnsafeBufferPointer(rebasing: buffer[waiting])
            let step = inflate.step(source, into: target)
            waiting = (waiting.lowerBound + step.consumed)..<waiting.upperBound
            hasEnded = step.state == .ended
            if step.produced > 0 { return step.produced }
            if step.state == .broken || (source.isEmpty && !hasEnded) {
                throw FileError(
                    .corrupt, path: path, offset: nil,
                    reason: "a file in the zip archive is cut off or broken")
            }
        }
        return 0
    }
}
