// Header fields as HTTP and WARC write them: a name, a colon, a value, a line each.

/// The fields of one header block, as places in the bytes that hold it.
///
/// Reading is tolerant: lines end in CRLF or LF, a line that begins with a space goes on with the
/// value before it, lines without a colon are passed over. Reused from record to record.
public struct HeaderFields: Sendable {
    private struct Field {
        var name: Range<Int>
        var value: Range<Int>
    }

    /// What no honest header block exceeds: hostile ones must not fill the memory.
    private static let maximumFields = 1000
    private static let maximumSize = 1 << 20

    private var fields: [Field] = []

    public init() {}

    /// Reads the fields from `start` to the first empty line; returns where the content behind
    /// that line begins, or the end of the bytes when there is no empty line.
    public mutating func parse(_ bytes: Span<UInt8>, from start: Int) -> Int {
        fields.removeAll(keepingCapacity: true)
        var position = start
        while position < bytes.count && position - start < Self.maximumSize {
            let line = bytes.line(from: position)
            position = line.next
            if line.content.isEmpty { return position }
            add(bytes, line.content)
        }
        return position
    }

    private mutating func add(_ bytes: Span<UInt8>, _ line: Range<Int>) {
        let first = bytes[line.lowerBound]
        if first == 0x20 || first == 0x09 {
            if let last = fields.indices.last {
                let start = fields[last].value.lowerBound
                fields[last].value = start..<bytes.trimmed(start..<line.upperBound).upperBound
            }
            return
        }
        guard fields.count < Self.maximumFields,
            let colon = line.first(where: { bytes[$0] == UInt8(ascii: ":") })
        else { return }
        fields.append(
            Field(
                name: bytes.trimmed(line.lowerBound..<colon),
                value: bytes.trimmed((colon + 1)..<line.upperBound)))
    }

    /// The value of the first field of this name, whatever its case; it may hold folded lines.
    public func value(_ name: String, in bytes: Span<UInt8>) -> Range<Int>? {
        fields.first { bytes.equalsIgnoringCase($0.name, name) }?.value
    }

    /// The bytes of the first field of this name, none when there is none.
    func bytes(_ name: String, in bytes: Span<UInt8>) -> [UInt8] {
        guard let place = value(name, in: bytes) else { return [] }
        return bytes.bytes(place)
    }

    /// The values of all fields of this name, in their order.
    public func values(_ name: String, in bytes: Span<UInt8>) -> [Range<Int>] {
        fields.filter { bytes.equalsIgnoringCase($0.name, name) }.map(\.value)
    }
}

extension Span<UInt8> {
    /// The line at `start` without its end, and where the next one begins.
    func line(from start: Int) -> (content: Range<Int>, next: Int) {
        var end = start
        while end < count && self[end] != 0x0A { end += 1 }
        let next = Swift.min(end + 1, count)
        if end > start && self[end - 1] == 0x0D { return (start..<(end - 1), next) }
        return (start..<end, next)
    }

    /// The range without white space at its ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end && isSpace(self[start]) { start += 1 }
        while end > start && isSpace(self[end - 1]) { end -= 1 }
        return start..<end
    }

    func equalsIgnoringCase(_ range: Range<Int>, _ text: String) -> Bool {
        guard range.count == text.utf8.count else { return false }
        var index = range.lowerBound
        for byte in text.utf8 {
            if lowercase(self[index]) != lowercase(byte) { return false }
            index += 1
        }
        return true
    }

    /// The decimal number that fills the range, nil when it is none or does not fit.
    func decimal(_ range: Range<Int>) -> Int? {
        if range.isEmpty || range.count > 18 { return nil }
        var value = 0
        for index in range {
            let digit = self[index] &- UInt8(ascii: "0")
            if digit > 9 { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }

    func bytes(_ range: Range<Int>) -> [UInt8] {
        extracting(range).withUnsafeBufferPointer { Array($0) }
    }
}

func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
}

func lowercase(_ byte: UInt8) -> UInt8 {
    byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
}
