// From a JSON string as written to its text, and numbers likewise.
import Glibc

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
        // Room for the text, which is never longer than what it is written as.
        let start = output.count
        output.append(contentsOf: bytes)
        let left = output.withUnsafeMutableBufferPointer { all in
            let end = all.baseAddress! + all.count
            return end - write(bytes, to: all.baseAddress! + start)
        }
        output.removeLast(left)
    }

    /// Writes the text and gives its end.
    private static func write(
        _ bytes: UnsafeBufferPointer<UInt8>, to start: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        let base = bytes.baseAddress!
        var place = start
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "\\") {
                index = unescapeOne(bytes, at: index, to: &place)
                continue
            }
            let left = bytes.count &- index
            let found = UnsafeRawPointer(memchr(base + index, 0x5C, left))
            let run = found.map { $0 - UnsafeRawPointer(base + index) } ?? left
            memcpy(place, base + index, run)
            place += run
            index &+= run
        }
        return place
    }

    @inline(__always)
    private static func unescapeOne(
        _ bytes: UnsafeBufferPointer<UInt8>, at index: Int,
        to place: inout UnsafeMutablePointer<UInt8>
    ) -> Int {
        let byte: UInt8
        switch bytes[index &+ 1] {
        case UInt8(ascii: "n"): byte = 0x0A
        case UInt8(ascii: "t"): byte = 0x09
        case UInt8(ascii: "r"): byte = 0x0D
        case UInt8(ascii: "b"): byte = 0x08
        case UInt8(ascii: "f"): byte = 0x0C
        case UInt8(ascii: "u"): return unescapeUnicode(bytes, at: index, to: &place)
        case let other: byte = other
        }
        append(byte, to: &place)
        return index &+ 2
    }

    private static func unescapeUnicode(
        _ bytes: UnsafeBufferPointer<UInt8>, at index: Int,
        to place: inout UnsafeMutablePointer<UInt8>
    ) -> Int {
        let unit = unicodeEscape(bytes, at: index)!
        if unit & 0xFC00 == 0xD800, let low = unicodeEscape(bytes, at: index + 6),
            low & 0xFC00 == 0xDC00
        {
            append(0x10000 + (unit & 0x3FF) << 10 + (low & 0x3FF), to: &place)
            return index + 12
        }
        append(unit & 0xF800 == 0xD800 ? 0xFFFD : unit, to: &place)
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

    private static func append(_ byte: UInt8, to place: inout UnsafeMutablePointer<UInt8>) {
        place.pointee = byte
        place += 1
    }

    private static func append(_ scalar: UInt32, to place: inout UnsafeMutablePointer<UInt8>) {
        func continuation(_ shift: UInt32) -> UInt8 { 0x80 | UInt8(scalar >> shift & 0x3F) }
        switch scalar {
        case 0..<0x80: append(UInt8(scalar), to: &place)
        case 0x80..<0x800:
            append(0xC0 | UInt8(scalar >> 6), to: &place)
            append(continuation(0), to: &place)
        case 0x800..<0x10000:
            append(0xE0 | UInt8(scalar >> 12), to: &place)
            append(continuation(6), to: &place)
            append(continuation(0), to: &place)
        default:
            append(0xF0 | UInt8(scalar >> 18), to: &place)
            append(continuation(12), to: &place)
            append(continuation(6), to: &place)
            append(continuation(0), to: &place)
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
