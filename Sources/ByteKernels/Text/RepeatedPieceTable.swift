// How often pieces of a text, such as its lines or paragraphs, are the same.
import CByteKernels

/// Pieces of a text, and those of them that occur more than once.
public struct RepeatedShare: Sendable, Equatable {
    public internal(set) var pieces = 0
    public internal(set) var codePoints = 0
    /// Second and later occurrences.
    public internal(set) var later = 0
    public internal(set) var laterCodePoints = 0
    /// Every occurrence of what occurs twice or more.
    public internal(set) var repeated = 0
    public internal(set) var repeatedCodePoints = 0
}

/// Collects pieces of one text and counts them; scratch for one worker.
struct RepeatedPieceTable: ~Copyable {
    private var table = FirstSeenTable()
    private var starts: [UInt32] = []
    private var lengths: [UInt32] = []
    private var firsts: [UInt32] = []
    private var times: [UInt32] = []

    mutating func clear() {
        starts.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
    }

    mutating func add(_ piece: Range<Int>) {
        starts.append(UInt32(piece.lowerBound))
        lengths.append(UInt32(piece.count))
    }

    /// What was added since `clear`, compared byte by byte.
    mutating func share(_ text: TextAnalysis) -> RepeatedShare {
        findFirsts(text)
        var share = RepeatedShare()
        share.pieces = starts.count
        for i in starts.indices {
            let points = cbk_text_code_points(text.start + Int(starts[i]), Int(lengths[i]))
            share.codePoints += points
            let first = Int(firsts[i])
            if first != i {
                share.later += 1
                share.laterCodePoints += points
            }
            if times[first] > 1 {
                share.repeated += 1
                share.repeatedCodePoints += points
            }
        }
        return share
    }

    private mutating func findFirsts(_ text: TextAnalysis) {
        let seen = table.prepare(starts.count)
        firsts.removeAll(keepingCapacity: true)
        times.removeAll(keepingCapacity: true)
        for i in starts.indices {
            let (start, length) = (text.start + Int(starts[i]), Int(lengths[i]))
            let first = seen.first(foldedHash(start, length), i) {
                Int(lengths[$0]) == length
                    && cbk_text_equal(text.start + Int(starts[$0]), start, length) != 0
            }
            firsts.append(UInt32(first))
            times.append(0)
            times[first] += 1
        }
    }
}

/// The lines between line feeds; a text that ends in one has a last empty line.
@inline(__always)
func forEachFedLine(_ text: TextAnalysis, _ body: (Range<Int>) -> Void) {
    var start = 0
    for feed in text.lines.lineFeeds {
        body(start..<Int(feed))
        start = Int(feed) + 1
    }
    body(start..<text.count)
}

/// What stands between two line feeds; of three, the last belongs to the next paragraph.
@inline(__always)
func forEachParagraph(_ text: TextAnalysis, _ body: (Range<Int>) -> Void) {
    let feeds = text.lines.lineFeeds
    var (start, i) = (0, 0)
    while i + 1 < feeds.count {
        guard feeds[i + 1] == feeds[i] + 1 else {
            i += 1
            continue
        }
        body(start..<Int(feeds[i]))
        start = Int(feeds[i]) + 2
        i += 2
    }
    body(start..<text.count)
}
