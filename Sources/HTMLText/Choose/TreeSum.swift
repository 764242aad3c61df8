// Boosted decision trees over a row of whole numbers.

/// A sum of decision trees over the features of a row.
///
/// Every tree is complete: the children of split `i` are `2i + 1` and `2i + 2`, so that a row
/// falls through it without a branch. All numbers are whole, so every machine scores alike.
struct TreeSum: Sendable {
    /// The splits of all trees: the feature in the lower half, the threshold in the upper.
    private let splits: [UInt32]
    private let leaves: [Int16]

    /// Splits on the way through a tree.
    static let depth = 5
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

    /// Adds to `scores` the sum for each row.
    ///
    /// A row that is far from doubtful after the first trees goes down no others: its sum is taken
    /// as much further as those of such rows go in the mean. `rest` lends the memory for the numbers
    /// of the others.
    func add(_ rows: FeatureRows, to scores: inout [Int32], rest: inout [Int32]) {
        rest.removeAll(keepingCapacity: true)
        for row in 0..<Int32(truncatingIfNeeded: rows.count) { rest.append(row) }
        var done = 0
        for stop in Self.stops where stop.trees < trees {
            add(done..<stop.trees, rest, rows, &scores)
            done = stop.trees
            rest.removeAll {
                let score = scores[Int($0)]
                guard abs(score) > Self.plain else { return false }
                scores[Int($0)] = score &* stop.quarters / 4
                return true
            }
        }
        add(done..<trees, rest, rows, &scores)
    }

    /// After how many trees a row is plain that is as far as ``plain`` from nothing, and how many
    /// quarters of their sums such rows reach. What doubtful pages keep scores -3 or more, and no
    /// row of the pages that the trees weren't made from would have ended on the other side of that.
    private static let stops: [(trees: Int, quarters: Int32)] = [
        (64, 7), (96, 6), (160, 5), (240, 4),
    ]
    private static let plain = 7 * one / 2

    /// So many rows go through all trees before the next, so that both stay near.
    private static let rowsAtOnce = 24

    private func add(
        _ trees: Range<Int>, _ numbers: [Int32], _ rows: FeatureRows, _ scores: inout [Int32]
    ) {
        rows.values.withUnsafeBufferPointer { values in
            splits.withUnsafeBufferPointer { splits in
                leaves.withUnsafeBufferPointer { leaves in
                    let forest = Forest(values: values, splits: splits, leaves: leaves)
                    for first in stride(from: 0, to: numbers.count, by: Self.rowsAtOnce) {
                        let some = numbers[first..<min(numbers.count, first + Self.rowsAtOnce)]
                        forest.add(trees, some, rows.width, &scores)
                    }
                }
            }
        }
    }

    /// The trees and the rows as bare memory.
    private struct Forest {
        let values: UnsafeBufferPointer<Int16>
        let splits: UnsafeBufferPointer<UInt32>
        let leaves: UnsafeBufferPointer<Int16>

        func add(
            _ trees: Range<Int>, _ numbers: ArraySlice<Int32>, _ width: Int, _ scores: inout [Int32]
        ) {
            for tree in stride(from: trees.lowerBound, to: trees.upperBound, by: 4) {
                let count = min(4, trees.upperBound - tree)
                for number in numbers {
                    scores[Int(number)] &+= sum(tree, count, Int(number) &* width)
                }
            }
        }

        /// Goes down four trees side by side, since one step must wait for the one before it.
        @inline(__always)
        func sum(_ tree: Int, _ count: Int, _ row: Int) -> Int32 {
            guard count == 4 else {
                return (tree..<tree + count).reduce(0) { $0 &+ leaf($1, row) }
            }
            let base = tree &* splitsPerTree
            var (a, b, c, d) = (0, 0, 0, 0)
            for _ in 0..<depth {
                a = child(a, base, row)
                b = child(b, base &+ splitsPerTree, row)
                c = child(c, base &+ 2 &* splitsPerTree, row)
                d = child(d, base &+ 3 &* splitsPerTree, row)
            }
            let start = tree &* leavesPerTree &- splitsPerTree
            let first = Int32(leaves[start &+ a]) &+ Int32(leaves[start &+ leavesPerTree &+ b])
            return first &+ Int32(leaves[start &+ 2 &* leavesPerTree &+ c])
                &+ Int32(leaves[start &+ 3 &* leavesPerTree &+ d])
        }

        private func leaf(_ tree: Int, _ row: Int) -> Int32 {
            var at = 0
            for _ in 0..<depth { at = child(at, tree &* splitsPerTree, row) }
            return Int32(leaves[tree &* leavesPerTree &- splitsPerTree &+ at])
        }

        @inline(__always)
        private func child(_ at: Int, _ tree: Int, _ row: Int) -> Int {
            let split = splits[tree &+ at]
            let threshold = Int16(truncatingIfNeeded: split >> 16)
            let isRight = values[row &+ Int(split & 0xFFFF)] > threshold
            return at &* 2 &+ (isRight ? 2 : 1)
        }
    }
}
