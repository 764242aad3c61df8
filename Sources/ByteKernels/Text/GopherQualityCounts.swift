// What the Gopher quality rules measure (Rae et al. 2021, table A1; counting as datatrove does).
import CByteKernels

/// Measurements of one document; fractions are double divisions of whole numbers.
public struct GopherQualityCounts: Sendable, Equatable {
    public let words: Int
    /// Words with a code point outside the punctuation set.
    public let nonSymbolWords: Int
    /// Code points in those words.
    public let nonSymbolCodePoints: Int
    /// Code points in all words.
    public let wordCodePoints: Int
    public let alphabeticWords: Int
    /// `#` in the text.
    public let hashes: Int
    /// `...` without overlap, and U+2026.
    public let ellipses: Int
    public let lines: Int
    /// Lines that begin with `•` or `-`, white space aside.
    public let bulletLines: Int
    /// Lines that end with `...` or U+2026, white space aside.
    public let ellipsisLines: Int

    public init(_ text: TextAnalysis, words segmentation: WordSegmentation) {
        let table = text.words(segmentation)
        words = table.count
        nonSymbolWords = table.nonSymbolCount
        nonSymbolCodePoints = table.nonSymbolCodePoints
        wordCodePoints = table.codePoints
        alphabeticWords = table.alphabeticCount
        hashes = text.counts.hashes
        ellipses = text.counts.ellipses
        let edges = text.lineEdges
        (lines, bulletLines, ellipsisLines) = (edges.lines, edges.bullets, edges.ellipses)
    }

    /// 0 when there are no such words.
    public var meanWordLength: Double { ratio(nonSymbolCodePoints, nonSymbolWords) }
    /// 0 when there are no words.
    public var meanLengthOfAllWords: Double { ratio(wordCodePoints, words) }
    public var hashRatio: Double { ratio(hashes, words) }
    public var ellipsisRatio: Double { ratio(ellipses, words) }
    public var bulletLineFraction: Double { ratio(bulletLines, lines) }
    public var ellipsisLineFraction: Double { ratio(ellipsisLines, lines) }
    public var alphabeticWordFraction: Double { ratio(alphabeticWords, words) }
}

/// A quotient of counts; 0 where there is nothing to divide by.
@inline(__always)
func ratio(_ part: Int, _ whole: Int) -> Double {
    whole == 0 ? 0 : Double(part) / Double(whole)
}

/// How the lines of a text begin and end.
struct LineEdges {
    var lines = 0
    var bullets = 0
    var ellipses = 0

    init(_ text: TextAnalysis) {
        let table = text.lines
        lines = table.count
        for i in 0..<table.count {
            let line = table[i]
            let start = trimmedStart(text.start, line)
            guard start < line.upperBound else { continue }
            bullets += startsWithBullet(text.start + start) ? 1 : 0
            let end = trimmedEnd(text.start, start..<line.upperBound)
            ellipses += endsWithEllipsis(text.start + start, end - start) ? 1 : 0
        }
    }
}

/// `-` or U+2022.
@inline(__always)
func startsWithBullet(_ p: UnsafePointer<UInt8>) -> Bool {
    p[0] == 0x2D || (p[0] == 0xE2 && p[1] == 0x80 && p[2] == 0xA2)
}

/// `...` or U+2026.
@inline(__always)
func endsWithEllipsis(_ p: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    guard count >= 3 else { return false }
    let (a, b, c) = (p[count - 3], p[count - 2], p[count - 1])
    return (a == 0x2E && b == 0x2E && c == 0x2E) || (a == 0xE2 && b == 0x80 && c == 0xA6)
}
