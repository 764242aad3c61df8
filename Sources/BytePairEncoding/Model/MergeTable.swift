// The merges of a model: which two neighbouring tokens become one, and in which order.
import ByteKernels

/// One merge: `left` and `right` side by side become `result`.
public struct Merge: Sendable, Hashable {
    public var left: UInt32
    public var right: UInt32
    public var result: UInt32

    public init(left: UInt32, right: UInt32, result: UInt32) {
        self.left = left
        self.right = right
        self.result = result
    }
}

/// What a look-up in the table gives: rank above, resulting id below, so that the smaller value
/// is the earlier merge.
typealias RankedMerge = UInt64

/// Pair to merge, by open addressing. Immutable once filled, so it can be shared.
struct MergeTable: ~Copyable {
    /// No merge for this pair; larger than every merge.
    static let none: RankedMerge = .max

    private struct Entry {
        var pair: UInt64
        var merge: RankedMerge
    }

    private let memory: MappedTable
    private let entries: UnsafeMutablePointer<Entry>
    private let mask: Int

    /// Room for `count` merges. Empty entries are those whose merge is 0, which rank 0 with
    /// result 0 would be: a result is never a byte token in slot 0, so ranks count from 1.
    init(capacity count: Int) {
        var size = 64
        while size < count * 2 { size *= 2 }
        memory = MappedTable(byteCount: size * MemoryLayout<Entry>.stride)
        entries = memory.base.bindMemory(to: Entry.self, capacity: size)
        mask = size - 1
    }

    /// Adds a merge; of two for the same pair the later rank counts, as in Hugging Face's files.
    func insert(_ merge: Merge, rank: Int) {
        let pair = Self.pair(merge.left, merge.right)
        var slot = Self.hash(pair) & mask
        while entries[slot].merge != 0 && entries[slot].pair != pair { slot = (slot &+ 1) & mask }
        entries[slot] = Entry(
            pair: pair, merge: RankedMerge(rank + 1) << 32 | RankedMerge(merge.result))
    }

    @inline(__always)
    func find(_ left: UInt32, _ right: UInt32) -> RankedMerge {
        let pair = Self.pair(left, right)
        var slot = Self.hash(pair) & mask
        while true {
            let entry = entries[slot]
            if entry.merge == 0 { return Self.none }
            if entry.pair == pair { return entry.merge }
            slot = (slot &+ 1) & mask
        }
    }

    @inline(__always)
    private static func pair(_ left: UInt32, _ right: UInt32) -> UInt64 {
        UInt64(left) &<< 32 | UInt64(right)
    }

    @inline(__always)
    private static func hash(_ pair: UInt64) -> Int {
        let product = pair &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: product &>> 32 ^ product &>> 15)
    }
}
