// Where a record's header ends, how long its block is, and whether that can be true.
import FileStore

extension WebArchiveReader {
    /// What the cut must know of a record.
    struct Head {
        let format: WebRecord.Format
        let kind: WebRecord.Kind
        /// The position of the block.
        let end: Int
        /// ``unknown`` where the header doesn't say.
        let length: Int

        /// More than any limit.
        static let unknown = Int.max

        /// The same record, where its block ends at a position.
        func ending(at position: Int) -> Head {
            Head(format: format, kind: kind, end: end, length: position - end)
        }
    }

    /// Reads the header at `start`.
    func readHead(at start: Int) throws(FileError) -> Result<Head, FileError> {
        _ = try buffer.fill(start + 9)
        if isWARCVersion(at: start) { return try readWARCHead(at: start) }
        if let head = try readARCHead(at: start) { return head }
        return .failure(
            buffer.damage ?? error(.corrupt, at: start, "no WARC or ARC record begins here"))
    }

    private func readWARCHead(at start: Int) throws(FileError) -> Result<Head, FileError> {
        guard let end = try headerEnd(from: start) else {
            return .failure(
                buffer.damage
                    ?? error(.corrupt, at: start, "the WARC header has no end"))
        }
        let head = Array(buffer.bytes[start..<end])
        _ = fields.parse(head.span, from: head.span.line(from: 0).next)
        let length =
            fields.value("content-length", in: head.span)
            .flatMap { head.span.decimal($0) } ?? Head.unknown
        let type = fields.bytes("warc-type", in: head.span).map(lowercase)
        let kind = WebRecord.Kind(rawValue: String(decoding: type, as: UTF8.self))
        return .success(Head(format: .warc, kind: kind ?? .other, end: end, length: length))
    }

    /// The position behind the empty line that ends the header.
    private func headerEnd(from start: Int) throws(FileError) -> Int? {
        var line = start
        while line - start < limits.header, let end = try lineEnd(from: line, limits.header) {
            let content = line..<end
            if content.isEmpty || (content.count == 1 && buffer.bytes[line] == 0x0D) {
                return end + 1
            }
            // A record that begins inside a header shows that the header was cut off.
            if line > start && isWARCVersion(at: line) { return nil }
            line = end + 1
        }
        return nil
    }

    /// nil when the line at `start` is no ARC header.
    private func readARCHead(at start: Int) throws(FileError) -> Result<Head, FileError>? {
        guard isLetter(buffer.bytes[start]), let end = try lineEnd(from: start, 1 << 16) else {
            return nil
        }
        let head = Array(buffer.bytes[start..<end])
        guard let line = ARCLine(head.span, head.span.line(from: 0).content) else { return nil }
        hasARC = true
        guard let length = line.length else {
            return .failure(error(.corrupt, at: start, "the ARC record's length is no number"))
        }
        return .success(
            Head(format: .arc, kind: kind(Array(head[line.url])), end: end + 1, length: length))
    }

    private func kind(_ url: [UInt8]) -> WebRecord.Kind {
        if url.starts(with: Array("filedesc:".utf8)) { return .warcinfo }
        return url.map(lowercase).starts(with: Array("http".utf8)) ? .response : .resource
    }

    /// The position of the line feed that ends the line, looked for in `limit` bytes.
    func lineEnd(from start: Int, _ limit: Int) throws(FileError) -> Int? {
        var searched = start
        while true {
            if let end = nextLineFeed(buffer.bytes, from: searched, to: buffer.count) { return end }
            searched = max(start, buffer.count)
            if searched - start >= limit { return nil }
            if try !buffer.fill(buffer.count + 1) { return nil }
        }
    }

    // MARK: Checking the length

    /// Reads the block and looks at what follows it: gives the record's head, with the length that
    /// is right where the one written is a little wrong.
    func checkedBody(
        of head: Head, at start: Int
    ) throws(FileError) -> Result<Head, FileError> {
        if head.length > limits.record { return try overlongBody(of: head, at: start) }
        let end = head.end + head.length
        let isThere = try buffer.fill(end)
        if isThere, try isRecordEnd(end) { return .success(head) }
        if let end = try nearEnd(of: head) { return .success(head.ending(at: end)) }
        if let end = try memberEnd(of: head, at: start, within: limits.record) {
            return .success(head.ending(at: end))
        }
        if let damage = buffer.damage { return .failure(damage) }
        return .failure(
            isThere
                ? error(
                    .corrupt, at: head.end,
                    "the record's length of \(head.length) bytes does not lead to a record's end")
                : error(.truncated, at: head.end, "the file ends inside the record"))
    }

    /// A block whose length is none, or more than is held: its member shows a near end, or it is lost.
    private func overlongBody(
        of head: Head, at start: Int
    ) throws(FileError) -> Result<Head, FileError> {
        let limit = min(limits.chunk, limits.record)
        if let end = try memberEnd(of: head, at: start, within: limit) {
            return .success(head.ending(at: end))
        }
        if head.length == Head.unknown {
            return .failure(
                error(.corrupt, at: start, "the WARC record has no usable Content-Length"))
        }
        return .failure(
            error(
                .tooLarge, at: head.end,
                "the record of \(head.length) bytes is larger than \(limits.record)"))
    }

    /// The end of a block whose length is up to sixteen bytes off: there, another WARC record or the
    /// file's end follows, behind line ends at most.
    private func nearEnd(of head: Head) throws(FileError) -> Int? {
        guard head.format == .warc, buffer.damage == nil else { return nil }
        let end = head.end + head.length
        _ = try buffer.fill(end + 64)
        for distance in 1...16 {
            for place in [end + distance, end - distance]
            where place >= head.end && place <= buffer.count {
                if try isFollowedByRecord(place, orEnd: place > end) {
                    return place > end ? place : withoutLineEnds(place, from: head.end)
                }
            }
        }
        return nil
    }

    /// - Parameter orEnd: whether the file's end counts: not where the block should go on behind it.
    private func isFollowedByRecord(_ place: Int, orEnd: Bool) throws(FileError) -> Bool {
        var next = place
        while next < buffer.count, isLineEnd(buffer.bytes[next]), next - place <= 8 { next += 1 }
        if isWARCVersion(at: next) { return true }
        guard orEnd, next - place >= 4, next == buffer.count else { return false }
        return try !buffer.fill(next + 1) && buffer.damage == nil
    }

    /// The end of a block that is alone with its header in a member of the compressed file: the
    /// member's, without the line ends that set records apart.
    private func memberEnd(
        of head: Head, at start: Int, within limit: Int
    ) throws(FileError) -> Int? {
        guard buffer.memberBeginning(at: start) != nil else { return nil }
        var searched = start + 1
        while buffer.memberStart(in: searched...max(searched, buffer.count)) == nil {
            searched = max(searched, buffer.count)
            if searched - start > limit { return nil }
            if try !buffer.fill(buffer.count + 1) {
                if buffer.damage != nil { return nil }
                break
            }
        }
        let end = buffer.memberStart(in: (start + 1)...buffer.count) ?? buffer.count
        if try hasRecordStart(in: head.end..<end) { return nil }
        return withoutLineEnds(end, from: head.end)
    }

    /// The position before up to two line ends, which set records apart.
    private func withoutLineEnds(_ position: Int, from start: Int) -> Int {
        var end = position
        for _ in 0..<2 where end > start && buffer.bytes[end - 1] == 0x0A {
            end -= end - 1 > start && buffer.bytes[end - 2] == 0x0D ? 2 : 1
        }
        return end
    }

    /// Whether a line in a range begins a record.
    private func hasRecordStart(in range: Range<Int>) throws(FileError) -> Bool {
        var line = range.lowerBound
        while line < range.upperBound {
            if try isRecordStart(at: line) { return true }
            guard let end = nextLineFeed(buffer.bytes, from: line, to: range.upperBound) else {
                return false
            }
            line = end + 1
        }
        return false
    }

    /// Whether a record can end here: behind empty lines the file ends, or a member or another
    /// record begins; or garbage follows, but the two line ends of the format set it apart.
    private func isRecordEnd(_ end: Int) throws(FileError) -> Bool {
        var next = end
        while try buffer.fill(next + 1), isLineEnd(buffer.bytes[next]), next - end < 1 << 12 {
            next += 1
        }
        if buffer.memberStart(in: end...next) != nil { return true }
        if try !buffer.fill(next + 1) {
            // A cut behind the record leaves it whole; a wrong checksum concerns it too.
            return buffer.damage?.code != .corrupt
        }
        if try isRecordStart(at: next) { return true }
        return buffer.bytes[end..<next].starts(with: [0x0D, 0x0A, 0x0D, 0x0A])
    }

    /// Whether the line at `start` is a record's first.
    private func isRecordStart(at start: Int) throws(FileError) -> Bool {
        _ = try buffer.fill(start + 9)
        if isWARCVersion(at: start) { return true }
        guard hasARC, start < buffer.count, isLetter(buffer.bytes[start]),
            let end = try lineEnd(from: start, 1 << 12)
        else { return false }
        let line = Array(buffer.bytes[start..<end])
        return ARCLine(line.span, line.span.line(from: 0).content) != nil
    }

    private func isWARCVersion(at start: Int) -> Bool {
        guard start + 8 <= buffer.count else { return false }
        return buffer.bytes.withUnsafeBufferPointer {
            hasWARCVersion(Span(_unsafeElements: UnsafeBufferPointer(rebasing: $0[start...])))
        }
    }

    // MARK: Finding the next record

    /// Moves to the next line, or beginning of a member, that looks like a record's beginning;
    /// what lies between is never held as a whole.
    func findRecord(from start: Int) throws(FileError) {
        repeat {
            var line = start
            while let next = nextCandidate(after: line) {
                line = next
                if try isRecordStart(at: line) {
                    position = buffer.removeIfCheap(start..<line) ? start : line
                    return
                }
            }
            // One byte stays, so that a candidate is always behind the place searched from.
            buffer.remove(start..<max(start, buffer.count - 1))
        } while try buffer.fill(start + 2)
        buffer.remove(start..<buffer.count)
        position = start
    }

    /// The next position behind `line` where a line or a member begins, of what is read already.
    private func nextCandidate(after line: Int) -> Int? {
        let found = nextLineFeed(buffer.bytes, from: line, to: buffer.count)
        let end = found.map { $0 + 1 } ?? buffer.count
        guard end > line else { return nil }
        return buffer.memberStart(in: (line + 1)...end) ?? found.map { $0 + 1 }
    }
}

/// `WARC/1.0` or any other version of two digits.
func hasWARCVersion(_ head: Span<UInt8>) -> Bool {
    guard head.count >= 8 else { return false }
    for (index, byte) in "WARC/".utf8.enumerated() where head[index] != byte { return false }
    return isDigit(head[5]) && head[6] == UInt8(ascii: ".") && isDigit(head[7])
}

private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

private func isLetter(_ byte: UInt8) -> Bool { lowercase(byte) &- UInt8(ascii: "a") < 26 }
