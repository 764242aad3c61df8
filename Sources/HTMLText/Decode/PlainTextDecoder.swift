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
    /// are neither UTF-8 nor UTF-16.
    ///
    /// A mark says what the bytes are, whatever is declared; without one, the declaration counts.
    public mutating func decode(_ bytes: [UInt8], declared: [UInt8]) -> [UInt8]? {
        bytes.withUnsafeBufferPointer { buffer -> [UInt8]? in
            if let (encoding, length) = EncodingDeclaration.mark(buffer) {
                return decode(UnsafeBufferPointer(rebasing: buffer[length...]), encoding)
            }
            if let encoding = CharacterEncoding(label: declared.span) {
                return decode(buffer, encoding)
            }
            if let encoding = EncodingDeclaration.unmarkedUTF16(buffer) {
                return decode(buffer, encoding)
            }
            return UTF8Survey(buffer).errors == 0 ? bytes : nil
        }
    }

    private mutating func decode(
        _ bytes: UnsafeBufferPointer<UInt8>, _ encoding: CharacterEncoding
    ) -> [UInt8]? {
        if encoding == .utf8, UTF8Survey(bytes).errors > 0 { return nil }
        var text: [UInt8] = []
        decoder.decode(bytes, encoding, into: &text)
        return text
    }
}
