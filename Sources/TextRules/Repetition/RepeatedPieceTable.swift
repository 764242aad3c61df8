// How often pieces of a text, such as its lines or paragraphs, are the same.
import ByteKernels

/// Pieces of a text, and those of them that occur more than once.
public struct RepeatedShare: Sendable, Equatable {
    public internal(set) var pieces = 0
    public internal(set) var codePoints = 0
    /// Second and later occurrences.
    public internal(set) var later = 0
    var laterCodePoints = 0
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
    mutating func share(_ text: UnsafePointer<UInt8>) -> RepeatedShare {
        findFirsts(text)
        var share = RepeatedShare()
        share.pieces = starts.count
        for i in starts.indices {
            let points = codePointCount(text + Int(starts[i]), Int(lengths[i]))
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

    private mutating func findFirsts(_ text: UnsafePointer<UInt8>) {
        let seen = table.prepare(starts.count)
        firsts.removeAll(keepingCapacity: true)
        times.removeAll(keepingCapacity: true)
        for i in starts.indices {
            let (start, length) = (text + Int(starts[i]), Int(lengths[i]))
            let first = seen.first(foldedHash(start, length), i) {
                Int(lengths[$0]) == length
                    && areEqual(text + Int(starts[$0]), start, length)
            }
            firsts.append(UInt32(first))
            times.append(0)
            times[first] += 1
        }
    }
}
