// Where a record's header ends, how long its block is, and whether that can be true.
import FileStore

extension WebArchiveReader {
    /// What the cut must know of a record.
    struct Head {
        let format: WebRecord.Format
        let kind: WebRecord.Kind
        /// The position of the block.
        let end: Int
        let length: Int
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
        guard let place = fields.value("content-length", in: head.span),
            let length = head.span.decimal(place)
        else {
            return .failure(
                error(.corrupt, at: start, "the WARC record has no usable Content-Length"))
        }
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

    /// Reads the block and looks at what follows it; nil when the record is whole.
    func checkBody(of head: Head) throws(FileError) -> FileError? {
        if head.length > limits.record {
            return error(
                .tooLarge, at: head.end,
                "the record of \(head.length) bytes is larger than \(limits.record)")
        }
        let end = head.end + head.length
        guard try buffer.fill(end) else {
            return buffer.damage
                ?? error(.truncated, at: head.end, "the file ends inside the record")
        }
        if try isRecordEnd(end) { return nil }
        return buffer.damage
            ?? error(
                .corrupt, at: head.end,
                "the record's length of \(head.length) bytes does not lead to a record's end")
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
