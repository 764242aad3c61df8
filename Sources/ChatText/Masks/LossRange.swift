// A stretch of a rendered conversation that carries loss, and how much.

/// Bytes that carry loss, with a weight above 0 to 1.
struct LossRange: Equatable, Sendable {
    var range: Range<Int>
    var weight: Float
}

extension [LossRange] {
    /// In order, those of one weight that touch joined.
    ///
    /// - Throws: ``ChatError`` where ranges of different weights overlap.
    func joinedWhereTheyTouch() throws(ChatError) -> [LossRange] {
        var joined: [LossRange] = []
        for next in sorted(by: { $0.range.lowerBound < $1.range.lowerBound })
        where !next.range.isEmpty {
            guard let last = joined.last, next.range.lowerBound <= last.range.upperBound,
                last.weight == next.weight || next.range.lowerBound < last.range.upperBound
            else {
                joined.append(next)
                continue
            }
            if last.weight != next.weight {
                throw ChatError(.maskNotProved, found: "turns of different weights overlap")
            }
            let end = Swift.max(last.range.upperBound, next.range.upperBound)
            joined[joined.count - 1].range = last.range.lowerBound..<end
        }
        return joined
    }
}
