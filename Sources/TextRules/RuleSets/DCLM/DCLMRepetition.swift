// What DCLM's repetition rules measure, counted as its mappers do (mlfoundations/dclm, 2024-06).
import ByteKernels

/// Measurements of one document by DCLM's reading of the Gopher repetition rules.
///
/// Unlike datatrove's, they count every occurrence of what occurs twice, not only the later ones;
/// characters are those of stripped lines or of words, never of the white space between. A text of
/// one line or paragraph repeats nothing.
public struct DCLMRepetitionCounts: Sendable, Equatable {
    public internal(set) var lines = RepeatedShare()
    public internal(set) var paragraphs = RepeatedShare()
    /// For n = 2, 3, 4: the share of the most frequent n-gram, the longest of several.
    public internal(set) var topNGrams: [Double] = []
    /// For n = 5 to 10: the share of words in n-grams that occur twice or more.
    public internal(set) var repeatedNGrams: [Double] = []
}

/// Finds repetition as DCLM counts it; scratch for one worker.
public final class DCLMRepetition {
    private var pieces = RepeatedPieceTable()
    private var nGrams = RepeatedNGrams()
    /// `points[i]` code points stand before counted word i.
    private var points: [UInt32] = [0]
    private var hashes: [UInt64] = []

    public init() {}

    /// Measures a text by those of its `unicode` words that begin with a letter or a number.
    public func measure(_ text: TextAnalysis) -> DCLMRepetitionCounts {
        var counts = DCLMRepetitionCounts()
        pieces.clear()
        text.fedText.forEachLine { addStripped(text, $0) }
        counts.lines = pieces.share(text.start)
        pieces.clear()
        text.fedText.forEachParagraph { addStripped(text, $0) }
        counts.paragraphs = pieces.share(text.start)
        collectWords(text)
        measureNGrams(&counts)
        return counts
    }

    private func addStripped(_ text: TextAnalysis, _ piece: Range<Int>) {
        let stripped = trimmed(text.start, piece)
        if !stripped.isEmpty { pieces.add(stripped) }
    }

    private func collectWords(_ text: TextAnalysis) {
        let words = text.words(.unicode)
        hashes.removeAll(keepingCapacity: true)
        points.removeAll(keepingCapacity: true)
        points.append(0)
        var total: UInt32 = 0
        for i in 0..<words.count where startsAlphanumeric(text.start + words[i].lowerBound) {
            total += UInt32(words.codePoints(i))
            hashes.append(words.hash(i))
            points.append(total)
        }
    }

    private func measureNGrams(_ counts: inout DCLMRepetitionCounts) {
        let total = Int(points[hashes.count])
        hashes.withUnsafeBufferPointer { nGrams.start($0) }
        points.withUnsafeBufferPointer { points in
            guard let points = points.baseAddress else { return }
            for n in 2...10 {
                nGrams.lengthen()
                if n < 5 {
                    counts.topNGrams.append(ratio(nGrams.longestMostFrequent(points), total))
                } else {
                    counts.repeatedNGrams.append(ratio(nGrams.coveredCodePoints(points), total))
                }
            }
        }
    }
}
