// What the Gopher quality rules measure (Rae et al. 2021, table A1; counting as datatrove does).

/// Measurements of one document; fractions are double divisions of whole numbers.
public struct GopherQualityCounts: Sendable, Equatable {
    public let words: Int
    /// Words with a code point outside the punctuation set.
    public let nonSymbolWords: Int
    /// Code points in those words.
    let nonSymbolCodePoints: Int
    /// Code points in all words.
    let wordCodePoints: Int
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
