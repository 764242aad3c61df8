// Writing JSON to bytes: compact, in the order given, the same on every machine.

/// Appends JSON to a byte buffer; commas are put where they belong.
///
///     var writer = JSONWriter()
///     writer.beginObject()
///     writer.key("id"); writer.string("a\"b")
///     writer.key("score"); writer.double(0.65)
///     writer.endObject()
///     writer.bytes   // {"id":"a\"b","score":0.65}
///
/// Text must be UTF-8: bytes are copied, not checked.
public struct JSONWriter: Sendable {
    /// What was written; may be taken or emptied between values.
    public var bytes: [UInt8]

    /// Goes on after `bytes`, which may hold an open object.
    public init(_ bytes: [UInt8] = []) { self.bytes = bytes }

    public mutating func beginObject() { open(UInt8(ascii: "{")) }
    public mutating func endObject() { bytes.append(UInt8(ascii: "}")) }
    public mutating func beginArray() { open(UInt8(ascii: "[")) }
    public mutating func endArray() { bytes.append(UInt8(ascii: "]")) }

    public mutating func key(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
    }

    public mutating func key(_ name: Span<UInt8>) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
    }

    public mutating func string(_ text: Span<UInt8>) {
        separate()
        text.withUnsafeBufferPointer { appendQuoted($0) }
    }

    public mutating func string(_ text: String) {
        separate()
        var text = text
        text.withUTF8 { appendQuoted($0) }
    }

    public mutating func int(_ value: some FixedWidthInteger) { raw("\(value)") }

    /// The shortest digits that read back as `value`; null for what JSON cannot say (NaN, ∞).
    public mutating func double(_ value: Double) {
        raw(value.isFinite ? "\(value)" : "null")
    }

    public mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }
    public mutating func null() { raw("null") }

    /// A value that is JSON already, such as a field of another text.
    public mutating func raw(_ json: Span<UInt8>) {
        separate()
        json.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }

    /// Ends a line of JSON lines.
    public mutating func endLine() { bytes.append(UInt8(ascii: "\n")) }

    private mutating func raw(_ json: String) {
        separate()
        bytes.append(contentsOf: json.utf8)
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
    }

    /// A value follows another one unless something was just opened, or a key or line ended.
    private mutating func separate() {
        switch bytes.last {
        case nil, UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ":"), UInt8(ascii: "\n"):
            return
        default: bytes.append(UInt8(ascii: ","))
        }
    }

    private mutating func appendQuoted(_ text: UnsafeBufferPointer<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        var start = 0
        while start < text.count {
            let end = firstEscaped(text, from: start)
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<end]))
            if end < text.count { appendEscape(text[end]) }
            start = end + 1
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func appendEscape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0..<0x20: bytes.append(contentsOf: "u00\(hexDigits([byte]))".utf8)
        default: bytes.append(byte)
        }
    }
}

/// The first index from `start` whose byte must be escaped, or the end.
private func firstEscaped(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let base = UnsafeRawPointer(text.baseAddress!)
    var index = start
    while index &+ 8 <= text.count {
        let word = base.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian
        let quotes = (word ^ (ones &* 0x22)) &- ones
        let slashes = (word ^ (ones &* 0x5C)) &- ones
        let controls = word &- (ones &* 0x20)
        // The bytes from 0x80 on are plain: their own high bit is masked out.
        let special = (quotes | slashes | controls) & ~word & (ones &* 0x80)
        if special != 0 { return index &+ (special.trailingZeroBitCount &>> 3) }
        index &+= 8
    }
    while index < text.count {
        let byte = text[index]
        if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
        index &+= 1
    }
    return index
}
