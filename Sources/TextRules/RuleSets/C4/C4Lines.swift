// C4's line rules: keeps the lines that pass, writes them, and measures what was dropped and why.
import ByteKernels

/// Settings of C4's line rules; the defaults are C4's (Raffel et al. 2019) as datatrove has them.
public struct C4LineRules: Sendable, Equatable {
    /// Removes `[12]`, `[]`, `[edit]` and `[citation needed]`.
    public var removesCitations = true
    /// A line must end in `. ? ! " '` and not in `...`.
    public var needsTerminalMark = true
    /// Whether the marks of all scripts (datatrove's 159) end lines too.
    public var takesMarksOfAllScripts = false
    /// Code points in the longest word a line may have.
    public var maxWordLength: Int? = 1000
    public var minWordsPerLine = 3
    public var findsLoremIpsum = true
    public var dropsJavascript = true
    public var findsCurlyBracket = true
    public var dropsPolicy = true

    public init() {}
}

/// How many lines C4's rules kept and dropped.
public struct C4LineCounts: Sendable, Equatable {
    public var lines = 0
    public var kept = 0
    public var tooLongWord = 0
    public var noTerminalMark = 0
    public var tooFewWords = 0
    public var javascript = 0
    public var policy = 0
    /// Sentences in the kept lines.
    public var sentences = 0
    /// What condemns the document: the one of the two that is met first, in line order.
    public var hasLoremIpsum = false
    public var hasCurlyBracket = false
}

/// Applies C4's line rules; owns the text that they leave.
public final class C4Lines {
    private var buffer = ScratchBuffer<UInt8>(capacity: 4096)
    private var left = 0..<0
    private let edited = TextAnalysis()
    private var counts = C4LineCounts()

    public init() {}

    /// The kept lines joined by line feeds and stripped; valid until the next `apply`.
    public var text: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(
            rebasing: UnsafeBufferPointer(start: buffer.base, count: left.upperBound)[left])
    }

    /// Leaves the lines that pass in ``text`` and says what happened to each.
    public func apply(
        _ rules: C4LineRules, to text: TextAnalysis, words segmentation: WordSegmentation
    ) -> C4LineCounts {
        counts = C4LineCounts()
        buffer.giveBack()
        buffer.reserve(text.count + ScratchBuffer<UInt8>.padding)
        let (lines, words) = (text.lines, text.words(segmentation))
        var (used, word) = (0, 0)
        for i in 0..<lines.count {
            let line = trimmed(text.start, lines[i])
            counts.lines += 1
            guard let length = edit(rules, text, line, at: used) else { continue }
            let sentences =
                length == line.count
                ? words.sentenceCount(in: line, of: text, from: &word)
                : sentenceCount(of: length, at: used, segmentation)
            counts.kept += 1
            counts.sentences += sentences
            used += length
            buffer.base[used] = 0x0A
            used += 1
        }
        left = trimmed(buffer.base, 0..<used)
        return counts
    }

    /// Writes the line at `used` as the rules leave it; nil when they drop it.
    private func edit(
        _ rules: C4LineRules, _ text: TextAnalysis, _ line: Range<Int>, at used: Int
    ) -> Int? {
        let source = text.start + line.lowerBound
        if let longest = rules.maxWordLength, hasWord(text.start, line, longerThan: longest) {
            counts.tooLongWord += 1
            return nil
        }
        let target = buffer.base + used
        let length =
            rules.removesCitations
            ? copyWithoutCitations(source, line.count, to: target)
            : copyAll(source, line.count, to: target)
        // The search for phrases reads blocks.
        (target + length).update(repeating: 0, count: 16)
        if rules.needsTerminalMark && !endsInTerminalMark(target, length)
            && !(rules.takesMarksOfAllScripts && endsInWideMark(target, length))
        {
            counts.noTerminalMark += 1
            return nil
        }
        if !hasWords(text.start, line, atLeast: rules.minWordsPerLine) {
            counts.tooFewWords += 1
            return nil
        }
        return passesPhrases(rules, findC4Phrases(target, 0..<length)) ? length : nil
    }

    private func passesPhrases(_ rules: C4LineRules, _ found: C4Phrases) -> Bool {
        let condemned = counts.hasLoremIpsum || counts.hasCurlyBracket
        if rules.findsLoremIpsum && found.contains(.loremIpsum) {
            if !condemned { counts.hasLoremIpsum = true }
        } else if rules.dropsJavascript && found.contains(.javascript) {
            counts.javascript += 1
        } else if rules.findsCurlyBracket && found.contains(.curlyBracket) {
            if !condemned { counts.hasCurlyBracket = true }
        } else if rules.dropsPolicy && found.contains(.policy) {
            counts.policy += 1
        } else {
            return true
        }
        return false
    }

    private func sentenceCount(
        of length: Int, at start: Int, _ segmentation: WordSegmentation
    ) -> Int {
        edited.load(UnsafeBufferPointer(start: buffer.base + start, count: length))
        var word = 0
        return edited.words(segmentation).sentenceCount(in: 0..<length, of: edited, from: &word)
    }
}

/// Whether a line ends in `. ? ! " '`, and not in `...`.
private func endsInTerminalMark(_ line: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    guard count > 0 else { return false }
    switch line[count - 1] {
    case 0x2E: return count < 3 || line[count - 2] != 0x2E || line[count - 3] != 0x2E
    case 0x3F, 0x21, 0x22, 0x27: return true
    default: return false
    }
}

/// Whether a line ends in a terminal mark that isn't ASCII.
private func endsInWideMark(_ line: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    guard count > 0, line[count - 1] >= 0x80 else { return false }
    return DecodedScalar(before: line + count, from: line).textClass.isTerminalMark
}

/// Whether there are at least `fewest` words between white space.
func hasWords(
    _ text: UnsafePointer<UInt8>, _ line: Range<Int>, atLeast fewest: Int
) -> Bool {
    var (found, at) = (0, line.lowerBound)
    while found < fewest && at < line.upperBound {
        found += 1
        at = wordEnd(text, at..<line.upperBound)
        at = trimmedStart(text, at..<line.upperBound)
    }
    return found >= fewest
}

/// Whether a word between white space has more than `longest` code points.
private func hasWord(
    _ text: UnsafePointer<UInt8>, _ line: Range<Int>, longerThan longest: Int
) -> Bool {
    var at = line.lowerBound
    while line.upperBound - at > longest {
        // No word that begins before a space this near is too long.
        if let space = (at...at + longest).last(where: { text[$0] == 0x20 }) {
            at = space + 1
            continue
        }
        let end = wordEnd(text, at..<line.upperBound)
        if end - at > longest && codePointCount(text + at, end - at) > longest { return true }
        at = max(at + 1, trimmedStart(text, end..<line.upperBound))
    }
    return false
}

/// Where the white space after a word begins.
private func wordEnd(_ text: UnsafePointer<UInt8>, _ range: Range<Int>) -> Int {
    var at = range.lowerBound
    while at < range.upperBound {
        if text[at] > 0x20 && text[at] < 0x80 {
            at += 1
            continue
        }
        let scalar = DecodedScalar(at: text + at)
        if scalar.textClass.isSpace { return at }
        at += scalar.length
    }
    return range.upperBound
}

private func copyAll(
    _ source: UnsafePointer<UInt8>, _ count: Int, to target: UnsafeMutablePointer<UInt8>
) -> Int {
    target.update(from: source, count: count)
    return count
}

/// Copies a line without `[12]`, `[]`, `[edit]` and `[citation needed]`; returns the new length.
private func copyWithoutCitations(
    _ source: UnsafePointer<UInt8>, _ count: Int, to target: UnsafeMutablePointer<UInt8>
) -> Int {
    var (at, used) = (0, 0)
    while at < count {
        let plain = firstOffset(of: 0x5B, in: source + at, count - at)
        (target + used).update(from: source + at, count: plain)
        at += plain
        used += plain
        guard at < count else { break }
        let citation = citationLength(source + at, count - at)
        if citation == 0 {
            target[used] = 0x5B
            used += 1
        }
        at += max(citation, 1)
    }
    return used
}

/// The length of the citation that begins with the bracket at `p`; 0 when there is none.
private func citationLength(_ p: UnsafePointer<UInt8>, _ count: Int) -> Int {
    for fixed: StaticString in ["[edit]", "[citation needed]"] {
        let length = fixed.utf8CodeUnitCount
        if count >= length && areEqual(p, fixed.utf8Start, length) { return length }
    }
    var at = 1
    while at < count && p[at] != 0x5D {
        let scalar = DecodedScalar(at: p + at)
        guard GeneralCategory(scalar.value) == .decimalNumber else { return 0 }
        at += scalar.length
    }
    return at < count ? at + 1 : 0
}
