// Scores blocks with boosted decision trees whose tables are generated.

/// A sum of decision trees over a block's features.
///
/// Every tree is complete: the children of split `i` are `2i + 1` and `2i + 2`, so that a row
/// falls through it without a branch. All numbers are whole, so every machine scores alike.
struct BlockModel: Sendable {
    private let features: [UInt8]
    private let thresholds: [Int16]
    private let leaves: [Int16]

    /// Splits on the way through a tree.
    static let depth = 5
    /// A score of one, in units of the leaves.
    static let one: Int32 = 2048

    private static let splits = 1 << depth - 1
    private static let leavesPerTree = 1 << depth

    /// The model that was trained on the whole data set.
    static let shipped = BlockModel(table: blockModelTable.bytes)

    /// Reads tables written as hexadecimal digits: for each tree its splits (feature, then
    /// threshold, the low byte first), then its leaves.
    init(table: UnsafeBufferPointer<UInt8>) {
        var bytes = HexadecimalReader(table)
        var features: [UInt8] = []
        var thresholds: [Int16] = []
        var leaves: [Int16] = []
        while !bytes.isAtEnd {
            for _ in 0..<Self.splits {
                features.append(bytes.next())
                thresholds.append(bytes.nextInt16())
            }
            for _ in 0..<Self.leavesPerTree { leaves.append(bytes.nextInt16()) }
        }
        while features.count % (4 * Self.splits) != 0 {
            features.append(contentsOf: repeatElement(0, count: Self.splits))
            thresholds.append(contentsOf: repeatElement(0, count: Self.splits))
            leaves.append(contentsOf: repeatElement(0, count: Self.leavesPerTree))
        }
        let width = FeatureLayout.shared.width
        precondition(features.allSatisfy { $0 < width }, "a split by a feature that no row has")
        self.features = features
        self.thresholds = thresholds
        self.leaves = leaves
    }

    /// Replaces `scores` by one score per row; above 0 a block is more likely kept than not.
    func score(_ rows: FeatureRows, into scores: inout [Int32]) {
        scores.removeAll(keepingCapacity: true)
        rows.values.withUnsafeBufferPointer { values in
            for row in 0..<rows.count {
                let start = row * rows.width
                scores.append(
                    score(UnsafeBufferPointer(rebasing: values[start..<start + rows.width])))
            }
        }
    }

    private func score(_ row: UnsafeBufferPointer<Int16>) -> Int32 {
        features.withUnsafeBufferPointer { features in
            thresholds.withUnsafeBufferPointer { thresholds in
                leaves.withUnsafeBufferPointer { leaves in
                    Self.sum(row, features, thresholds, leaves)
                }
            }
        }
    }

    /// Goes down four trees side by side, since one step must wait for the one before it.
    private static func sum(
        _ row: UnsafeBufferPointer<Int16>, _ features: UnsafeBufferPointer<UInt8>,
        _ thresholds: UnsafeBufferPointer<Int16>, _ leaves: UnsafeBufferPointer<Int16>
    ) -> Int32 {
        @inline(__always)
        func child(_ at: Int, _ tree: Int) -> Int {
            let isRight = row[Int(features[tree &+ at])] > thresholds[tree &+ at]
            return at &* 2 &+ (isRight ? 2 : 1)
        }
        var sum: Int32 = 0
        for group in stride(from: 0, to: features.count, by: 4 * splits) {
            var (a, b, c, d) = (0, 0, 0, 0)
            for _ in 0..<depth {
                a = child(a, group)
                b = child(b, group &+ splits)
                c = child(c, group &+ 2 &* splits)
                d = child(d, group &+ 3 &* splits)
            }
            let leaf = group / splits &* leavesPerTree &- splits
            sum &+= Int32(leaves[leaf &+ a]) &+ Int32(leaves[leaf &+ leavesPerTree &+ b])
            sum &+= Int32(leaves[leaf &+ 2 &* leavesPerTree &+ c])
            sum &+= Int32(leaves[leaf &+ 3 &* leavesPerTree &+ d])
        }
        return sum
    }
}

/// Reads bytes from pairs of hexadecimal digits; anything else between them is skipped.
private struct HexadecimalReader {
    private let text: UnsafeBufferPointer<UInt8>
    private var at = 0

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
        skip()
    }

    var isAtEnd: Bool { at >= text.count }

    mutating func next() -> UInt8 {
        let value = digit(text[at]) << 4 | digit(text[at + 1])
        at += 2
        skip()
        return value
    }

    mutating func nextInt16() -> Int16 {
        let low = UInt16(next())
        return Int16(bitPattern: low | UInt16(next()) << 8)
    }

    private mutating func skip() {
        while at < text.count, text[at] <= 0x20 { at += 1 }
    }

    private func digit(_ byte: UInt8) -> UInt8 { hexadecimalDigit(byte) ?? 0 }
}
