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
///
/// Most pairs that are asked for have no merge. A bit per hash value, small enough for a core's
/// own cache, says so for nine in ten of them, and only the rest wait for the table.
struct MergeTable: ~Copyable {
    /// No merge for this pair; larger than every merge.
    static let none: RankedMerge = .max

    private struct Entry {
        var pair: UInt64
        var merge: RankedMerge
    }

    private let memory: MappedTable
    private let entries: UnsafeMutablePointer<Entry>
    private let filter: UnsafeMutablePointer<UInt64>
    private let mask: Int
    private let filterMask: Int
    /// One past the largest rank, counted from 1.
    let rankBound: Int
    /// Whether every merge ranks after all that make its parts, so that what a merge makes merges
    /// at higher ranks only. So it is where training learned the merges.
    let isMonotone: Bool

    /// Room for `count` merges. Empty entries are those whose merge is 0, which rank 0 with
    /// result 0 would be: a result is never a byte token in slot 0, so ranks count from 1.
    init(capacity count: Int, isMonotone: Bool = false) {
        rankBound = count + 2
        self.isMonotone = isMonotone
        var size = 64
        while size < count * 2 { size *= 2 }
        // Four bits an entry: at least eight a merge.
        let filterBytes = max(64, size / 2)
        memory = MappedTable(byteCount: filterBytes + size * MemoryLayout<Entry>.stride)
        filter = memory.base.bindMemory(to: UInt64.self, capacity: size / 16)
        entries = (memory.base + filterBytes).bindMemory(to: Entry.self, capacity: size)
        mask = size - 1
        filterMask = size / 16 - 1
    }

    /// Adds a merge; of two for the same pair the later rank counts, as in Hugging Face's files.
    func insert(_ merge: Merge, rank: Int) {
        let pair = Self.pair(merge.left, merge.right)
        let hash = Self.hash(pair)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while entries[slot].merge != 0 && entries[slot].pair != pair { slot = (slot &+ 1) & mask }
        entries[slot] = Entry(
            pair: pair, merge: RankedMerge(rank + 1) << 32 | RankedMerge(merge.result))
        filter[Int(truncatingIfNeeded: hash &>> 6) & filterMask] |= 1 &<< (hash & 63)
    }

    @inline(__always)
    func find(_ left: UInt32, _ right: UInt32) -> RankedMerge {
        let pair = Self.pair(left, right)
        let hash = Self.hash(pair)
        let bits = filter[Int(truncatingIfNeeded: hash &>> 6) & filterMask]
        if bits &>> (hash & 63) & 1 == 0 { return Self.none }
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let entry = entries[slot]
            if entry.pair == pair && entry.merge != 0 { return entry.merge }
            if entry.merge == 0 { return Self.none }
            slot = (slot &+ 1) & mask
        }
    }

    /// Starts loading what `find` will read.
    @inline(__always)
    func prepareToFind(_ left: UInt32, _ right: UInt32) {
        let hash = Self.hash(Self.pair(left, right))
        prefetch(filter + (Int(truncatingIfNeeded: hash &>> 6) & filterMask))
        prefetch(entries + (Int(truncatingIfNeeded: hash) & mask))
    }

    @inline(__always)
    private static func pair(_ left: UInt32, _ right: UInt32) -> UInt64 {
        UInt64(left) &<< 32 | UInt64(right)
    }

    @inline(__always)
    private static func hash(_ pair: UInt64) -> UInt64 {
        let product = pair &* 0x9E37_79B9_7F4A_7C15
        return product &>> 32 ^ product &>> 15
    }
}

/// The merges of neighbouring bytes, found without hashing: merging begins with these.
struct BytePairs: ~Copyable {
    private let memory: MappedTable
    private let merges: UnsafeMutablePointer<RankedMerge>
    /// The token of each byte.
    let tokens: UnsafeMutablePointer<UInt32>
    /// Whether every byte has a token; else there is nothing to be found here.
    let isComplete: Bool

    /// `tokens` has `.max` for bytes without one.
    init(_ tokens: [UInt32], _ table: borrowing MergeTable) {
        let pairs = tokens.count * tokens.count
        isComplete = !tokens.contains(.max)
        memory = MappedTable(byteCount: pairs * 8 + tokens.count * 4)
        merges = memory.base.bindMemory(to: RankedMerge.self, capacity: pairs)
        self.tokens = (memory.base + pairs * 8).bindMemory(
            to: UInt32.self, capacity: tokens.count)
        if !isComplete { return }
        for (left, token) in tokens.enumerated() {
            self.tokens[left] = token
            for right in tokens.indices {
                merges[left << 8 | right] = table.find(token, tokens[right])
            }
        }
    }

    @inline(__always)
    func find(_ left: UInt8, _ right: UInt8) -> RankedMerge {
        merges[Int(left) &<< 8 | Int(right)]
    }
}
