// RefinedWeb's line-wise corrections, in the order and with the counting of DCLM's mappers.
import ByteKernels

/// Settings of the line-wise corrections; the defaults are RefinedWeb's (Penedo et al. 2023, G.2)
/// as DCLM-baseline has them.
public struct RefinedWebLineRules: Sendable {
    /// A line goes when more of its code points are upper case than this share.
    public var maxUppercase = 0.5
    /// A line goes when more of its code points are digits than this share.
    public var maxDigits = 0.999_999
    /// Lines such as `3 likes` go.
    public var dropsCounters = true
    /// A line with fewer words between white space goes, unless it is empty.
    public var minWords = 2
    /// Phrases are cut out of lines of at most so many words.
    public var phraseLineWords = 10
    /// Cut out wherever they stand, with one white space before.
    public var phrases: [LinePhrase] = []
    /// Cut off at the end of a line, with one white space before.
    public var endPhrases: [LinePhrase] = []
    /// Cut off at the beginning of a line, with one white space after.
    public var startPhrases: [LinePhrase] = []

    public init() {}
}

/// What the corrections did to one document.
public struct RefinedWebLineCounts: Sendable, Equatable {
    public var lines = 0
    public var kept = 0
    public var uppercase = 0
    public var digits = 0
    public var counters = 0
    public var short = 0
    /// Lines that held nothing but a phrase.
    public var phraseOnly = 0
    /// Lines that lost a phrase and stayed.
    public var edited = 0
    /// Words before and after, by ``fastTextWordCount(_:)``.
    public var words = 0
    var wordsLeft = 0

    /// The share of words that went; 0 where there were none.
    public var removedWords: Double { words == 0 ? 0 : Double(words - wordsLeft) / Double(words) }
}

/// Applies the line-wise corrections; owns the text that they leave.
public final class RefinedWebLineEditor {
    private var buffer = ScratchBuffer<UInt8>(capacity: 4096)
    private var count = 0
    private var editor = PhraseEditor()

    public init() {}

    /// What is left; valid until the next `apply`.
    public var text: UnsafeBufferPointer<UInt8> { .init(start: buffer.base, count: count) }

    /// Leaves the corrected lines in ``text`` and says what was done to them.
    ///
    /// Each correction runs over all lines before the next one begins, and the text is stripped in
    /// between, as in the program that these rules come from.
    public func apply(_ rules: RefinedWebLineRules, to text: TextAnalysis) -> RefinedWebLineCounts {
        var counts = RefinedWebLineCounts()
        counts.lines = text.lines.lineFeeds.count + 1
        counts.words = fastTextWordCount(text.bytes)
        buffer.hold(text.bytes)
        count = text.count
        pass(strips: true, &counts.uppercase) {
            share(of: uppercaseCount, $0, $1) > rules.maxUppercase ? nil : $1
        }
        pass(strips: true, &counts.digits) {
            share(of: digitCount, $0, $1) > rules.maxDigits ? nil : $1
        }
        if rules.dropsCounters {
            pass(strips: true, &counts.counters) { isCounterLine($0, $1) ? nil : $1 }
        }
        pass(strips: false, &counts.short) { line, length in
            let words = trimmed(line, 0..<length)
            return length == 0 || hasWords(line, words, atLeast: rules.minWords) ? length : nil
        }
        cutPhrases(rules, &counts)
        counts.kept = count == 0 ? 0 : self.text.lazy.filter { $0 == 0x0A }.count + 1
        counts.wordsLeft = fastTextWordCount(self.text)
        return counts
    }

    private func end(at count: Int) {
        self.count = count
        (buffer.base + count).update(repeating: 0, count: 8)
    }

    private func cutPhrases(_ rules: RefinedWebLineRules, _ counts: inout RefinedWebLineCounts) {
        let places: [(PhraseEditor.Place, [LinePhrase])] = [
            (.anywhere, rules.phrases), (.end, rules.endPhrases), (.start, rules.startPhrases),
        ]
        var edited = 0
        for (place, phrases) in places where !phrases.isEmpty {
            pass(strips: true, &counts.phraseOnly) { line, length in
                let words = trimmed(line, 0..<length)
                if hasWords(line, words, atLeast: rules.phraseLineWords + 1) { return length }
                let left = editor.cut(phrases, place, line, length)
                if length > 0 && trimmedStart(line, 0..<left) == left { return nil }
                edited += left < length ? 1 : 0
                return left
            }
        }
        counts.edited = edited
    }

    /// Goes over all lines; `edit` shortens a line in place, or says nil to drop it.
    private func pass(
        strips: Bool, _ dropped: inout Int,
        _ edit: (UnsafeMutablePointer<UInt8>, Int) -> Int?
    ) {
        let base = buffer.base
        var (read, write, isFirst) = (0, 0, true)
        guard count > 0 else { return }
        while read <= count {
            let length = firstOffset(of: 0x0A, in: base + read, count - read)
            if let left = edit(base + read, length) {
                if !isFirst {
                    base[write] = 0x0A
                    write += 1
                }
                if write != read { (base + write).update(from: base + read, count: left) }
                write += left
                isFirst = false
            } else {
                dropped += 1
            }
            read += length + 1
        }
        end(at: write)
        if strips { strip() }
    }

    private func strip() {
        let body = trimmed(buffer.base, 0..<count)
        if body.lowerBound > 0 {
            buffer.base.update(from: buffer.base + body.lowerBound, count: body.count)
        }
        end(at: body.count)
    }
}

/// The share of a line's code points that a count finds; 0 for an empty line.
@inline(__always)
private func share(
    of find: (UnsafePointer<UInt8>, Int) -> Int, _ line: UnsafePointer<UInt8>, _ length: Int
) -> Double {
    let found = find(line, length)
    return found == 0 ? 0 : ratio(found, codePointCount(line, length))
}

/// Python's `isupper` of each character: Lu, and the capitals among numerals and symbols.
private func uppercaseCount(_ line: UnsafePointer<UInt8>, _ length: Int) -> Int {
    var (found, high) = (0, UInt8(0))
    for at in 0..<length {
        found &+= line[at] &- 0x41 < 26 ? 1 : 0
        high |= line[at]
    }
    return high < 0x80 ? found : found + wideCount(line, length, isUppercase)
}

/// Python's `isdigit` of each character: Nd, and the digits among superscripts and enclosed ones.
private func digitCount(_ line: UnsafePointer<UInt8>, _ length: Int) -> Int {
    var (found, high) = (0, UInt8(0))
    for at in 0..<length {
        found &+= line[at] &- 0x30 < 10 ? 1 : 0
        high |= line[at]
    }
    return high < 0x80 ? found : found + wideCount(line, length, isWideDigit)
}

private func wideCount(
    _ line: UnsafePointer<UInt8>, _ length: Int, _ belongs: (UInt32) -> Bool
) -> Int {
    var (found, at) = (0, 0)
    while at < length {
        if line[at] < 0x80 {
            at &+= 1
            continue
        }
        let scalar = DecodedScalar(at: line + at)
        found &+= belongs(scalar.value) ? 1 : 0
        at &+= scalar.length
    }
    return found
}

private func isWideDigit(_ scalar: UInt32) -> Bool {
    if GeneralCategory(scalar) == .decimalNumber { return true }
    switch scalar {
    case 0xB2...0xB3, 0xB9, 0x1369...0x1371, 0x19DA, 0x2070, 0x2074...0x2079, 0x2080...0x2089,
        0x2460...0x2468, 0x2474...0x247C, 0x2488...0x2490, 0x24EA, 0x24F5...0x24FD, 0x24FF,
        0x2776...0x277E, 0x2780...0x2788, 0x278A...0x2792, 0x10A40...0x10A43, 0x10E60...0x10E68,
        0x11052...0x1105A, 0x1F100...0x1F10A:
        return true
    default: return false
    }
}
