// datatrove's `simplify_text`: what its deduplication compares instead of the text.
import ByteKernels

/// Lower case, numbers as `0`, punctuation as spaces, single spaces, NFD without combining marks
/// (datatrove 0.10.1, `utils/text.py`, default settings).
///
///     It's 3.14 in Café Zürich!   →   it s 0 in cafe zurich
public struct SimplifiedText {
    /// The simplified text at hand.
    public private(set) var bytes: [UInt8] = []
    private var folded: [UInt8] = []
    private var normalizer = TextNormalizer(.nfd)
    private var isSpacePending = false
    private var hasWide = false

    public init() {}

    public mutating func load(_ text: Span<UInt8>) {
        folded.removeAll(keepingCapacity: true)
        (isSpacePending, hasWide) = (false, false)
        text.withUnsafeBufferPointer { buffer in
            if let base = buffer.baseAddress { fold(base, buffer.count) }
        }
        if hasWide { decompose() } else { swap(&bytes, &folded) }
    }

    private mutating func fold(_ text: UnsafePointer<UInt8>, _ count: Int) {
        var at = 0
        while at < count {
            let (scalar, width) = decodedScalar(text + at, left: count &- at)
            if isDecimal(scalar) {
                at = numberEnd(text, at &+ width, count)
                put(0x30)
                continue
            }
            if isSeparator(scalar) {
                isSpacePending = true
            } else if scalar < 0x80 {
                put(UInt8(scalar &- 0x41 < 26 ? scalar | 0x20 : scalar))
            } else {
                put(wide: lower(scalar, text, at, count))
            }
            at &+= width
        }
    }

    private mutating func put(_ byte: UInt8) {
        if isSpacePending && !folded.isEmpty { folded.append(0x20) }
        isSpacePending = false
        folded.append(byte)
    }

    private mutating func put(wide scalar: UInt32) {
        hasWide = true
        if isSpacePending && !folded.isEmpty { folded.append(0x20) }
        isSpacePending = false
        // Of U+0130's two lower-case code points the second is a mark, which goes anyway.
        folded +=
            Unicode.Scalar(scalar == 0x130 ? 0x69 : scalar).map { UTF8.encode($0)! }
            ?? UTF8.encodedReplacementCharacter
    }

    /// The end of a number: more digits, and once a separator with digits behind.
    private func numberEnd(_ text: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int {
        var end = digitsEnd(text, start, count)
        guard end < count else { return end }
        let (scalar, width) = decodedScalar(text + end, left: count &- end)
        if Self.numberSeparators.contains(scalar) {
            let more = digitsEnd(text, end &+ width, count)
            if more > end &+ width { end = more }
        }
        return end
    }

    private func digitsEnd(_ text: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int {
        var at = start
        while at < count {
            let (scalar, width) = decodedScalar(text + at, left: count &- at)
            if !isDecimal(scalar) { break }
            at &+= width
        }
        return at
    }

    /// `. , ، ٫ ⎖ ⎗ ⎘`
    private static let numberSeparators: [UInt32] = [
        0x2E, 0x2C, 0x60C, 0x66B, 0x2396, 0x2397, 0x2398,
    ]

    @inline(__always)
    private func isDecimal(_ scalar: UInt32) -> Bool {
        scalar < 0x80
            ? scalar &- 0x30 < 10
            : scalar < 0x110000 && GeneralCategory(scalar) == .decimalNumber
    }

    /// Decomposes what is canonical, drops marks, and strips.
    private mutating func decompose() {
        let source = folded
        var decomposed: [UInt8] = []
        normalizer.append(source.span, to: &decomposed)
        bytes.removeAll(keepingCapacity: true)
        decomposed.withUnsafeBufferPointer { buffer in
            guard let text = buffer.baseAddress else { return }
            var at = 0
            while at < buffer.count {
                let (scalar, width) = decodedScalar(text + at, left: buffer.count &- at)
                if scalar < 0x80 || scalar >= 0x110000
                    || GeneralCategory(scalar) != .nonspacingMark
                {
                    bytes.append(contentsOf: buffer[at..<(at + width)])
                }
                at &+= width
            }
        }
        while bytes.last == 0x20 { bytes.removeLast() }
        bytes.removeFirst(bytes.prefix { $0 == 0x20 }.count)
    }
}

/// Python's `str.lower` of a code point that is not ASCII; the sigma at a word's end is `ς`.
private func lower(
    _ scalar: UInt32, _ text: UnsafePointer<UInt8>, _ at: Int, _ count: Int
) -> UInt32 {
    guard scalar == 0x3A3 else { return scalar == 0x130 ? scalar : simpleLowercase(scalar) }
    var before = at
    var isAfterLetter = false
    while before > 0 {
        before -= 1
        while before > 0, text[before] & 0xC0 == 0x80 { before -= 1 }
        let found = decodedScalar(text + before, left: count - before).scalar
        if isIgnoredByCase(found) { continue }
        isAfterLetter = isCased(found)
        break
    }
    var after = at + 2
    while after < count {
        let (found, width) = decodedScalar(text + after, left: count - after)
        after += width
        if isIgnoredByCase(found) { continue }
        if isCased(found) { return 0x3C3 }
        break
    }
    return isAfterLetter ? 0x3C2 : 0x3C3
}

private func isCased(_ scalar: UInt32) -> Bool {
    scalar < 0x110000 && GeneralCategory(scalar).rawValue <= 2
}

/// Marks, format characters, modifiers and the punctuation of words.
private func isIgnoredByCase(_ scalar: UInt32) -> Bool {
    guard scalar < 0x110000 else { return false }
    if [0x27, 0x2E, 0x3A, 0xB7, 0x2018, 0x2019, 0x2024, 0x2027].contains(scalar) { return true }
    switch GeneralCategory(scalar) {
    case .nonspacingMark, .enclosingMark, .format, .modifierLetter, .modifierSymbol: return true
    default: return false
    }
}

/// White space, or one of the 129 code points of datatrove's punctuation table.
private func isSeparator(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x00...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x9F: return true
    case 0..<0x80: return false
    case 0xAB, 0xB4, 0xBB, 0x2013, 0x2014, 0x2019, 0x201C...0x201E, 0x2026, 0x2236, 0x2501, 0x25BA,
        0x3001, 0x3002, 0x3008...0x300D, 0x3010, 0x3011, 0xFF01, 0xFF05, 0xFF08, 0xFF09, 0xFF0C,
        0xFF0E, 0xFF11, 0xFF1A, 0xFF1B, 0xFF1F, 0xFF5E:
        return true
    default: return TextClass(scalar).isSpace
    }
}
