// Pair to merge in one cache line: which two neighbouring tokens become one, and in which order.
import ByteKernels

/// The place of a merge in the order of merges, from 1; the smaller one is the earlier merge.
typealias MergeRank = UInt32

/// Pair to merge, by open addressing. Immutable once filled, so it can be shared.
///
/// A bucket is one cache line: a byte of the hash for each of its seven entries, then the entries
/// of one word. So an answer takes one line, and that no merge is there, which is most of the
/// answers, is seen in the first word.
struct MergeTable: ~Copyable {
    /// No merge for this pair; larger than every rank.
    static let none: MergeRank = .max
    /// Ids of the tokens that merge are below this.
    static let idBound: UInt32 = 1 << idBits
    /// There are fewer merges than this.
    static let mergeBound = 1 << rankBits
    private static let idBits: UInt64 = 20
    private static let rankBits: UInt64 = 23
    private static let bucketWords = 8
    private static let entriesPerBucket = 7
    private static let eachByte: UInt64 = 0x01_0101_0101_0101

    private let memory: MappedTable
    /// First the hash bytes, on top of them whether the next bucket must be asked too; then pairs
    /// of ids, each above its rank. A hash byte of 0 is no entry.
    private let buckets: UnsafeMutablePointer<UInt64>
    private let bucketCount: UInt64
    /// What the merge of each rank makes, less the rank; the same for most models.
    private let results: UnsafeMutablePointer<UInt32>
    private var shift: UInt32?
    private var isShifted = true
    /// One past the largest rank.
    let rankBound: Int
    /// Whether every merge ranks after all that make its parts, so that what a merge makes merges
    /// at higher ranks only. So it is where training learned the merges.
    let isMonotone: Bool

    /// Room for `count` merges.
    init(capacity count: Int, isMonotone: Bool = false) {
        rankBound = count + 2
        self.isMonotone = isMonotone
        // Four entries a bucket.
        bucketCount = UInt64(count / 4 + 2)
        let bytes = Int(bucketCount) * Self.bucketWords * 8
        memory = MappedTable(byteCount: bytes + rankBound * 4)
        buckets = memory.base.bindMemory(to: UInt64.self, capacity: bytes / 8)
        results = (memory.base + bytes).bindMemory(to: UInt32.self, capacity: rankBound)
    }

    /// Adds a merge; of two for the same pair the later rank counts, as in Hugging Face's files.
    /// `rank` counts from 0.
    mutating func insert(_ merge: Merge, rank: Int) {
        let shift = merge.result &- UInt32(rank + 1)
        results[rank + 1] = shift
        isShifted = isShifted && shift == self.shift ?? shift
        self.shift = shift
        let pair = Self.pair(merge.left, merge.right)
        let hash = Self.hash(pair)
        var bucket = place(hash)
        while true {
            for entry in 1...Self.entriesPerBucket {
                let at = buckets + (bucket + entry)
                if at.pointee != 0 && at.pointee &>> Self.rankBits != pair { continue }
                at.pointee = pair &<< Self.rankBits | UInt64(rank + 1)
                buckets[bucket] |= Self.mark(hash) &<< UInt64(8 * (entry - 1))
                return
            }
            buckets[bucket] |= 1 << 56
            bucket = next(bucket)
        }
    }

    @inline(__always)
    func find(_ left: UInt32, _ right: UInt32) -> MergeRank {
        let pair = Self.pair(left, right)
        let hash = Self.hash(pair)
        var bucket = place(hash)
        let marks = Self.mark(hash) &* Self.eachByte
        while true {
            let first = buckets[bucket]
            // Bytes that are equal have their top bit in `equal`; some above one may, too.
            let difference = first ^ marks
            var equal = (difference &- Self.eachByte) & ~difference & (Self.eachByte &<< 7)
            while equal != 0 {
                let entry = buckets[bucket &+ 1 &+ equal.trailingZeroBitCount / 8]
                if entry &>> Self.rankBits == pair {
                    return MergeRank(truncatingIfNeeded: entry) & UInt32(Self.mergeBound - 1)
                }
                equal &= equal &- 1
            }
            if first &>> 56 == 0 { return Self.none }
            bucket = next(bucket)
        }
    }

    /// The token that the merge of a rank makes.
    @inline(__always)
    func result(of rank: MergeRank) -> UInt32 {
        if isShifted, let shift { return rank &+ shift }
        return rank &+ results[Int(rank)]
    }

    /// Starts loading what `find` will read.
    @inline(__always)
    func prepareToFind(_ left: UInt32, _ right: UInt32) {
        prefetch(buckets + place(Self.hash(Self.pair(left, right))))
    }

    @inline(__always)
    private static func pair(_ left: UInt32, _ right: UInt32) -> UInt64 {
        UInt64(left) &<< idBits | UInt64(right)
    }

    @inline(__always)
    private static func hash(_ pair: UInt64) -> UInt64 {
        let product = pair &* 0x9E37_79B9_7F4A_7C15
        return product ^ product &>> 32
    }

    /// The byte that stands for a hash in its bucket.
    @inline(__always)
    private static func mark(_ hash: UInt64) -> UInt64 { hash & 127 | 128 }

    /// The first word of a hash's bucket.
    @inline(__always)
    private func place(_ hash: UInt64) -> Int {
        Int(truncatingIfNeeded: hash.multipliedFullWidth(by: bucketCount).high)
            &* Self.bucketWords
    }

    @inline(__always)
    private func next(_ bucket: Int) -> Int {
        let next = bucket &+ Self.bucketWords
        return next == Int(truncatingIfNeeded: bucketCount) &* Self.bucketWords ? 0 : next
    }
}
