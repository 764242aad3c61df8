// How vocabularies spell what is no plain text: spaces, bytes, names in messages.

/// SentencePiece's `▁` for a space, U+2581.
let spaceMark: [UInt8] = [0xE2, 0x96, 0x81]

/// The token that stands for a byte in SentencePiece vocabularies, such as `<0x0A>`.
func byteTokenName(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return Array("<0x".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)], UInt8(ascii: ">")]
}

/// The byte that a token such as `<0x0A>` names.
func byte(named piece: ArraySlice<UInt8>) -> UInt8? {
    let bytes = Array(piece)
    guard bytes.count == 6, bytes.starts(with: Array("<0x".utf8)),
        bytes[5] == UInt8(ascii: ">"),
        let high = hexDigit(bytes[3]), let low = hexDigit(bytes[4])
    else { return nil }
    return UInt8(high << 4 | low)
}

/// The value of a hexadecimal digit.
func hexDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
}

func isValidUTF8(_ bytes: [UInt8]) -> Bool {
    (try? UTF8Span(validating: bytes.span)) != nil
}

extension Unicode.Scalar {
    /// The UTF-8 form.
    var utf8Bytes: [UInt8] { Array(String(self).utf8) }
}

/// Bytes as text, for messages.
func text(_ bytes: some Collection<UInt8>) -> String {
    String(decoding: bytes.prefix(80), as: UTF8.self)
}
