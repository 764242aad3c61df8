// Boosted decision trees over a row of whole numbers.
import CByteKernels

/// A sum of decision trees over the features of a row.
///
/// Every tree is complete: the children of split `i` are `2i + 1` and `2i + 2`. All numbers are
/// whole, so every machine scores alike.
struct TreeSum: Sendable {
    /// The splits of all trees: the feature in the lower half, the threshold in the upper.
    private let splits: [UInt32]
    private let leaves: [Int16]

    /// Splits on the way through a tree.
    static let depth = Int(cbk_trees_depth)
    /// A score of one, in units of the leaves.
    static let one = Chance.one

    private static let splitsPerTree = 1 << depth - 1
    private static let leavesPerTree = 1 << depth

    var isEmpty: Bool { splits.isEmpty }
    private var trees: Int { splits.count / Self.splitsPerTree }

    /// Reads trees written as hexadecimal digits: for each tree its splits (feature, then
    /// threshold, the low byte first), then its leaves.
    /// - Parameter width: how many features a row has.
    init(_ bytes: inout HexadecimalReader, width: Int) {
        var splits: [UInt32] = []
        var leaves: [Int16] = []
        while !bytes.isAtEnd {
            for _ in 0..<Self.splitsPerTree {
                let feature = UInt16(bitPattern: bytes.nextInt16())
                precondition(feature < width, "a split by a feature that no row has")
                let threshold = UInt16(bitPattern: bytes.nextInt16())
                splits.append(UInt32(feature) | UInt32(threshold) << 16)
            }
            for _ in 0..<Self.leavesPerTree { leaves.append(bytes.nextInt16()) }
        }
        self.splits = splits
        self.leaves = leaves
    }

    /// Replaces `scores` by the sum for each row.
    ///
    /// A row that is far from doubtful after the first trees goes down no others: its sum is taken
    /// as much further as those of such rows go in the mean.
    func sum(_ rows: FeatureRows, into scores: inout [Int32]) {
        scores.removeAll(keepingCapacity: true)
        for group in 0..<rows.groups {
            let count = min(FeatureRows.rowsPerGroup, rows.count - scores.count)
            let sums = sums(rows, group, count)
            for row in 0..<count { scores.append(sums[row]) }
        }
    }

    /// After how many trees a row is plain that is as far as ``plain`` from nothing, and how many
    /// quarters of their sums such rows reach. What doubtful pages keep scores -3 or more, and no
    /// row of the pages that the trees weren't made from would have ended on the other side of that.
    private static let stops: [(trees: Int, quarters: Int32)] = [
        (64, 7), (96, 6), (160, 5), (240, 4),
    ]
    private static let plain = 7 * one / 2

    private typealias Sums = InlineArray<16, Int32>

    /// The sums of the first `count` rows of a group.
    private func sums(_ rows: FeatureRows, _ group: Int, _ count: Int) -> Sums {
        var sums = Sums(repeating: 0)
        var settled = Sums(repeating: 0)
        var doubtful = UInt16.max >> (16 - UInt16(count))
        var done = 0
        for stop in Self.stops where stop.trees < trees {
            add(done..<stop.trees, rows, group, &sums)
            done = stop.trees
            for row in 0..<count where doubtful & 1 << row != 0 && abs(sums[row]) > Self.plain {
                settled[row] = sums[row] &* stop.quarters / 4
                doubtful &= ~(1 << row)
            }
            if doubtful == 0 { return settled }
        }
        add(done..<trees, rows, group, &sums)
        for row in 0..<count where doubtful & 1 << row == 0 { sums[row] = settled[row] }
        return sums
    }

    private func add(_ trees: Range<Int>, _ rows: FeatureRows, _ group: Int, _ sums: inout Sums) {
        var span = sums.mutableSpan
        rows.withGroup(group) { columns in
            splits.withUnsafeBufferPointer { splits in
                leaves.withUnsafeBufferPointer { leaves in
                    guard let splits = splits.baseAddress, let leaves = leaves.baseAddress else {
                        return
                    }
                    span.withUnsafeMutableBufferPointer { sums in
                        guard let sums = sums.baseAddress else { return }
                        cbk_trees_add(
                            columns, splits + trees.lowerBound * Self.splitsPerTree,
                            leaves + trees.lowerBound * Self.leavesPerTree, trees.count, sums)
                    }
                }
            }
        }
    }
}
