// Removes what text should not hold: stray line ends, control and invisible characters, space.
import ByteKernels
import CTextRules

/// What a ``TextCleaner`` changes.
public struct TextCleaningRules: Sendable, Equatable {
    /// CR, CRLF, U+0085, U+2028 and U+2029 become LF.
    public var unifiesLineEnds = true
    /// U+0000 to U+001F but for tab and LF, U+007F to U+009F.
    public var removesControls = true
    /// U+FEFF (byte-order mark), U+200B, U+2060 and U+00AD (soft hyphen).
    public var removesInvisible = true
    /// White space before a line's end.
    public var trimsLines = true
    /// A run of white space inside a line becomes one space.
    public var collapsesSpaces = false
    /// Lines of nothing but spaces and symbols (datatrove's punctuation) are taken out.
    public var dropsSymbolLines = false
    /// Blank lines that may follow one another.
    public var maxBlankLines: Int? = 1
    /// White space at the ends of the text.
    public var strips = true

    public init() {}
}

/// What a ``TextCleaner`` changed, in occurrences but for the last.
public struct TextCleaningCounts: Sendable, Equatable {
    public var lineEnds = 0
    public var controls = 0
    public var invisible = 0
    public var symbolLines = 0
    public var blankLines = 0
    /// Bytes of white space taken out.
    public var spaceBytes = 0
}

/// Cleans texts one after the other; owns the result.
public final class TextCleaner {
    private let rules: TextCleaningRules
    private var buffer = ScratchBuffer<UInt8>(capacity: 4096)
    private var used = 0
    /// Where the line that is being written began.
    private var lineStart = 0
    private var left = 0..<0
    private var counts = TextCleaningCounts()

    public init(_ rules: TextCleaningRules) { self.rules = rules }

    /// The cleaned text; valid until the next `clean`.
    public var text: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(
            rebasing: UnsafeBufferPointer(start: buffer.base, count: left.upperBound)[left])
    }

    /// Leaves the cleaned text in ``text``.
    public func clean(_ source: Span<UInt8>) -> TextCleaningCounts {
        counts = TextCleaningCounts()
        (used, lineStart) = (0, 0)
        buffer.giveBack()
        buffer.reserve(source.count + ScratchBuffer<UInt8>.padding)
        source.withUnsafeBufferPointer { source in
            if let base = source.baseAddress { copy(base, source.count) }
        }
        left = 0..<used
        if rules.strips {
            left = trimmed(buffer.base, left)
            counts.spaceBytes += used - left.count
        }
        return counts
    }

    private func copy(_ source: UnsafePointer<UInt8>, _ count: Int) {
        var at = 0
        while at < count {
            let plain = ctr_clean_run(
                source + at, count - at, rules.collapsesSpaces ? 0x20 : 0x1F)
            (buffer.base + used).update(from: source + at, count: plain)
            used += plain
            at += plain
            if at < count { at += take(source + at, count - at) }
        }
        if rules.trimsLines { trimLine() }
        _ = dropSymbolLine()
    }

    /// Handles the character at `p`; returns its length.
    private func take(_ p: UnsafePointer<UInt8>, _ count: Int) -> Int {
        let scalar = BoundedScalar(p, count)
        switch scalar.value {
        case 0x0A: endLine()
        case 0x0D where rules.unifiesLineEnds:
            counts.lineEnds += 1
            endLine()
            return count > 1 && p[1] == 0x0A ? 2 : 1
        case 0x85, 0x2028, 0x2029:
            guard rules.unifiesLineEnds else { return keep(p, scalar.length) }
            counts.lineEnds += 1
            endLine()
        case 0xFEFF, 0x200B, 0x2060, 0xAD:
            guard rules.removesInvisible else { return keep(p, scalar.length) }
            counts.invisible += 1
        case 0..<0x09, 0x0B...0x1F, 0x7F..<0xA0:
            guard rules.removesControls else { return keep(p, scalar.length) }
            counts.controls += 1
        default:
            guard rules.collapsesSpaces, TextClass(scalar.value).isSpace else {
                return keep(p, scalar.length)
            }
            addSpace(scalar.length)
        }
        return scalar.length
    }

    private func keep(_ p: UnsafePointer<UInt8>, _ length: Int) -> Int {
        (buffer.base + used).update(from: p, count: length)
        used += length
        return length
    }

    private func addSpace(_ length: Int) {
        let last = used == 0 ? 0x0A : buffer.base[used - 1]
        if last == 0x20 {
            counts.spaceBytes += length
        } else {
            buffer.base[used] = 0x20
            used += 1
            counts.spaceBytes += length - 1
        }
    }

    private func endLine() {
        if rules.trimsLines { trimLine() }
        if dropSymbolLine() { return }
        if let most = rules.maxBlankLines, endsInLineFeeds(most + 1) {
            counts.blankLines += 1
            return
        }
        buffer.base[used] = 0x0A
        used += 1
        lineStart = used
    }

    /// Takes back what was written of a line when that is symbols only.
    private func dropSymbolLine() -> Bool {
        guard rules.dropsSymbolLines, isSymbolLine() else { return false }
        used = lineStart
        counts.symbolLines += 1
        return true
    }

    private func isSymbolLine() -> Bool {
        // The decoder reads past a sequence that is cut short.
        (buffer.base + used).update(repeating: 0, count: 4)
        var (at, hasSymbol) = (lineStart, false)
        while at < used {
            let scalar = DecodedScalar(at: buffer.base + at)
            guard scalar.value == 0x20 || scalar.textClass.isSymbol else { return false }
            hasSymbol = hasSymbol || scalar.value != 0x20
            at += scalar.length
        }
        return hasSymbol
    }

    private func endsInLineFeeds(_ count: Int) -> Bool {
        used >= count && (1...count).allSatisfy { buffer.base[used - $0] == 0x0A }
    }

    /// Takes white space off the end of what was written of a line.
    private func trimLine() {
        let before = used
        while used > 0 && buffer.base[used - 1] != 0x0A {
            let last = DecodedScalar(before: buffer.base + used, from: UnsafePointer(buffer.base))
            guard last.textClass.isSpace else { break }
            used -= last.length
        }
        counts.spaceBytes += before - used
    }
}

/// A code point of a text that nothing follows.
private struct BoundedScalar {
    let value: UInt32
    let length: Int

    init(_ p: UnsafePointer<UInt8>, _ count: Int) {
        if count >= 4 {
            let scalar = DecodedScalar(at: p)
            (value, length) = (scalar.value, scalar.length)
            return
        }
        var tail: (UInt8, UInt8, UInt8, UInt8) = (p[0], 0, 0, 0)
        if count > 1 { tail.1 = p[1] }
        if count > 2 { tail.2 = p[2] }
        let scalar = withUnsafeBytes(of: &tail) {
            DecodedScalar(at: $0.assumingMemoryBound(to: UInt8.self).baseAddress!)
        }
        (value, length) = (scalar.value, scalar.length)
    }
}
