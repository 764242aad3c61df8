// Writes a block's text so that Markdown reads it as that text: signs where they can be, escapes.

/// One block's text with ``MarkdownMark``s in it, written as CommonMark and GitHub's tables and
/// strikes have it.
struct MarkdownText {
    /// Where the text stands: a heading and a cell have one line, and a cell's begins none.
    enum Place { case paragraph, heading, cell }

    /// A link's definition names it in less than so many bytes, with what follows.
    private static let longestLabel = 1002
    /// Longer runs of a sign are escaped wherever they stand.
    private static let longRun = 64

    private let raw: [UInt8]
    private let place: Place
    /// The marks that are written, by their place in `raw`.
    private var signs: Set<Int> = []

    /// Writes anew what `text` holds from `start` on.
    static func rewrite(from start: Int, of text: inout [UInt8], as place: Place) {
        let block = MarkdownText(text[start...], place)
        text.removeLast(text.count - start)
        block.write(to: &text)
    }

    private init(_ text: ArraySlice<UInt8>, _ place: Place) {
        raw = Self.joined(text)
        self.place = place
        settle()
    }

    /// Where one mark closes and the same opens, neither is needed.
    private static func joined(_ text: ArraySlice<UInt8>) -> [UInt8] {
        guard text.contains(where: MarkdownMark.isMark) else { return Array(text) }
        var joined: [UInt8] = []
        for byte in text {
            if MarkdownMark.opens(byte), joined.last == byte + 1 {
                joined.removeLast()
            } else {
                joined.append(byte)
            }
        }
        return joined
    }

    /// Finds the marks that can be written: at both ends Markdown sees them as what they are.
    private mutating func settle() {
        var open: [Int] = []
        for at in raw.indices where MarkdownMark.isMark(raw[at]) {
            if MarkdownMark.opens(raw[at]) {
                open.append(at)
            } else if let first = open.popLast() {
                if canStand(first, at, in: open) { signs.formUnion([first, at]) }
            }
        }
    }

    private func canStand(_ first: Int, _ last: Int, in open: [Int]) -> Bool {
        if open.contains(where: { raw[$0] == MarkdownMark.code.opening || raw[$0] == raw[first] }) {
            return false
        }
        if raw[first] == MarkdownMark.code.opening {
            return !closed(before: first).contains(MarkdownMark.code.closing)
        }
        if !closed(before: first).isEmpty { return false }
        let (before, start) = (border(first, -1), border(first, 1))
        let (end, behind) = (border(last, -1), border(last, 1))
        let isApart = !opensBothWays(before, start) && !opensBothWays(behind, end)
        return flanks(before, start) && flanks(behind, end) && (open.isEmpty || isApart)
    }

    /// Whether a mark between these could end what is open, too.
    private func opensBothWays(_ outer: Border, _ inner: Border) -> Bool {
        outer == .letter || outer != .space && inner != .letter
    }

    /// The marks that closed right before one.
    private func closed(before mark: Int) -> [UInt8] {
        raw[..<mark].reversed().prefix(while: MarkdownMark.isMark)
            .filter(MarkdownMark.closes)
    }

    /// What stands beside a mark.
    private enum Border { case space, letter, sign, punctuation }

    /// Whether a mark between these belongs to the inner one.
    private func flanks(_ outer: Border, _ inner: Border) -> Bool {
        switch inner {
        case .space: false
        case .letter: true
        case .sign, .punctuation: outer == .space || outer == .punctuation
        }
    }

    private func border(_ mark: Int, _ step: Int) -> Border {
        var at = mark + step
        while raw.indices.contains(at), MarkdownMark.isMark(raw[at]) {
            if MarkdownMark(raw[at]) == .code { return .punctuation }
            // Whether it will be written isn't known yet.
            if [raw[at], raw[mark]].contains(where: { MarkdownMark($0) == .strike }) {
                return .sign
            }
            at += step
        }
        guard raw.indices.contains(at), raw[at] > 0x20 else { return .space }
        if raw[at] < 0x80 { return Self.isPunctuation(raw[at]) ? .punctuation : .letter }
        while at > 0, raw[at] & 0xC0 == 0x80 { at -= 1 }
        return Self.border(of: raw[at...].prefix(4))
    }

    /// Parsers differ about signs that are no punctuation.
    private static func border(of bytes: ArraySlice<UInt8>) -> Border {
        guard let scalar = String(decoding: bytes, as: UTF8.self).unicodeScalars.first else {
            return .sign
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .decimalNumber, .letterNumber, .otherNumber, .nonspacingMark, .spacingMark:
            return .letter
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation, .finalPunctuation, .otherPunctuation:
            return .punctuation
        default: return .sign
        }
    }

    private static func isPunctuation(_ byte: UInt8) -> Bool {
        0x21...0x7E ~= byte && !isASCIILetter(byte) && !isASCIIDigit(byte)
    }

    private func write(to text: inout [UInt8]) {
        var at = 0
        var escaped = lineEscape(0)
        while at < raw.count {
            let byte = raw[at]
            if MarkdownMark.isMark(byte) {
                at = writeMark(at, &text)
                continue
            }
            if byte == 0x0A {
                text.append(place == .paragraph ? 0x0A : 0x20)
                escaped = lineEscape(at + 1)
            } else {
                if at == escaped || needsEscape(at) { text.append(0x5C) }
                text.append(byte)
            }
            at += 1
        }
    }

    /// Writes a mark, or a whole stretch of code; returns where to go on.
    private func writeMark(_ at: Int, _ text: inout [UInt8]) -> Int {
        guard signs.contains(at) else { return at + 1 }
        guard raw[at] == MarkdownMark.code.opening else {
            text.append(contentsOf: MarkdownMark(raw[at]).sign.bytes)
            return at + 1
        }
        var end = at + 1
        while raw[end] != MarkdownMark.code.closing || !signs.contains(end) { end += 1 }
        let code = raw[at + 1..<end].filter { !MarkdownMark.isMark($0) }
            .map { $0 == 0x0A ? 0x20 : $0 }
        let sign = UInt8(ascii: "`")
        let fence = repeatElement(sign, count: longestRun(of: sign, in: code[...]) + 1)
        let isPadded = code.first == sign || code.last == sign
        text += fence
        if isPadded { text.append(0x20) }
        text += code
        if isPadded { text.append(0x20) }
        text += fence
        return end + 1
    }

    /// Whether Markdown would take a byte, wherever it stands in a line, for more than itself.
    private func needsEscape(_ at: Int) -> Bool {
        switch raw[at] {
        case UInt8(ascii: "\\"):
            let next = byte(at + 1)
            return next == 0x0A || next == 0 || MarkdownMark.isMark(next)
                || Self.isPunctuation(next)
        case UInt8(ascii: "`"): return true
        case UInt8(ascii: "*"): return isFlanking(at)
        case UInt8(ascii: "_"): return isFlanking(at) && !isInWord(at)
        case UInt8(ascii: "~"):
            return [byte(at - 1), byte(at + 1)].contains { $0 == 0x7E || MarkdownMark.isMark($0) }
        case UInt8(ascii: "<"):
            let next = byte(at + 1)
            return isASCIILetter(next) || next == 0x2F || next == 0x21 || next == 0x3F
                || MarkdownMark.isMark(next)
        case UInt8(ascii: "&"): return isReference(at)
        case UInt8(ascii: "]"):
            return raw[(at + 1)...].first { !MarkdownMark.isMark($0) } == UInt8(ascii: "(")
        case UInt8(ascii: "#"): return place == .heading && closesHeading(at)
        default: return false
        }
    }

    /// The byte at a place, 0 outside.
    private func byte(_ at: Int) -> UInt8 { raw.indices.contains(at) ? raw[at] : 0 }

    /// What stands before and behind a run of one byte, 0 for nothing.
    private func neighbours(ofRun at: Int) -> (UInt8, UInt8) {
        var (first, last) = (at, at)
        while at - first < Self.longRun, byte(first - 1) == raw[at] { first -= 1 }
        while last - at < Self.longRun, byte(last + 1) == raw[at] { last += 1 }
        return (byte(first - 1), byte(last + 1))
    }

    private func isFlanking(_ at: Int) -> Bool {
        let (before, behind) = neighbours(ofRun: at)
        return before > 0x20 || behind > 0x20
    }

    private func isInWord(_ at: Int) -> Bool {
        let (before, behind) = neighbours(ofRun: at)
        return [before, behind].allSatisfy { isASCIILetter($0) || isASCIIDigit($0) }
    }

    /// `&`, a name or number, and a semicolon.
    private func isReference(_ at: Int) -> Bool {
        let rest = raw[(at + 1)...].prefix(32)
        let name = rest.prefix { isASCIILetter($0) || isASCIIDigit($0) || $0 == 0x23 }
        return !name.isEmpty && name.endIndex < rest.endIndex && raw[name.endIndex] == 0x3B
    }

    /// Whether the signs at a heading's end begin here.
    private func closesHeading(_ at: Int) -> Bool {
        (at == 0 || raw[at - 1] <= 0x20) && raw[at...].allSatisfy { $0 == 0x23 }
    }

    /// The place in the line from `start` on that would make it a heading, an item, a quote, a rule,
    /// a table or a definition of a link; -1 where it is text.
    private func lineEscape(_ start: Int) -> Int {
        guard place == .paragraph else { return -1 }
        var first = start
        while MarkdownMark.isMark(byte(first)), !signs.contains(first) { first += 1 }
        guard raw.indices.contains(first), raw[first] != 0x0A else { return -1 }
        let line = raw[first...].prefix { $0 != 0x0A }
        switch line[first] {
        case UInt8(ascii: ">"): return first
        case UInt8(ascii: "#"):
            let level = line.prefix { $0 == 0x23 }.count
            return level <= 6 && endsMarker(first + level) ? first : -1
        case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "*"), UInt8(ascii: "_"),
            UInt8(ascii: "="), UInt8(ascii: "|"), UInt8(ascii: ":"):
            return isMarker(line) ? first : -1
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            let end = first + line.prefix(while: isASCIIDigit).count
            let isNumber = end - first <= 9 && (byte(end) == 0x2E || byte(end) == 0x29)
            return isNumber && endsMarker(end + 1) ? end : -1
        case UInt8(ascii: "["):
            let rest = raw[first...].prefix(Self.longestLabel)
            return zip(rest, rest.dropFirst()).contains { $0 == (0x5D, 0x3A) } ? first : -1
        default: return -1
        }
    }

    /// An item's sign, a rule, or the line under a heading or a table's head.
    private func isMarker(_ line: ArraySlice<UInt8>) -> Bool {
        let byte = line[line.startIndex]
        if byte == 0x2D || byte == 0x2B || byte == 0x2A, endsMarker(line.startIndex + 1) {
            return true
        }
        if line.allSatisfy({ $0 == byte || $0 == 0x20 }) {
            return byte == 0x2D || byte == 0x3D
                || byte == 0x2A && line.count >= 3 || byte == 0x5F && line.count >= 3
        }
        return line.contains(0x2D)
            && line.allSatisfy { $0 == 0x2D || $0 == 0x3A || $0 == 0x7C || $0 == 0x20 }
    }

    /// Whether white space, or nothing, follows a sign.
    private func endsMarker(_ at: Int) -> Bool {
        !raw.indices.contains(at) || raw[at] <= 0x20
    }
}

/// The length of the longest run of a byte.
func longestRun(of byte: UInt8, in text: ArraySlice<UInt8>) -> Int {
    var (longest, current) = (0, 0)
    for other in text {
        current = other == byte ? current + 1 : 0
        longest = max(longest, current)
    }
    return longest
}
