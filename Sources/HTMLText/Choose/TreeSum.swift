// Boosted decision trees over a row of whole numbers.

/// A sum of decision trees over the features of a row.
///
/// Every tree is complete: the children of split `i` are `2i + 1` and `2i + 2`, so that a row
/// falls through it without a branch. All numbers are whole, so every machine scores alike.
struct TreeSum: Sendable {
    private let features: [UInt16]
    private let thresholds: [Int16]
    private let leaves: [Int16]

    /// Splits on the way through a tree.
    static let depth = 5
    /// A score of one, in units of the leaves.
    static let one = Chance.one

    private static let splits = 1 << depth - 1
    private static let leavesPerTree = 1 << depth

    var isEmpty: Bool { features.isEmpty }

    /// Reads trees written as hexadecimal digits: for each tree its splits (feature, then
    /// threshold, the low byte first), then its leaves.
    /// - Parameter width: how many features a row has.
    init(_ bytes: inout HexadecimalReader, width: Int) {
        var features: [UInt16] = []
        var thresholds: [Int16] = []
        var leaves: [Int16] = []
        while !bytes.isAtEnd {
            for _ in 0..<Self.splits {
                features.append(UInt16(bitPattern: bytes.nextInt16()))
                thresholds.append(bytes.nextInt16())
            }
            for _ in 0..<Self.leavesPerTree { leaves.append(bytes.nextInt16()) }
        }
        while features.count % (4 * Self.splits) != 0 {
            features.append(contentsOf: repeatElement(0, count: Self.splits))
            thresholds.append(contentsOf: repeatElement(0, count: Self.splits))
            leaves.append(contentsOf: repeatElement(0, count: Self.leavesPerTree))
        }
        precondition(features.allSatisfy { $0 < width }, "a split by a feature that no row has")
        self.features = features
        self.thresholds = thresholds
        self.leaves = leaves
    }

    /// Adds to `scores` the sum for each row.
    func add(_ rows: FeatureRows, to scores: inout [Int32]) {
        guard !isEmpty else { return }
        rows.values.withUnsafeBufferPointer { values in
            features.withUnsafeBufferPointer { features in
                thresholds.withUnsafeBufferPointer { thresholds in
                    leaves.withUnsafeBufferPointer { leaves in
                        for row in 0..<rows.count {
                            let start = row * rows.width
                            scores[row] &+= Self.sum(
                                UnsafeBufferPointer(
                                    rebasing: values[start..<start + rows.width]),
                                features, thresholds, leaves)
                        }
                    }
                }
            }
        }
    }

    /// Goes down four trees side by side, since one step must wait for the one before it.
    private static func sum(
        _ row: UnsafeBufferPointer<Int16>, _ features: UnsafeBufferPointer<UInt16>,
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

/// Reads bytes from pairs of hexadecimal digits; white space between them is skipped, and a
/// semicolon ends a part.
struct HexadecimalReader {
    private let text: UnsafeBufferPointer<UInt8>
    private var at = 0

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
        skip()
    }

    /// At the end of a part.
    var isAtEnd: Bool { at >= text.count || text[at] == 0x3B }

    /// Goes on to the next part.
    mutating func nextPart() {
        if at < text.count { at += 1 }
        skip()
    }

    mutating func next() -> UInt8 {
        guard at + 1 < text.count else {
            at = text.count
            return 0
        }
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
