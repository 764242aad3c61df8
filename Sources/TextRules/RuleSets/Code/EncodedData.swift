// Data that is written into source files as text: Base64, hexadecimal numbers, Unicode escapes.

/// How much of a file is encoded data, by the three patterns of StarCoder2 (2024, section 2.1):
///
/// * 64 or more of letters, digits, `+`, `/`, `=` and line feeds;
/// * 8 or more of two hexadecimal digits, `0x` or `\x` before them or not, each followed by a comma
///   or by white space or nothing;
/// * 8 or more of `\u` and four hexadecimal digits.
public struct EncodedData: Sendable, Equatable {
    /// Bytes in the longest stretch.
    public private(set) var longest = 0
    /// Bytes in all stretches, pattern by pattern.
    public private(set) var total = 0

    /// - Parameter text: followed by a byte that can be read.
    public init(_ text: UnsafeBufferPointer<UInt8>) {
        find(in: text, atLeast: 64, of: base64Digit, join: true)
        find(in: text, atLeast: 8, of: hexadecimalPair, join: false)
        find(in: text, atLeast: 8, of: unicodeEscape, join: false)
    }

    /// Finds stretches of at least `least` elements. Where they `join`, any part of a stretch is
    /// one too, so that a short one is not looked at again.
    private mutating func find(
        in text: UnsafeBufferPointer<UInt8>, atLeast least: Int,
        of element: (UnsafeBufferPointer<UInt8>, Int) -> Int, join: Bool
    ) {
        var start = 0
        while start < text.count {
            var (at, elements) = (start, 0)
            while at < text.count {
                let length = element(text, at)
                guard length > 0 else { break }
                at += length
                elements += 1
            }
            if elements >= least {
                longest = max(longest, at - start)
                total += at - start
                start = at
            } else {
                start = join ? max(at, start + 1) : start + 1
            }
        }
    }
}

/// 1 where a Base64 digit or a line feed is.
private func base64Digit(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int {
    switch text[at] {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2F, 0x3D, 0x0A: 1
    default: 0
    }
}

/// The length of `\u` and four hexadecimal digits.
private func unicodeEscape(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int {
    guard text[at] == 0x5C, at + 6 <= text.count, text[at + 1] == 0x75 else { return 0 }
    return (at + 2..<at + 6).allSatisfy { isHexadecimal(text[$0]) } ? 6 : 0
}

/// The length of two hexadecimal digits that stand alone, with what belongs to them.
private func hexadecimalPair(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    guard isBoundary(text, start) else { return 0 }
    var at = start
    if at + 2 <= text.count, text[at] == 0x30 || text[at] == 0x5C, text[at + 1] == 0x78 { at += 2 }
    guard at + 2 <= text.count, isHexadecimal(text[at]), isHexadecimal(text[at + 1]) else {
        return 0
    }
    at += 2
    if at < text.count && text[at] == 0x2C { return at + 1 - start }
    guard isBoundary(text, at) else { return 0 }
    while at < text.count, text[at] == 0x20 || text[at] &- 9 < 5 { at += 1 }
    return at - start
}

/// Whether a word begins or ends at a place; bytes of other scripts count as letters.
private func isBoundary(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> Bool {
    let before = at > 0 && isWordByte(text[at - 1])
    let after = at < text.count && isWordByte(text[at])
    return before != after
}

private func isWordByte(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == 0x5F || byte >= 0x80
}

private func isHexadecimal(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 6
}
