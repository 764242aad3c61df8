// What the rules for source files measure: characters, lines, visible text of HTML.
import ByteKernels

/// Measurements of one source file; lengths are code points.
public struct CodeCounts: Sendable, Equatable {
    public private(set) var codePoints = 0
    /// Categories L and N: Python's `isalnum`.
    public private(set) var alphanumeric = 0
    /// Category L: Python's `isalpha`.
    public private(set) var alphabetic = 0
    /// Lines by Python's `splitlines`.
    public private(set) var lines = 0
    public private(set) var longestLine = 0
    /// Code points in all lines, their breaks left out.
    private(set) var lineCodePoints = 0

    public init(_ text: TextAnalysis) {
        codePoints = text.counts.codePoints
        countCharacters(text.bytes)
        let table = text.lines
        lines = table.count
        for i in 0..<table.count {
            let line = table[i]
            let length = codePointCount(text.start + line.lowerBound, line.count)
            longestLine = max(longestLine, length)
            lineCodePoints += length
        }
    }

    public var alphanumericFraction: Double { ratio(alphanumeric, codePoints) }
    public var alphabeticFraction: Double { ratio(alphabetic, codePoints) }
    public var meanLineLength: Double { ratio(lineCodePoints, lines) }

    private mutating func countCharacters(_ text: UnsafeBufferPointer<UInt8>) {
        guard let base = text.baseAddress else { return }
        var (letters, digits, at) = (0, 0, 0)
        while at < text.count {
            let byte = base[at]
            if byte < 0x80 {
                letters &+= (byte | 0x20) &- 0x61 < 26 ? 1 : 0
                digits &+= byte &- 0x30 < 10 ? 1 : 0
                at &+= 1
            } else {
                let scalar = DecodedScalar(at: base + at)
                let category = GeneralCategory(scalar.value).bit
                letters &+= category & GeneralCategory.letterMask != 0 ? 1 : 0
                digits &+= category & GeneralCategory.numberMask != 0 ? 1 : 0
                at &+= scalar.length
            }
        }
        (alphabetic, alphanumeric) = (letters, letters + digits)
    }
}

/// Code points of an HTML file that a reader sees: outside tags, comments, scripts and styles.
///
/// A character reference counts as it is written. 64 bytes must be readable after the text.
public func visibleCodePoints(html: UnsafeBufferPointer<UInt8>) -> Int {
    guard let base = html.baseAddress else { return 0 }
    var (visible, at) = (0, 0)
    while at < html.count {
        let plain = firstOffset(of: 0x3C, in: base + at, html.count - at)
        visible += codePointCount(base + at, plain)
        at += plain
        guard at < html.count else { break }
        let next = base[at + 1] | 0x20
        if next &- 0x61 < 26 || base[at + 1] == 0x2F || base[at + 1] == 0x21 || base[at + 1] == 0x3F
        {
            at = tagEnd(base, at, html.count)
        } else {
            visible += 1
            at += 1
        }
    }
    return visible
}

/// Past a tag, a comment, or a script or style with its content.
private func tagEnd(_ base: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int {
    if begins(base + start, "<!--") { return past("-->", base, start + 4, count) }
    let end = min(start + firstOffset(of: 0x3E, in: base + start, count - start) + 1, count)
    for (open, close) in [("<script", "</script"), ("<style", "</style")]
        as [(StaticString, StaticString)]
    where begins(base + start, open) {
        let closing = past(close, base, end, count)
        return min(closing + firstOffset(of: 0x3E, in: base + closing, count - closing) + 1, count)
    }
    return end
}

/// Whether small letters stand at a place, in either case.
private func begins(_ p: UnsafePointer<UInt8>, _ word: StaticString) -> Bool {
    for i in 0..<word.utf8CodeUnitCount {
        let byte = p[i] &- 0x41 < 26 ? p[i] | 0x20 : p[i]
        if byte != word.utf8Start[i] { return false }
    }
    return true
}

/// Past the next occurrence of a mark that begins with `<` or `-`; the end when there is none.
private func past(
    _ mark: StaticString, _ base: UnsafePointer<UInt8>, _ start: Int, _ count: Int
) -> Int {
    var at = start
    while at < count {
        at += firstOffset(of: mark.utf8Start[0], in: base + at, count - at)
        if at + mark.utf8CodeUnitCount > count { return count }
        if begins(base + at, mark) { return at + mark.utf8CodeUnitCount }
        at += 1
    }
    return count
}
