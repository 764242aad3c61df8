// Characters of UTF-8 text as Python sees them: code points and their classes.

/// Code points, their classes and Python's string escapes.
enum PythonText {
    /// The code point at a byte of valid UTF-8, and its length in bytes.
    @inline(__always)
    static func scalar(_ bytes: [UInt8], at index: Int) -> (value: UInt32, length: Int) {
        let first = bytes[index]
        if first < 0x80 { return (UInt32(first), 1) }
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        var value = UInt32(first) & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
        let end = min(index + length, bytes.count)
        for place in (index + 1)..<max(end, index + 1) {
            value = value << 6 | UInt32(bytes[place] & 0x3F)
        }
        return (value, end - index)
    }

    /// The byte offsets at which characters begin, and the text's end.
    static func borders(_ bytes: [UInt8]) -> [Int] {
        var borders: [Int] = []
        borders.reserveCapacity(bytes.count + 1)
        for index in bytes.indices where bytes[index] & 0xC0 != 0x80 { borders.append(index) }
        borders.append(bytes.count)
        return borders
    }

    static func length(_ bytes: [UInt8]) -> Int {
        var count = 0
        for byte in bytes where byte & 0xC0 != 0x80 { count += 1 }
        return count
    }

    static func isASCII(_ bytes: [UInt8]) -> Bool { bytes.allSatisfy { $0 < 0x80 } }

    /// `str.isspace`, which is also what `strip()` strips.
    @inline(__always)
    static func isSpace(_ value: UInt32) -> Bool {
        switch value {
        case 0x09...0x0D, 0x1C...0x20: true
        case ..<0x80: false
        case 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    /// What `strip()` leaves, or stripping of other characters.
    static func stripped(
        _ bytes: [UInt8], left: Bool = true, right: Bool = true,
        of isStripped: (UInt32) -> Bool = { isSpace($0) }
    ) -> Range<Int> {
        var (start, end) = (0, bytes.count)
        while left && start < end {
            let (value, length) = scalar(bytes, at: start)
            if !isStripped(value) { break }
            start += length
        }
        while right && end > start {
            var last = end - 1
            while last > start && bytes[last] & 0xC0 == 0x80 { last -= 1 }
            if !isStripped(scalar(bytes, at: last).value) { break }
            end = last
        }
        return start..<end
    }

    /// What ends a line for `str.splitlines`.
    static func endsLine(_ value: UInt32) -> Bool {
        switch value {
        case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }

    /// What a name is made of: `\w`.
    static func isWord(_ value: UInt32) -> Bool {
        if value < 0x80 {
            return value == 0x5F || (0x30...0x39).contains(value)
                || (0x41...0x5A).contains(value & 0xDF)
        }
        return isAlphabetic(value) || isNumeric(value)
    }

    private static func properties(_ value: UInt32) -> Unicode.Scalar.Properties? {
        Unicode.Scalar(value)?.properties
    }

    private static func category(_ value: UInt32) -> Unicode.GeneralCategory {
        properties(value)?.generalCategory ?? .unassigned
    }

    static func isAlphabetic(_ value: UInt32) -> Bool {
        switch category(value) {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
            true
        default: false
        }
    }

    static func isNumeric(_ value: UInt32) -> Bool { properties(value)?.numericType != nil }

    static func isDigit(_ value: UInt32) -> Bool {
        properties(value)?.numericType == .digit || isDecimal(value)
    }

    static func isDecimal(_ value: UInt32) -> Bool { category(value) == .decimalNumber }

    static func isUppercase(_ value: UInt32) -> Bool { properties(value)?.isUppercase ?? false }
    static func isLowercase(_ value: UInt32) -> Bool { properties(value)?.isLowercase ?? false }
    static func isTitlecase(_ value: UInt32) -> Bool { category(value) == .titlecaseLetter }

    static func isCased(_ value: UInt32) -> Bool {
        isUppercase(value) || isLowercase(value) || isTitlecase(value)
    }

    /// `str.isprintable` of one character: what `repr` leaves as it is.
    static func isPrintable(_ value: UInt32) -> Bool {
        if value < 0x7F { return value >= 0x20 }
        switch category(value) {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
            .paragraphSeparator, .spaceSeparator:
            return false
        default: return true
        }
    }

    static func uppercase(_ value: UInt32) -> String { properties(value)?.uppercaseMapping ?? "" }
    static func lowercase(_ value: UInt32) -> String { properties(value)?.lowercaseMapping ?? "" }
    static func titlecase(_ value: UInt32) -> String { properties(value)?.titlecaseMapping ?? "" }

    static func append(_ value: UInt32, to bytes: inout [UInt8]) {
        let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
        bytes.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
    }
}

// MARK: Escapes of string literals

extension PythonText {
    /// A string literal's text, escapes resolved as Python's `unicode-escape` does.
    static func unescape(
        _ body: ArraySlice<UInt8>, orFail fail: (String) -> JinjaError
    ) throws(JinjaError) -> [UInt8] {
        var text: [UInt8] = []
        var index = body.startIndex
        while index < body.endIndex {
            let byte = body[index]
            if byte != UInt8(ascii: "\\") {
                text.append(byte)
                index += 1
            } else if index + 1 == body.endIndex {
                throw fail("\\ at end of string")
            } else {
                index = try unescapeOne(body, at: index + 1, into: &text, orFail: fail)
            }
        }
        return text
    }

    private static let plainEscapes: [UInt8: UInt8] = [
        UInt8(ascii: "n"): 0x0A, UInt8(ascii: "t"): 0x09, UInt8(ascii: "r"): 0x0D,
        UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C, UInt8(ascii: "a"): 0x07,
        UInt8(ascii: "v"): 0x0B, UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "'"): 0x27,
        UInt8(ascii: "\""): 0x22,
    ]

    private static func unescapeOne(
        _ body: ArraySlice<UInt8>, at index: Int, into text: inout [UInt8],
        orFail fail: (String) -> JinjaError
    ) throws(JinjaError) -> Int {
        let byte = body[index]
        if let plain = plainEscapes[byte] {
            text.append(plain)
            return index + 1
        }
        switch byte {
        case 0x0A: return index + 1
        case UInt8(ascii: "0")...UInt8(ascii: "7"): return octal(body, at: index, into: &text)
        case UInt8(ascii: "x"):
            return try hex(body, at: index, digits: 2, "\\xXX", into: &text, orFail: fail)
        case UInt8(ascii: "u"):
            return try hex(body, at: index, digits: 4, "\\uXXXX", into: &text, orFail: fail)
        case UInt8(ascii: "U"):
            return try hex(body, at: index, digits: 8, "\\UXXXXXXXX", into: &text, orFail: fail)
        case UInt8(ascii: "N"):
            throw JinjaError(.unsupported, "characters by name (\\N{…}) in a string")
        default:
            text.append(UInt8(ascii: "\\"))
            return index
        }
    }

    private static func octal(
        _ body: ArraySlice<UInt8>, at start: Int, into text: inout [UInt8]
    ) -> Int {
        var value: UInt32 = 0
        var index = start
        while index < min(start + 3, body.endIndex), (0x30...0x37).contains(body[index]) {
            value = value * 8 + UInt32(body[index] - 0x30)
            index += 1
        }
        append(value, to: &text)
        return index
    }

    private static func hex(
        _ body: ArraySlice<UInt8>, at index: Int, digits: Int, _ form: String,
        into text: inout [UInt8], orFail fail: (String) -> JinjaError
    ) throws(JinjaError) -> Int {
        func value(at start: Int) -> UInt32? {
            guard start + digits <= body.endIndex else { return nil }
            let digitBytes = body[start..<start + digits]
            guard digitBytes.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else {
                return nil
            }
            return UInt32(String(decoding: digitBytes, as: UTF8.self), radix: 16)
        }
        guard let first = value(at: index + 1), first <= 0x10FFFF else {
            throw fail("truncated \(form) escape")
        }
        var end = index + 1 + digits
        var scalar = first
        if first & 0xFFFF_FC00 == 0xD800, end + 1 < body.endIndex, body[end] == 0x5C,
            body[end + 1] == UInt8(ascii: "u"), let low = value(at: end + 2),
            low & 0xFFFF_FC00 == 0xDC00
        {
            scalar = 0x10000 + (first & 0x3FF) << 10 + (low & 0x3FF)
            end += 6
        }
        append(scalar, to: &text)
        return end
    }
}
