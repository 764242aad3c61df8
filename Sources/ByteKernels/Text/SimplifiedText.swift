// Text reduced as datatrove reduces it before it compares texts.

/// datatrove's `simplify_text` with its defaults: lower case, numbers to `0`, punctuation to blanks,
/// single blanks, no diacritics. The result is decomposed (NFD). Scratch for one worker.
///
///     "It's 3.14 o'clock in Café Zürich!"   // it s 0 o clock in cafe zurich
public final class SimplifiedText {
    private var scalars: [UInt32] = []
    private var reduced: [UInt8] = []
    private var decomposed: [UInt8] = []
    private var normalizer = TextNormalizer(.nfd)
    private let lowercase = LowercaseMap.shared

    public init() {}

    /// Appends the simplified text.
    public func append(_ text: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) {
        lower(text)
        reduce()
        guard reduced.contains(where: { $0 >= 0x80 }) else {
            out.append(contentsOf: reduced)
            return
        }
        decomposed.removeAll(keepingCapacity: true)
        normalizer.append(reduced.span, to: &decomposed)
        appendWithoutMarks(to: &out)
    }

    /// Python's `lower` of every code point; bytes that aren't UTF-8 become U+FFFD.
    private func lower(_ text: UnsafeBufferPointer<UInt8>) {
        scalars.removeAll(keepingCapacity: true)
        var at = 0
        while at < text.count {
            let (scalar, width) = decodedScalar(text.baseAddress! + at, left: text.count - at)
            at += width
            scalars.append(scalar < 0x110000 ? scalar : 0xFFFD)
        }
        guard let odd = scalars.firstIndex(where: { $0 == 0x3A3 || $0 == 0x130 }) else {
            for index in scalars.indices { scalars[index] = lowercase[scalars[index]] }
            return
        }
        lowerWithContext(from: odd)
    }

    /// The two capitals whose lower case is not one code point, or depends on their neighbours.
    private func lowerWithContext(from odd: Int) {
        var lowered: [UInt32] = []
        for index in scalars.indices {
            let scalar = scalars[index]
            lowered.append(
                index >= odd && scalar == 0x3A3 && isFinalSigma(index) ? 0x3C2 : lowercase[scalar])
            if scalar == 0x130 { lowered.append(0x307) }
        }
        scalars = lowered
    }

    /// A letter before it, none after it, case-ignorable characters skipped (Unicode, 3.13).
    private func isFinalSigma(_ index: Int) -> Bool {
        func isLetter(_ rest: some Sequence<UInt32>) -> Bool {
            for scalar in rest {
                guard let properties = Unicode.Scalar(scalar)?.properties else { return false }
                if !properties.isCaseIgnorable { return properties.isCased }
            }
            return false
        }
        return isLetter(scalars[..<index].reversed()) && !isLetter(scalars[(index + 1)...])
    }

    /// Numbers, punctuation and white space of the lower-case code points.
    private func reduce() {
        reduced.removeAll(keepingCapacity: true)
        var (at, hasBlank) = (0, false)
        while at < scalars.count {
            var scalar = scalars[at]
            at += 1
            if isDigit(scalar) {
                at = endOfNumber(at)
                scalar = 0x30
            }
            if isSeparator(scalar) {
                hasBlank = !reduced.isEmpty
                continue
            }
            if hasBlank { reduced.append(0x20) }
            hasBlank = false
            appendUTF8(scalar, to: &reduced)
        }
    }

    private func endOfNumber(_ start: Int) -> Int {
        var at = start
        while at < scalars.count, isDigit(scalars[at]) { at += 1 }
        guard at + 1 < scalars.count, Self.decimalMarks.contains(scalars[at]),
            isDigit(scalars[at + 1])
        else { return at }
        at += 2
        while at < scalars.count, isDigit(scalars[at]) { at += 1 }
        return at
    }

    private static let decimalMarks: [UInt32] = [
        0x2E, 0x2C, 0x60C, 0x66B, 0x2396, 0x2397, 0x2398,
    ]

    private func isDigit(_ scalar: UInt32) -> Bool {
        scalar < 0x80 ? scalar &- 0x30 < 10 : GeneralCategory(scalar) == .decimalNumber
    }

    /// datatrove's 129 punctuation characters and controls, and Python's white space.
    private func isSeparator(_ scalar: UInt32) -> Bool {
        if scalar < 0x80 {
            return scalar <= 0x20 || (scalar < 0x30) || (0x3A...0x40).contains(scalar)
                || (0x5B...0x60).contains(scalar) || scalar >= 0x7B
        }
        if scalar < 0xA0 || TextClass(scalar).isSpace { return true }
        return Self.wideMarks.contains(scalar)
    }

    private static let wideMarks: Set<UInt32> = Set(
        "—”％１〈、━【「」，】；“《„’∶´．（–？！：～«〉》）。…►»".unicodeScalars.map(\.value))

    /// Appends the decomposed text without category Mn, nor white space at its ends.
    private func appendWithoutMarks(to out: inout [UInt8]) {
        let start = out.count
        decomposed.withUnsafeBufferPointer { bytes in
            var at = 0
            while at < bytes.count {
                let (scalar, width) = decodedScalar(
                    bytes.baseAddress! + at, left: bytes.count - at)
                if scalar < 0x80 || GeneralCategory(scalar) != .nonspacingMark {
                    out.append(contentsOf: bytes[at..<at + width])
                }
                at += width
            }
        }
        while out.count > start, out[out.count - 1] == 0x20 { out.removeLast() }
        let blanks = out[start...].prefix { $0 == 0x20 }.count
        out.removeSubrange(start..<start + blanks)
    }
}
