// A rendered conversation cut where its encoding or its loss changes.
import PipelineCore

extension ChatMarkup {
    /// A stretch of text that one kind of encoding and one loss value hold for.
    package struct Piece: Equatable {
        package let range: Range<Int>
        package let isTemplate: Bool
        package let isTrained: Bool
    }

    /// The text of `count` bytes cut at every border of a range, in time linear in the ranges when
    /// they are in order, as templates write them.
    package func pieces(of count: Int) -> [Piece] {
        var template = RangeCursor(template)
        var trained = RangeCursor(trained)
        var pieces: [Piece] = []
        var start = 0
        while start < count {
            let end = min(
                count, template.nextBorder(after: start), trained.nextBorder(after: start))
            pieces.append(
                Piece(
                    range: start..<end, isTemplate: template.contains(start),
                    isTrained: trained.contains(start)))
            start = end
        }
        return pieces
    }
}

/// Walks sorted ranges once, asked about places that only grow.
private struct RangeCursor {
    private let ranges: [Range<Int>]
    private var index = 0

    /// Ranges out of order are sorted, and those that overlap or touch are joined.
    init(_ ranges: [Range<Int>]) {
        let isSorted = zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound }
        self.ranges = isSorted ? ranges : Self.joined(ranges)
    }

    private static func joined(_ ranges: [Range<Int>]) -> [Range<Int>] {
        var joined: [Range<Int>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
            if let last = joined.last, range.lowerBound <= last.upperBound {
                joined[joined.count - 1] =
                    last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
        return joined
    }

    /// The first border after `place`, which is never smaller than the one asked for before.
    mutating func nextBorder(after place: Int) -> Int {
        while index < ranges.count && ranges[index].upperBound <= place { index += 1 }
        if index == ranges.count { return .max }
        let range = ranges[index]
        return range.lowerBound > place ? range.lowerBound : range.upperBound
    }

    /// Whether a range holds the place that was asked about last.
    func contains(_ place: Int) -> Bool { index < ranges.count && ranges[index].contains(place) }
}
