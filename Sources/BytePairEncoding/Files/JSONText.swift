// Builds JSON text.

/// JSON text under construction.
struct JSONText {
    private(set) var bytes: [UInt8] = []

    mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// What was written before, once more.
    mutating func again(_ range: Range<Int>) { for place in range { bytes.append(bytes[place]) } }

    /// A string of valid UTF-8, quoted and escaped; bytes that are not become U+FFFD.
    mutating func string(_ text: [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in isValidUTF8(text) ? text : Array(String(decoding: text, as: UTF8.self).utf8) {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0..<0x20:
                raw(#"\u00"#)
                bytes.append(Self.digits[Int(byte >> 4)])
                bytes.append(Self.digits[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static let digits = Array("0123456789abcdef".utf8)
}
