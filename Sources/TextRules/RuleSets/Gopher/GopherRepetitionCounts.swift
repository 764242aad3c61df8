// What the Gopher repetition rules measure (Rae et al. 2021, table A1; counting as datatrove does).

/// Measurements of one document. Every fraction of characters is of the whole text's code points.
public struct GopherRepetitionCounts: Sendable {
    /// Which characters are in duplicated n-grams.
    public enum Counting: Sendable {
        /// Those of n-grams seen before, from left to right and without overlap: datatrove's.
        case laterNGrams
        /// Those of all words in n-grams that occur twice or more, each once: the paper's.
        case coveredWords
    }

    public let codePoints: Int
    public let paragraphs: RepeatedPieces
    public let lines: RepeatedPieces
    /// For n = 2, 3, 4: code points of the most frequent n-gram times its count.
    public let topNGrams: [3 of Int]
    /// For n = 5 to 10: code points in repeated n-grams.
    public let duplicatedNGrams: [6 of Int]

    public init(
        _ text: TextAnalysis, words segmentation: WordSegmentation,
        counting: Counting = .laterNGrams
    ) {
        codePoints = text.counts.codePoints
        paragraphs = text.paragraphRepetition
        lines = text.lineRepetition.all
        let words = text.words(segmentation)
        topNGrams = [3 of Int] { words.topNGramCodePoints($0 + 2) }
        duplicatedNGrams =
            counting == .coveredWords
            ? words.coveredNGramCodePoints
            : [6 of Int] { words.duplicatedNGramCodePoints($0 + 5) }
    }

    public var duplicateParagraphFraction: Double {
        ratio(paragraphs.duplicates, paragraphs.count)
    }
    public var duplicateParagraphCharFraction: Double {
        ratio(paragraphs.duplicateCodePoints, codePoints)
    }
    public var duplicateLineFraction: Double { ratio(lines.duplicates, lines.count) }
    public var duplicateLineCharFraction: Double { ratio(lines.duplicateCodePoints, codePoints) }

    /// The share of the most frequent n-gram; n is 2, 3 or 4.
    public func topFraction(_ n: Int) -> Double { ratio(topNGrams[n - 2], codePoints) }

    /// The share of repeated n-grams; n is 5 to 10.
    public func duplicatedFraction(_ n: Int) -> Double {
        ratio(duplicatedNGrams[n - 5], codePoints)
    }
}
