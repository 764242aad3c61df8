// Trees for many rows at once give what a walk down each of them gives.
import CByteKernels
import TestSupport
import Testing

struct TreesTests {
    private static let features = 40
    private static let splitsPerTree = 31
    private static let leavesPerTree = 32

    private var numbers = SeededGenerator(seed: 1)

    /// Extremes are common: a value may be equal to a threshold, or the least and greatest.
    private mutating func number() -> Int16 {
        switch Int.random(in: 0..<8, using: &numbers) {
        case 0: .min
        case 1: .max
        case 2: 0
        default: Int16.random(in: -300...300, using: &numbers)
        }
    }

    private func leaf(of row: [Int16], _ splits: ArraySlice<UInt32>) -> Int {
        var at = 0
        while at < Self.splitsPerTree {
            let split = splits[splits.startIndex + at]
            let isRight = row[Int(split & 0xFFFF)] > Int16(truncatingIfNeeded: split >> 16)
            at = 2 * at + (isRight ? 2 : 1)
        }
        return at - Self.splitsPerTree
    }

    @Test(arguments: [0, 1, 7, 64]) mutating func `sums are those of a walk down each tree`(
        trees: Int
    ) {
        let rows = (0..<cbk_trees_rows).map { _ in (0..<Self.features).map { _ in number() } }
        let columns = (0..<Self.features).flatMap { feature in rows.map { $0[feature] } }
        let splits = (0..<trees * Self.splitsPerTree).map { _ in
            UInt32.random(in: 0..<UInt32(Self.features), using: &numbers)
                | UInt32(UInt16(bitPattern: number())) << 16
        }
        let leaves = (0..<trees * Self.leavesPerTree).map { _ in number() }
        var sums = (0..<cbk_trees_rows).map { Int32($0) }
        cbk_trees_add(columns, splits, leaves, trees, &sums)
        for (index, row) in rows.enumerated() {
            let wanted = (0..<trees).reduce(Int32(index)) { sum, tree in
                let own = splits[tree * Self.splitsPerTree..<(tree + 1) * Self.splitsPerTree]
                return sum + Int32(leaves[tree * Self.leavesPerTree + leaf(of: row, own)])
            }
            #expect(sums[index] == wanted)
        }
    }
}
