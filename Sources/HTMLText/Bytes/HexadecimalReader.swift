// Reads tables that are written as hexadecimal digits.

/// Reads bytes from pairs of hexadecimal digits; white space between them is skipped, and a
/// semicolon ends a part.
struct HexadecimalReader {
    private let text: UnsafeBufferPointer<UInt8>
    private var at = 0

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
        skip()
    }

    /// At the end of a part.
    var isAtEnd: Bool { at >= text.count || text[at] == 0x3B }

    /// Goes on to the next part.
    mutating func nextPart() {
        if at < text.count { at += 1 }
        skip()
    }

    mutating func next() -> UInt8 {
        guard at + 1 < text.count else {
            at = text.count
            return 0
        }
        let value = digit(text[at]) << 4 | digit(text[at + 1])
        at += 2
        skip()
        return value
    }

    mutating func nextInt16() -> Int16 {
        let low = UInt16(next())
        return Int16(bitPattern: low | UInt16(next()) << 8)
    }

    private mutating func skip() {
        while at < text.count, text[at] <= 0x20 { at += 1 }
    }

    private func digit(_ byte: UInt8) -> UInt8 { hexadecimalDigit(byte) ?? 0 }
}
