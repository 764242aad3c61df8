// Text files of any charset as UTF-8.

/// Decodes plain text; scratch for one worker.
public struct PlainTextDecoder: ~Copyable {
    private var decoder = CharacterDecoder()

    public init() {}

    /// Whether a label names an encoding (WHATWG's labels).
    public static func knows(_ label: [UInt8]) -> Bool {
        CharacterEncoding(label: label.span) != nil
    }

    /// The text as UTF-8 without its byte-order mark; nil where no charset is declared and the bytes
    /// are neither UTF-8 nor UTF-16 nor, with a mark, UTF-32, or end inside a character.
    ///
    /// A mark says what the bytes are, whatever is declared; without one, the declaration counts.
    public mutating func decode(_ bytes: [UInt8], declared: [UInt8]) -> [UInt8]? {
        bytes.withUnsafeBufferPointer { buffer -> [UInt8]? in
            if let isBig = wideMark(buffer) { return decodeWide(buffer, isBig: isBig) }
            if let (encoding, length) = EncodingDeclaration.mark(buffer) {
                return decode(UnsafeBufferPointer(rebasing: buffer[length...]), encoding)
            }
            if let encoding = CharacterEncoding(label: declared.span) {
                return decode(buffer, encoding)
            }
            if let encoding = EncodingDeclaration.unmarkedUTF16(buffer) {
                return decode(buffer, encoding)
            }
            return UTF8Survey(buffer).errors == 0 && !isWide(buffer) ? bytes : nil
        }
    }

    private mutating func decode(
        _ bytes: UnsafeBufferPointer<UInt8>, _ encoding: CharacterEncoding
    ) -> [UInt8]? {
        if encoding == .utf8, UTF8Survey(bytes).errors > 0 { return nil }
        if bytes.count % encoding.unitBytes != 0 { return nil }
        var text: [UInt8] = []
        decoder.decode(bytes, encoding, into: &text)
        return text
    }
}

/// Whether text with a byte-order mark of UTF-32 is big-endian; nil where it has none. The little
/// one begins as that of UTF-16 does, before a NUL that no text begins with.
private func wideMark(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool? {
    if bytes.prefix(4).elementsEqual([0xFF, 0xFE, 0, 0]) { return false }
    return bytes.prefix(4).elementsEqual([0, 0, 0xFE, 0xFF]) ? true : nil
}

/// Whether bytes look like UTF-32 without a mark: three zeros beside each character.
private func isWide(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let head = bytes.prefix(16)
    return head.count >= 8 && head.count { $0 == 0 } * 4 >= head.count * 3
}

/// UTF-32 behind its mark as UTF-8; nil where it holds what is no character.
private func decodeWide(_ bytes: UnsafeBufferPointer<UInt8>, isBig: Bool) -> [UInt8]? {
    guard bytes.count % 4 == 0 else { return nil }
    var text: [UInt8] = []
    for at in stride(from: 4, to: bytes.count, by: 4) {
        let unit = bytes[at..<(at + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard let scalar = Unicode.Scalar(isBig ? unit : unit.byteSwapped) else { return nil }
        text.append(contentsOf: UTF8.encode(scalar)?.map { $0 } ?? [])
    }
    return text
}
