// What NeMo Curator's English heuristics measure (NVIDIA/NeMo-Curator, heuristic_filter_en.yaml).
import ByteKernels

/// Measurements of one document. Shares of characters are of the whole text's code points; words
/// are what stands between white space; a sentence is a line with more than white space.
public struct NemoCounts: Sendable, Equatable {
    public internal(set) var codePoints = 0
    public internal(set) var nonAlphanumeric = 0.0
    public internal(set) var symbolWords = 0.0
    public internal(set) var digits = 0.0
    public internal(set) var urls = 0.0
    public internal(set) var whiteSpace = 0.0
    public internal(set) var brackets = 0.0
    public internal(set) var boilerplate = 0.0
    /// Lines left when repeated ones are taken out, and the same of paragraphs and of characters.
    public internal(set) var uniqueLines = 0.0
    public internal(set) var uniqueParagraphs = 0.0
    public internal(set) var uniqueLineCharacters = 0.0
    public internal(set) var uniqueParagraphCharacters = 0.0
    public internal(set) var words = 0
    public internal(set) var unmarkedLines = 0.0
    public internal(set) var alphabeticWords = 0.0
    public internal(set) var commonWords = 0
    public internal(set) var meanWordLength = 0.0
    public internal(set) var longestWord = 0
    public internal(set) var ellipsisLines = 0.0
    /// For n = 2, 3, 4; 1 for a text of fewer words.
    public internal(set) var topNGrams: [Double] = []
    /// For n = 5 to 10; 1 for a text of fewer words.
    public internal(set) var duplicateNGrams: [Double] = []
    public internal(set) var bulletLines = 0.0
}

/// Measures texts as NeMo Curator does; scratch for one worker.
public final class NemoMeasurer {
    private let boilerplate = NemoBoilerplate()
    private var pieces = RepeatedPieceTable()
    private var nGrams = RepeatedNGrams()
    private var needle: [UInt8] = []
    private let common: StopWords

    /// `common` are the words of which some must occur.
    public init(common: StopWords = .gopher) { self.common = common }

    public func measure(_ text: TextAnalysis) -> NemoCounts {
        var counts = NemoCounts()
        counts.codePoints = text.counts.codePoints
        guard text.count > 0 else { return counts }
        countCharacters(text, &counts)
        countLines(text, &counts)
        countParagraphs(text, &counts)
        countWords(text, &counts)
        countNGrams(text, &counts)
        return counts
    }

    private func countCharacters(_ text: TextAnalysis, _ counts: inout NemoCounts) {
        let characters = NemoCharacters(text.bytes)
        let all = counts.codePoints
        counts.nonAlphanumeric = ratio(all - characters.plain, all)
        counts.digits = ratio(characters.digits, all)
        counts.whiteSpace = ratio(characters.spaces, all)
        counts.brackets = ratio(characters.brackets, all)
        counts.urls = ratio(nemoURLCodePoints(text.bytes), all)
    }

    private func countLines(_ text: TextAnalysis, _ counts: inout NemoCounts) {
        var lines = NemoLines()
        pieces.clear()
        text.fedText.forEachLine { line in
            let body = trimmed(text.start, line)
            guard !body.isEmpty else { return }
            lines.note(text.start + body.lowerBound, body.count)
            pieces.add(line)
        }
        let share = pieces.share(text.start)
        counts.unmarkedLines = ratio(lines.unmarked, lines.lines)
        counts.bulletLines = ratio(lines.bullets, lines.lines)
        counts.ellipsisLines = ratio(lines.ellipses, lines.lines)
        counts.uniqueLines = ratio(share.pieces - share.later, share.pieces)
        counts.uniqueLineCharacters = ratio(
            share.codePoints - share.laterCodePoints, share.codePoints)
    }

    private func countParagraphs(_ text: TextAnalysis, _ counts: inout NemoCounts) {
        pieces.clear()
        text.fedText.forEachParagraph { pieces.add($0) }
        let share = pieces.share(text.start)
        counts.uniqueParagraphs = ratio(share.pieces - share.later, share.pieces)
        counts.uniqueParagraphCharacters = ratio(
            share.codePoints - share.laterCodePoints, share.codePoints)
        let found = boilerplate.count(text)
        counts.boilerplate = found.hasLoremIpsum ? 1 : ratio(found.flagged, found.paragraphs)
    }

    private func countWords(_ text: TextAnalysis, _ counts: inout NemoCounts) {
        let words = text.words(.whitespace)
        counts.words = words.count
        counts.alphabeticWords = ratio(words.alphabeticCount, words.count)
        counts.meanWordLength = ratio(words.codePoints, words.count)
        counts.commonWords = common.occurrences(in: text, words: words)
        var symbols = 0
        for i in 0..<words.count {
            counts.longestWord = max(counts.longestWord, words.codePoints(i))
            symbols += isSymbolWord(text, words, i) ? 1 : 0
        }
        counts.symbolWords = ratio(symbols, words.count)
    }

    /// An ellipsis, or a word of which more than half are runs of `#`.
    private func isSymbolWord(_ text: TextAnalysis, _ words: WordTable, _ index: Int) -> Bool {
        let range = words[index]
        let word = text.start + range.lowerBound
        switch word[0] {
        case 0x23:
            return 2 * hashRuns(word, range.count) > words.codePoints(index)
        case 0x2E, 0x5B, 0x28, 0x2D, 0xE2:
            return NemoMeasurer.ellipses.contains {
                $0.count == range.count && areEqual(word, $0, range.count)
            }
        default: return false
        }
    }

    private func hashRuns(_ word: UnsafePointer<UInt8>, _ count: Int) -> Int {
        (0..<count).count { word[$0] == 0x23 && ($0 == 0 || word[$0 - 1] != 0x23) }
    }

    private static let ellipses: [[UInt8]] = ["...", "[...]", "…", "(...)", "[…]", "-»"]
        .map { Array($0.utf8) }

    private func countNGrams(_ text: TextAnalysis, _ counts: inout NemoCounts) {
        let words = text.words(.whitespace)
        let points = UnsafePointer(words.storage.points.base)
        nGrams.start(UnsafeBufferPointer(start: words.storage.hashes.base, count: words.count))
        for n in 2...10 {
            nGrams.lengthen()
            let share =
                words.count < n
                ? 1
                : ratio(
                    n < 5 ? topCodePoints(text, words) : nGrams.laterCodePoints(points),
                    counts.codePoints)
            if n < 5 {
                counts.topNGrams.append(share)
            } else {
                counts.duplicateNGrams.append(share)
            }
        }
    }

    /// Code points that go when the most frequent n-gram, joined by spaces, is deleted from the
    /// text.
    private func topCodePoints(_ text: TextAnalysis, _ words: WordTable) -> Int {
        let first = nGrams.mostFrequent
        needle.removeAll(keepingCapacity: true)
        for i in first..<first + nGrams.n {
            if i > first { needle.append(0x20) }
            needle.append(contentsOf: UnsafeBufferPointer(rebasing: text.bytes[words[i]]))
        }
        let times = occurrences(of: needle, in: text.start, text.count)
        return times * codePointCount(needle, needle.count)
    }
}
