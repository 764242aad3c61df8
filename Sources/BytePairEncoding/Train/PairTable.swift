// Counts of neighbouring tokens while training.
import ByteKernels

/// A pair of token ids as one number that orders like the pair.
@inline(__always)
func pairKey(_ left: UInt32, _ right: UInt32) -> UInt64 { UInt64(left) &<< 32 | UInt64(right) }

/// Pair to count, by open addressing.
struct PairTable: ~Copyable {
    private struct Entry {
        /// The pair plus one; 0 is empty.
        var key: UInt64
        var count: Int64
    }

    private var memory: MappedTable
    private var entries: UnsafeMutablePointer<Entry>
    private var mask: Int
    private var used = 0

    init() { self.init(size: 1 << 12) }

    private init(size: Int) {
        memory = MappedTable(byteCount: size * MemoryLayout<Entry>.stride)
        entries = memory.base.bindMemory(to: Entry.self, capacity: size)
        mask = size - 1
    }

    @inline(__always)
    static func hash(_ pair: UInt64) -> Int {
        let product = (pair &+ 1) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: product &>> 32 ^ product &>> 20)
    }

    /// The count of a pair; 0 when it is not here.
    func count(_ pair: UInt64) -> Int64 { entries[slot(pair)].count }

    /// The count of a pair that is here, to read and change before the next call.
    @inline(__always)
    func find(_ pair: UInt64) -> UnsafeMutablePointer<Int64>? {
        let entry = entries + slot(pair)
        if entry.pointee.key == 0 { return nil }
        return UnsafeMutableRawPointer(entry).advanced(by: 8).assumingMemoryBound(to: Int64.self)
    }

    /// Subtracts from a pair that is here; nothing happens to others.
    @inline(__always)
    mutating func subtract(_ count: Int64, from pair: UInt64) {
        let entry = entries + slot(pair)
        if entry.pointee.key != 0 { entry.pointee.count &-= count }
    }

    /// Adds to a pair, which is made when it is not here.
    @inline(__always)
    mutating func add(_ count: Int64, to pair: UInt64) {
        let entry = entries + slot(pair)
        entry.pointee.count &+= count
        if entry.pointee.key == 0 {
            entry.pointee.key = pair &+ 1
            used &+= 1
            if used &* 2 > mask { grow() }
        }
    }

    /// Gives every pair with its count, in no particular order.
    func visit(_ body: (UInt64, Int64) -> Void) {
        for slot in 0...mask where entries[slot].key != 0 {
            body(entries[slot].key &- 1, entries[slot].count)
        }
    }

    @inline(__always)
    private func slot(_ pair: UInt64) -> Int {
        var slot = Self.hash(pair) & mask
        while entries[slot].key != 0 && entries[slot].key != pair &+ 1 { slot = (slot &+ 1) & mask }
        return slot
    }

    private mutating func grow() {
        var larger = PairTable(size: (mask + 1) * 2)
        visit { larger.entries[larger.slot($0)] = Entry(key: $0 &+ 1, count: $1) }
        larger.used = used
        self = larger
    }
}

/// A pair that may be merged, with where it may be found.
struct PairCandidate: Prioritized {
    var count: Int64
    var pair: UInt64
    /// A range of the list of places.
    var places: Range<Int>

    /// The pair to merge first: the more frequent; of equals the smaller.
    @inline(__always)
    static func precedes(_ a: PairCandidate, _ b: PairCandidate) -> Bool {
        a.count != b.count ? a.count > b.count : a.pair < b.pair
    }
}
