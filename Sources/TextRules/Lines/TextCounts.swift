// Counts of single characters in a text, in one pass.
import ByteKernels
import CTextRules

/// Counts of single characters in a text.
public struct TextCounts: Sendable, Equatable {
    /// Python's `len`: bytes that continue no UTF-8 sequence.
    public let codePoints: Int
    /// `#`.
    public let hashes: Int
    public let lineFeeds: Int
    /// Non-overlapping `...`, and U+2026.
    public let ellipses: Int
    /// Whether line breaks other than LF may occur.
    let hasOtherBreaks: Bool

    init(_ start: UnsafePointer<UInt8>, _ count: Int) {
        var raw = ctr_counts()
        ctr_count(start, count, &raw)
        codePoints = Int(raw.code_points)
        hashes = Int(raw.hashes)
        lineFeeds = Int(raw.line_feeds)
        ellipses = Int(raw.triple_dots + raw.ellipses)
        hasOtherBreaks = raw.other_breaks != 0
    }
}
