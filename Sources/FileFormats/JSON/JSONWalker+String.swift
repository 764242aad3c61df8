// Moving over a JSON string: eight bytes at a time, validating UTF-8 and escapes.

extension JSONWalker {
    /// Moves over the string whose opening quote is at the position.
    mutating func string() -> Bool {
        let start = position
        var index = position &+ 1
        sawEscape = false
        while true {
            index = skipPlain(index)
            guard index < end else { return fail(.unendedString, at: start) }
            let byte = base[index]
            if byte == UInt8(ascii: "\"") {
                position = index &+ 1
                return true
            }
            if byte == UInt8(ascii: "\\") {
                sawEscape = true
                guard let next = escape(index) else { return false }
                index = next
            } else if byte >= 0x80 {
                guard let next = skipNonASCII(index) else { return false }
                index = next
            } else {
                return fail(.controlCharacter, at: index)
            }
        }
    }

    /// The first index from `start` whose byte is a quote, a backslash, a control or not ASCII.
    @inline(__always)
    private func skipPlain(_ start: Int) -> Int {
        var index = start
        while index &+ 8 <= end {
            let word = UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self).littleEndian
            let special = specialBytes(word)
            if special != 0 { return index &+ (special.trailingZeroBitCount &>> 3) }
            index &+= 8
        }
        while index < end, isPlain(base[index]) { index &+= 1 }
        return index
    }

    /// The high bit of each byte that is not plain; exact up to the first one, which is what counts
    /// (borrows only run upwards).
    @inline(__always)
    private func specialBytes(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = (word ^ (ones &* 0x22)) &- ones
        let slashes = (word ^ (ones &* 0x5C)) &- ones
        let controls = word &- (ones &* 0x20)
        return (quotes | slashes | controls | word) & (ones &* 0x80)
    }

    private func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x80 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// The index after the escape at `index`, or nil when there is no such escape.
    private mutating func escape(_ index: Int) -> Int? {
        guard index &+ 1 < end else {
            _ = fail(.endsEarly, at: index)
            return nil
        }
        switch base[index &+ 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return index &+ 2
        case UInt8(ascii: "u"):
            if index &+ 6 <= end, hexValue(base + (index &+ 2)) >= 0 { return index &+ 6 }
            _ = fail(.badUnicodeEscape, at: index)
        default: _ = fail(.badEscape, at: index)
        }
        return nil
    }

    /// Moves over a run of multi-byte characters, checking each (Unicode 17, table 3-7).
    @inline(__always)
    private mutating func skipNonASCII(_ start: Int) -> Int? {
        var index = start
        while index < end, base[index] >= 0x80 {
            let length = utf8Length(index)
            guard length > 0 else {
                _ = fail(.invalidUTF8, at: index)
                return nil
            }
            index &+= length
        }
        return index
    }

    /// The length of the well-formed multi-byte character at `index`, 0 when it is not one.
    @inline(__always)
    private func utf8Length(_ index: Int) -> Int {
        let lead = base[index]
        guard index &+ 1 < end else { return 0 }
        let second = base[index &+ 1]
        if lead < 0xE0 {
            return lead >= 0xC2 && second & 0xC0 == 0x80 ? 2 : 0
        }
        guard index &+ 2 < end, base[index &+ 2] & 0xC0 == 0x80 else { return 0 }
        if lead < 0xF0 {
            let low: UInt8 = lead == 0xE0 ? 0xA0 : 0x80
            let high: UInt8 = lead == 0xED ? 0x9F : 0xBF
            return second >= low && second <= high ? 3 : 0
        }
        guard index &+ 3 < end, base[index &+ 3] & 0xC0 == 0x80, lead <= 0xF4 else { return 0 }
        let low: UInt8 = lead == 0xF0 ? 0x90 : 0x80
        let high: UInt8 = lead == 0xF4 ? 0x8F : 0xBF
        return second >= low && second <= high ? 4 : 0
    }
}

/// The value of four hex digits, negative when one is not a hex digit.
@inline(__always)
func hexValue(_ digits: UnsafePointer<UInt8>) -> Int32 {
    var value: Int32 = 0
    for index in 0..<4 {
        let byte = digits[index]
        let digit: UInt8
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte &- UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte &- UInt8(ascii: "a") &+ 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte &- UInt8(ascii: "A") &+ 10
        default: return -1
        }
        value = value &<< 4 | Int32(digit)
    }
    return value
}
