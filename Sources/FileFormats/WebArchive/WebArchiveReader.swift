// WARC and ARC files as chunks of records: the serial half of reading them.
import FileStore

/// Cuts a web archive into chunks of whole records.
///
/// WARC 1.0 and 1.1 (WET and WAT files are such), and ARC 1 and 2; plain, compressed as a whole or
/// record by record. Records of other kinds than those asked for are passed over but counted.
///
/// Where a record's length is a few bytes off, or its gzip member shows its end, that counts. Else a
/// record whose length is wrong or missing costs itself: reading goes on at the next place that
/// looks like a record's beginning. A damaged gzip member or zstd frame costs the record that it
/// cuts and what follows in it. Each is reported as a problem.
public final class WebArchiveReader {
    public struct Limits: Sendable {
        /// The most bytes of a WARC record's header.
        public var header = 1 << 16
        /// The most bytes of a record's block; a larger record is a problem and is not held.
        public var record = 64 << 20
        /// A chunk ends with the record that fills this size.
        public var chunk = 4 << 20

        public init() {}
    }

    /// Keeps the chunks of a file full of broken records small.
    private static let maximumProblems = 1000

    let limits: Limits
    var buffer: MemberBuffer
    /// Where the next record begins, or the empty lines before it.
    var position = 0
    /// Whether the file has ARC records, whose beginnings are searched for after damage.
    var hasARC = false
    var fields = HeaderFields()
    private let kinds: Set<WebRecord.Kind>
    private let range: StoredRange
    /// Where the next record stands.
    public private(set) var places: RecordPlaces
    /// Where the records of the range began and ended, as far as they were read.
    public private(set) var extent = ReadExtent()

    /// - Parameters:
    ///   - stream: begins at the range's start, at the first member in it that begins with a
    ///     record, or at its entry's member where that is known.
    ///   - range: the part of a compressed file whose records are wanted: those from the first
    ///     member in it that begins with a record to the first behind it.
    public init(
        _ stream: ByteStream, range: StoredRange = .whole,
        kinds: Set<WebRecord.Kind> = Set(WebRecord.Kind.allCases), limits: Limits = Limits()
    ) {
        self.kinds = kinds
        self.range = range
        self.limits = limits
        places = RecordPlaces(enteringAt: range.start)
        buffer = MemberBuffer(stream)
        position = range.entry?.within ?? 0
    }

    /// Reads an archive that is a part of a file, whole.
    ///
    /// - Parameter places: where the parts before it ended.
    public convenience init(
        _ stream: ByteStream, places: RecordPlaces, kinds: Set<WebRecord.Kind>, limits: Limits
    ) {
        self.init(stream, kinds: kinds, limits: limits)
        self.places = places
    }

    /// Whether a member's content begins with a record.
    public static func isRecord(_ head: Span<UInt8>) -> Bool {
        if hasWARCVersion(head) { return true }
        return ARCLine(head, head.line(from: 0).content) != nil
    }

    /// Fills `chunk` with the next records; false when there are none.
    ///
    /// What is thrown, such as a read error of the disk, ends the work on this file.
    public func next(into chunk: inout WebArchiveChunk) throws(FileError) -> Bool {
        chunk.removeAll()
        var size = 0
        while size < limits.chunk && chunk.problems.count < Self.maximumProblems {
            let before = buffer.decodedOffset(position)
            guard try frame(into: &chunk) else { break }
            if !chunk.records.isEmpty || !chunk.problems.isEmpty {
                size += buffer.decodedOffset(position) - before
            } else if buffer.removeIfCheap(0..<position) {
                position = 0
            }
        }
        buffer.take(position, into: &chunk.bytes)
        position = 0
        return !chunk.records.isEmpty || !chunk.problems.isEmpty
    }

    /// Moves over one record or one broken place; false at the end of the file.
    private func frame(into chunk: inout WebArchiveChunk) throws(FileError) -> Bool {
        try skipEmptyLines()
        guard try buffer.fill(position + 1) else { return try passEnd(into: &chunk) }
        let start = position
        if let offset = buffer.memberBeginning(at: start) {
            if range.ends(before: offset) {
                extent.left = buffer.border(start)
                return false
            }
            _ = places.move(to: offset)
        }
        if extent.entered == nil { extent.entered = buffer.border(start) }
        switch try readHead(at: start) {
        case .failure(let error): try report(error, from: start, into: &chunk)
        case .success(let head):
            switch try checkedBody(of: head, at: start) {
            case .failure(let error): try report(error, from: start, into: &chunk)
            case .success(let head): accept(head, at: start, into: &chunk)
            }
        }
        return true
    }

    private func accept(_ head: Head, at start: Int, into chunk: inout WebArchiveChunk) {
        if kinds.contains(head.kind) {
            chunk.records.append(
                WebRecord(
                    format: head.format, kind: head.kind, place: places.next,
                    offset: buffer.offset(start), decodedOffset: buffer.decodedOffset(start),
                    head: start..<head.end, body: head.end..<(head.end + head.length)))
        }
        hasARC = hasARC || head.format == .arc
        _ = places.take()
        position = head.end + head.length
    }

    /// Notes that the record at `start` is lost, and moves to the next one.
    private func report(
        _ error: FileError, from start: Int, into chunk: inout WebArchiveChunk
    ) throws(FileError) {
        try findRecord(from: start)
        let damage = position == buffer.count ? buffer.damage : nil
        chunk.problems.append(
            WebArchiveChunk.Problem(place: places.take(), error: damage ?? error))
        if damage != nil { try buffer.passDamage() }
    }

    /// At the end of what can be read: goes on behind damage, if that is the reason.
    private func passEnd(into chunk: inout WebArchiveChunk) throws(FileError) -> Bool {
        guard let damage = buffer.damage else { return false }
        try report(damage, from: position, into: &chunk)
        return true
    }

    func error(_ code: FileError.Code, at place: Int, _ reason: String) -> FileError {
        FileError(
            code, path: buffer.path, offset: buffer.offset(place),
            decodedOffset: buffer.decodedOffset(place), reason: reason)
    }

    /// Records are set apart by one or two empty lines; any number is accepted, none too. A
    /// byte-order mark at the file's beginning is none of it.
    private func skipEmptyLines() throws(FileError) {
        if position == 0, buffer.decodedOffset(0) == 0, try buffer.fill(3),
            buffer.bytes.starts(with: [0xEF, 0xBB, 0xBF])
        {
            position = 3
        }
        let start = position
        while try buffer.fill(position + 1), isLineEnd(buffer.bytes[position]) {
            position += 1
            if (position - start) % (1 << 16) == 0, buffer.removeIfCheap(start..<position) {
                position = start
            }
        }
    }
}

func isLineEnd(_ byte: UInt8) -> Bool {
    byte == 0x0A || byte == 0x0D
}
