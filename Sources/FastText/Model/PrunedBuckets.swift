// Which hash buckets a pruned model kept, and at which row.
import ByteKernels

/// A set of buckets with their rows: a bit per bucket, small enough to stay in cache, and the
/// number of kept buckets before each 64.
///
/// Most n-grams of a text are not kept, so the common answer costs one bit test.
final class PrunedBuckets: Sendable {
    /// Pairs as the file has them, in the file's order, for writing them back.
    let pairs: [(bucket: Int32, row: Int32)]
    private let bits: FlatStorage<UInt64>
    private let before: FlatStorage<UInt32>
    private let rowByRank: FlatStorage<Int32>

    /// - Precondition: each bucket is in `0..<bucketCount`. A bucket named twice keeps its last row.
    init(pairs: [(bucket: Int32, row: Int32)], bucketCount: Int) {
        self.pairs = pairs
        let words = (bucketCount + 63) / 64
        let bits = FlatStorage<UInt64>(count: words, repeating: 0)
        for pair in pairs { bits.base[Int(pair.bucket) >> 6] |= 1 << UInt64(pair.bucket & 63) }
        let before = FlatStorage<UInt32>(count: words, repeating: 0)
        var kept: UInt32 = 0
        for word in 0..<words {
            before.base[word] = kept
            kept += UInt32(bits.base[word].nonzeroBitCount)
        }
        self.bits = bits
        self.before = before
        rowByRank = FlatStorage(count: Int(kept), repeating: 0)
        for pair in pairs {
            rowByRank.base[Self.rank(UInt32(pair.bucket), bits.base, before.base)] = pair.row
        }
    }

    @inline(__always)
    private static func rank(
        _ bucket: UInt32, _ bits: UnsafePointer<UInt64>, _ before: UnsafePointer<UInt32>
    ) -> Int {
        let word = Int(bucket >> 6)
        let lower = bits[word] & ((1 &<< UInt64(bucket & 63)) &- 1)
        return Int(before[word]) &+ lower.nonzeroBitCount
    }

    /// The same for the kernel; valid while this is.
    /// - Parameter isRanked: whether rows stand in the order of ``rowOrder``.
    func kept(isRanked: Bool) -> CharacterNgrams.Kept {
        CharacterNgrams.Kept(
            bits: bits.base, before: before.base, rows: isRanked ? nil : rowByRank.base)
    }

    /// The row of a bucket, counted from the first bucket row; nil if it was pruned away.
    @inline(__always)
    func row(ofBucket bucket: UInt32, isRanked: Bool) -> Int32? {
        guard (bits.base[Int(bucket >> 6)] &>> UInt64(bucket & 63)) & 1 != 0 else { return nil }
        let rank = Self.rank(bucket, bits.base, before.base)
        return isRanked ? Int32(rank) : rowByRank.base[rank]
    }

    /// The row of each kept bucket, in the buckets' order: with rows in that order a bucket's rank is
    /// its row, and finding it takes one table less. Nil unless each row up to their number is one
    /// bucket's.
    var rowOrder: [Int32]? {
        let rows = Array(UnsafeBufferPointer(start: rowByRank.base, count: rowByRank.count))
        var isTaken = [Bool](repeating: false, count: rows.count)
        for row in rows {
            guard row < rows.count, !isTaken[Int(row)] else { return nil }
            isTaken[Int(row)] = true
        }
        return rows.count == pairs.count ? rows : nil
    }
}
