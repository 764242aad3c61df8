// From a JSON string as written to its text, and numbers likewise.

/// Reads the text and the numbers of values that a `JSONScanner` found (and so validated).
public enum JSONString {
    /// Appends the text of a string value as UTF-8.
    ///
    /// `\ud83d\ude00` becomes one character; a surrogate without its partner becomes U+FFFD.
    public static func append(
        _ string: JSONValue, of text: Span<UInt8>, to output: inout [UInt8]
    ) {
        text.extracting(string.range).withUnsafeBufferPointer { bytes in
            if string.hasEscapes {
                unescape(bytes, to: &output)
            } else {
                output.append(contentsOf: bytes)
            }
        }
    }

    /// The text of a string value.
    public static func text(_ string: JSONValue, of text: Span<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        append(string, of: text, to: &output)
        return output
    }

    private static func unescape(_ bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        output.reserveCapacity(output.count + bytes.count)
        var index = 0
        while index < bytes.count {
            let run = bytes[index...].firstIndex(of: UInt8(ascii: "\\")) ?? bytes.count
            output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[index..<run]))
            index = run
            if index < bytes.count { index = unescapeOne(bytes, at: index, to: &output) }
        }
    }

    private static func unescapeOne(
        _ bytes: UnsafeBufferPointer<UInt8>, at index: Int, to output: inout [UInt8]
    ) -> Int {
        switch bytes[index + 1] {
        case UInt8(ascii: "b"): output.append(0x08)
        case UInt8(ascii: "f"): output.append(0x0C)
        case UInt8(ascii: "n"): output.append(0x0A)
        case UInt8(ascii: "r"): output.append(0x0D)
        case UInt8(ascii: "t"): output.append(0x09)
        case UInt8(ascii: "u"): return unescapeUnicode(bytes, at: index, to: &output)
        case let byte: output.append(byte)
        }
        return index + 2
    }

    private static func unescapeUnicode(
        _ bytes: UnsafeBufferPointer<UInt8>, at index: Int, to output: inout [UInt8]
    ) -> Int {
        let unit = unicodeEscape(bytes, at: index)!
        if unit & 0xFC00 == 0xD800, let low = unicodeEscape(bytes, at: index + 6),
            low & 0xFC00 == 0xDC00
        {
            append(0x10000 + (unit & 0x3FF) << 10 + (low & 0x3FF), to: &output)
            return index + 12
        }
        append(unit & 0xF800 == 0xD800 ? 0xFFFD : unit, to: &output)
        return index + 6
    }

    /// The code unit of the `\uXXXX` at `index`, nil when something else stands there.
    private static func unicodeEscape(
        _ bytes: UnsafeBufferPointer<UInt8>, at index: Int
    ) -> UInt32? {
        guard index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"),
            bytes[index + 1] == UInt8(ascii: "u")
        else { return nil }
        return UInt32(bitPattern: hexValue(bytes.baseAddress! + (index + 2)))
    }

    private static func append(_ scalar: UInt32, to output: inout [UInt8]) {
        func continuation(_ shift: UInt32) -> UInt8 { 0x80 | UInt8(scalar >> shift & 0x3F) }
        switch scalar {
        case 0..<0x80: output.append(UInt8(scalar))
        case 0x80..<0x800:
            output.append(0xC0 | UInt8(scalar >> 6))
            output.append(continuation(0))
        case 0x800..<0x10000:
            output.append(0xE0 | UInt8(scalar >> 12))
            output.append(continuation(6))
            output.append(continuation(0))
        default:
            output.append(0xF0 | UInt8(scalar >> 18))
            output.append(continuation(12))
            output.append(continuation(6))
            output.append(continuation(0))
        }
    }
}

/// Numbers as written in a JSON text.
public enum JSONNumber {
    /// The integer, nil when the number has a fraction or an exponent or does not fit.
    public static func int(_ number: JSONValue, of text: Span<UInt8>) -> Int? {
        Int(string(number, of: text))
    }

    /// The nearest double; a number too large for one is infinite.
    public static func double(_ number: JSONValue, of text: Span<UInt8>) -> Double? {
        Double(string(number, of: text))
    }

    private static func string(_ number: JSONValue, of text: Span<UInt8>) -> String {
        text.extracting(number.range).withUnsafeBufferPointer {
            String(decoding: $0, as: UTF8.self)
        }
    }
}
