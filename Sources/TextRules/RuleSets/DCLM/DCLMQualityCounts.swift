// What DCLM's quality rules measure, counted as its mappers do (mlfoundations/dclm, 2024-06).
import ByteKernels

/// Measurements of one document by DCLM's reading of the Gopher rules.
public struct DCLMQualityCounts: Sendable, Equatable {
    /// Words between white space.
    public let words: Int
    let wordCodePoints: Int
    public let alphabeticWords: Int
    /// fastText's tokens that begin with a letter or a number.
    public let countedWords: Int
    /// `#`, `...`, `. . .` and U+2026 without overlap.
    public let symbols: Int
    /// Lines between line feeds with more than white space.
    public let lines: Int
    /// Lines that begin with `●`, `•`, `*` or `-`, white space aside.
    public let bulletLines: Int
    /// Lines that end with `...`, `. . .` or U+2026, white space aside.
    public let ellipsisLines: Int

    public init(_ text: TextAnalysis) {
        let table = text.words(.whitespace)
        words = table.count
        wordCodePoints = table.codePoints
        alphabeticWords = table.alphabeticCount
        countedWords = fastTextWordCount(text.bytes)
        let spaced = spacedEllipses(text.bytes)
        symbols = text.counts.hashes + text.counts.ellipses + spaced
        var (lines, bullets, ellipses) = (0, 0, 0)
        text.fedText.forEachLine { line in
            let line = trimmed(text.start, line)
            guard !line.isEmpty else { return }
            lines += 1
            bullets += startsWithDCLMBullet(text.start + line.lowerBound) ? 1 : 0
            ellipses += endsWithDCLMEllipsis(text.start + line.lowerBound, line.count) ? 1 : 0
        }
        (self.lines, bulletLines, ellipsisLines) = (lines, bullets, ellipses)
    }

    public var meanWordLength: Double { ratio(wordCodePoints, words) }
    public var symbolRatio: Double { ratio(symbols, words) }
    public var bulletLineFraction: Double { ratio(bulletLines, lines) }
    public var ellipsisLineFraction: Double { ratio(ellipsisLines, lines) }
    public var alphabeticWordFraction: Double { ratio(alphabeticWords, words) }
}

/// fastText's tokens, which end at ASCII white space and zeros, that begin with a letter or a
/// number: what DCLM calls words when it ignores punctuation. 64 bytes must follow the text.
public func fastTextWordCount(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    guard let base = text.baseAddress else { return 0 }
    var (count, isInside) = (0, false)
    for at in 0..<text.count {
        let byte = base[at]
        if byte == 0x20 || byte &- 9 < 5 || byte == 0 {
            isInside = false
        } else if !isInside {
            isInside = true
            count &+= startsAlphanumeric(base + at) ? 1 : 0
        }
    }
    return count
}

/// Python's `isalnum` of the code point at `p`: categories L and N.
@inline(__always)
func startsAlphanumeric(_ p: UnsafePointer<UInt8>) -> Bool {
    if p[0] < 0x80 { return (p[0] | 0x20) &- 0x61 < 26 || p[0] &- 0x30 < 10 }
    let category = GeneralCategory(DecodedScalar(at: p).value)
    return category.bit & (GeneralCategory.letterMask | GeneralCategory.numberMask) != 0
}

/// `. . .` without overlap.
private func spacedEllipses(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    guard let base = text.baseAddress else { return 0 }
    var (count, at) = (0, 0)
    while at + 5 <= text.count {
        at += firstOffset(of: 0x2E, in: base + at, text.count - at)
        guard at + 5 <= text.count else { break }
        let isSpaced = isSpacedEllipsis(base + at)
        count += isSpaced ? 1 : 0
        at += isSpaced ? 5 : 1
    }
    return count
}

@inline(__always)
private func isSpacedEllipsis(_ p: UnsafePointer<UInt8>) -> Bool {
    p[0] == 0x2E && p[1] == 0x20 && p[2] == 0x2E && p[3] == 0x20 && p[4] == 0x2E
}

private func startsWithDCLMBullet(_ p: UnsafePointer<UInt8>) -> Bool {
    startsWithBullet(p) || p[0] == 0x2A || (p[0] == 0xE2 && p[1] == 0x97 && p[2] == 0x8F)
}

private func endsWithDCLMEllipsis(_ p: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    endsWithEllipsis(p, count) || (count >= 5 && isSpacedEllipsis(p + count - 5))
}
