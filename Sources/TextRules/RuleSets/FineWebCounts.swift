// What the FineWeb rules measure (Penedo et al. 2024; counting as datatrove does, new and old).
import ByteKernels

/// Measurements of one document.
public struct FineWebCounts: Sendable, Equatable {
    /// Which generation of the rules.
    public enum Edition: Sendable {
        /// From 2024-12-06: blank lines don't count, 159 terminal marks of all scripts.
        case since202412
        /// The one that made FineWeb: all lines count, terminal marks are `. ' " ! ?`.
        case before202412
    }

    public let nonBlankLines: Int
    /// The lines that the edition counts.
    public let lines: Int
    public let markedLines: Int
    public let shortLines: Int
    /// Code points in second and later occurrences of lines that are not blank.
    public let duplicateCodePoints: Int
    /// Code points of the text without its line feeds.
    public let codePoints: Int
    public let lineFeeds: Int
    public let words: Int

    /// - Parameter shortLineLength: the longest short line, in code points.
    public init(
        _ text: TextAnalysis, words segmentation: WordSegmentation, edition: Edition = .since202412,
        shortLineLength: Int = 30
    ) {
        let nonBlank = text.lineRepetition.nonBlank
        let withBlank = edition == .before202412
        lineFeeds = text.counts.lineFeeds
        nonBlankLines = nonBlank.count
        lines = withBlank ? lineFeeds + 1 : nonBlank.count
        markedLines = withBlank ? nonBlank.endingInASCIIMark : nonBlank.endingInTerminalMark
        shortLines = countShortLines(text, shortLineLength, withBlank: withBlank)
        duplicateCodePoints = nonBlank.duplicateCodePoints
        codePoints = text.counts.codePoints - lineFeeds
        words = text.words(segmentation).count
    }

    public var markedLineFraction: Double { ratio(markedLines, lines) }
    public var shortLineFraction: Double { ratio(shortLines, lines) }
    public var duplicateCharFraction: Double { ratio(duplicateCodePoints, codePoints) }
    public var lineFeedsPerWord: Double { ratio(lineFeeds, words) }
}

/// Lines between line feeds of at most `limit` code points.
private func countShortLines(_ text: TextAnalysis, _ limit: Int, withBlank: Bool) -> Int {
    let feeds = text.lines.lineFeeds
    // In ASCII no line of more bytes than that is short.
    let width = text.counts.codePoints == text.count ? 1 : 4
    var (count, start) = (0, 0)
    for i in 0...feeds.count {
        let end = i < feeds.count ? Int(feeds[i]) : text.count
        if isShort(text.start, start..<end, limit, width)
            && (withBlank || trimmedStart(text.start, start..<end) < end)
        {
            count += 1
        }
        start = end + 1
    }
    return count
}

/// Whether a line has at most `limit` code points, of at most `width` bytes each.
@inline(__always)
private func isShort(
    _ text: UnsafePointer<UInt8>, _ line: Range<Int>, _ limit: Int, _ width: Int
) -> Bool {
    if line.count <= limit { return true }
    guard line.count <= limit * width else { return false }
    return codePointCount(text + line.lowerBound, line.count) <= limit
}
