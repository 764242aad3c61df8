// The smallest distinct shingle hashes of a text: its Jaccard similarity with another, exactly
// while they fit and closely beyond.
import CByteKernels

/// The `size` smallest distinct values of a stream of hashes (bottom-k, Cohen and Kaplan 2007).
///
/// A text with at most `size` shingles is held whole, and two such texts are compared exactly.
/// Beyond, the error of a similarity J has the standard deviation √(J(1-J)/size): 0.0125 at 0.8
/// with 1024 values.
public struct BottomSketch {
    public let size: Int
    private var kept: [UInt32]
    private var spare: [UInt32]
    private var held = 0
    /// Values from here on are none of the smallest.
    private var limit: UInt64 = 1 << 32
    /// Whether every value that was appended is held.
    public private(set) var isWhole = true

    public init(size: Int) {
        self.size = size
        kept = Array(repeating: 0, count: max(4 * size, 64))
        spare = kept
    }

    public mutating func clear() {
        held = 0
        limit = 1 << 32
        isWhole = true
    }

    public mutating func append(_ values: UnsafeBufferPointer<UInt32>) {
        if size == 0 { return }
        var rest = values
        while let base = rest.baseAddress, !rest.isEmpty {
            if held == kept.count { shrink() }
            let capacity = kept.count
            let limit = limit
            var held = held
            let read = kept.withUnsafeMutableBufferPointer {
                cbk_minhash_keep(base, rest.count, limit, $0.baseAddress!, &held, capacity)
            }
            self.held = held
            rest = UnsafeBufferPointer(rebasing: rest[read...])
        }
    }

    /// Calls `body` with the sketch's values: at most `size`; sorted and distinct once ``isWhole``
    /// is false, in any order and perhaps repeated before.
    public mutating func withValues<Result>(
        _ body: (UnsafeBufferPointer<UInt32>) throws -> Result
    ) rethrows -> Result {
        if held > size { shrink() }
        return try kept.withUnsafeBufferPointer {
            try body(UnsafeBufferPointer(rebasing: $0[..<held]))
        }
    }

    /// Keeps the smallest distinct values.
    private mutating func shrink() {
        let count = held
        var distinct = 0
        kept.withUnsafeMutableBufferPointer { kept in
            spare.withUnsafeMutableBufferPointer { spare in
                distinct = cbk_minhash_distinct(kept.baseAddress!, count, spare.baseAddress!)
            }
        }
        held = min(distinct, size)
        guard distinct > size else { return }
        isWhole = false
        limit = UInt64(kept[size - 1])
    }

    /// Sorts values in place, without repetition; returns how many are left.
    public static func normalize(
        _ values: UnsafeMutableBufferPointer<UInt32>, spare: inout [UInt32]
    ) -> Int {
        guard let base = values.baseAddress else { return 0 }
        if spare.count < values.count { spare = Array(repeating: 0, count: values.count) }
        return spare.withUnsafeMutableBufferPointer {
            cbk_minhash_distinct(base, values.count, $0.baseAddress!)
        }
    }
}

/// A stored sketch: its values, sorted and distinct, and whether they are all the text has.
public struct SketchView {
    public let values: UnsafeBufferPointer<UInt32>
    public let isWhole: Bool

    public init(values: UnsafeBufferPointer<UInt32>, isWhole: Bool) {
        self.values = values
        self.isWhole = isWhole
    }

    /// Values above this were not kept.
    private var limit: UInt64 { isWhole ? .max : UInt64(values.last ?? 0) }

    /// The Jaccard similarity of the two texts' sets of shingles, over the range of hashes in
    /// which both sketches are complete; 0 when that range holds none.
    public func jaccard(_ other: SketchView) -> Double {
        var both: UInt64 = 0
        var either: UInt64 = 0
        guard let a = values.baseAddress, let b = other.values.baseAddress else { return 0 }
        cbk_minhash_overlap(
            a, values.count, b, other.values.count, min(limit, other.limit), &both, &either)
        return either == 0 ? 0 : Double(both) / Double(either)
    }
}
