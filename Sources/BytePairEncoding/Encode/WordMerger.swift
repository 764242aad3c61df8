// Applies merges to one pretoken: lowest rank first, leftmost first among equals.

/// Scratch for merging, one per worker.
///
/// Short pretokens take a scan per merge. Long ones take time linear in their length from
/// ``RankBuckets`` where the ranks allow it, and `n log n` from a heap where they don't.
final class WordMerger {
    /// The longest pretoken that is scanned.
    static let scanLimit = 128

    /// A short pretoken's tokens, each at the place of its first byte.
    private let tokens = UnsafeMutablePointer<UInt32>.allocate(capacity: scanLimit)
    /// What each token and the next become.
    private let results = UnsafeMutablePointer<UInt32>.allocate(capacity: scanLimit)
    /// The rank of that merge above its place; `.max` where there is none. Whole fours are read.
    private let keys = UnsafeMutablePointer<UInt64>.allocate(capacity: scanLimit + 4)
    /// The places of the tokens before and after each; the first is at 1, the end has a place.
    private let previous = UnsafeMutablePointer<UInt8>.allocate(capacity: scanLimit + 2)
    private let next = UnsafeMutablePointer<UInt8>.allocate(capacity: scanLimit + 2)
    private var buckets = RankBuckets()
    private var heap = MergeHeap()

    deinit {
        tokens.deallocate()
        results.deallocate()
        keys.deallocate()
        previous.deallocate()
        next.deallocate()
    }

    /// Replaces `symbols` (byte tokens, or whatever merging begins with) by the merged tokens.
    func merge(_ symbols: inout [UInt32], with table: borrowing MergeTable) {
        let count = symbols.count
        if count < 2 { return }
        if count > Self.scanLimit { return mergeLong(&symbols, table) }
        for at in 0..<count { tokens[at] = symbols[at] }
        for at in 0..<(count &- 1) { note(table.find(tokens[at], tokens[at &+ 1]), at) }
        let merged = mergeShort(count, table)
        symbols.removeAll(keepingCapacity: true)
        symbols.append(contentsOf: merged)
    }

    /// The tokens of 1 to ``scanLimit`` bytes, until the next call.
    func merge(
        _ bytes: UnsafeBufferPointer<UInt8>, with table: borrowing MergeTable,
        _ pairs: borrowing BytePairs
    ) -> UnsafeBufferPointer<UInt32> {
        let count = bytes.count
        for at in 0..<count { tokens[at] = pairs.tokens[Int(bytes[at])] }
        for at in 0..<(count &- 1) { note(pairs.find(bytes[at], bytes[at &+ 1]), at) }
        return mergeShort(count, table)
    }

    private func mergeLong(_ symbols: inout [UInt32], _ table: borrowing MergeTable) {
        if table.isMonotone {
            buckets.merge(&symbols, table)
        } else {
            heap.merge(&symbols, table)
        }
    }

    /// Notes the merge of the token at a place with the next.
    @inline(__always)
    private func note(_ merge: RankedMerge, _ at: Int) {
        results[at] = UInt32(truncatingIfNeeded: merge)
        keys[at] = merge == MergeTable.none ? .max : merge & ~0xFFFF_FFFF | UInt64(at)
    }

    /// Merges what stands in `tokens`, whose merges are noted.
    private func mergeShort(
        _ count: Int, _ table: borrowing MergeTable
    ) -> UnsafeBufferPointer<UInt32> {
        for at in 0...count {
            previous[at] = UInt8(truncatingIfNeeded: at &- 1)
            next[at] = UInt8(truncatingIfNeeded: at &+ 1)
        }
        for at in max(0, count &- 1)..<(count &+ 3) { keys[at] = .max }
        while case let key = least(count &- 1), key != .max {
            join(Int(truncatingIfNeeded: key & 0xFF), count, table)
        }
        return gather(count)
    }

    /// The smallest of the first `count` keys.
    @inline(__always)
    private func least(_ count: Int) -> UInt64 {
        var (a, b, c, d): (UInt64, UInt64, UInt64, UInt64) = (.max, .max, .max, .max)
        var at = 0
        while at < count {
            a = min(a, keys[at])
            b = min(b, keys[at &+ 1])
            c = min(c, keys[at &+ 2])
            d = min(d, keys[at &+ 3])
            at &+= 4
        }
        return min(min(a, b), min(c, d))
    }

    @inline(__always)
    private func join(_ at: Int, _ count: Int, _ table: borrowing MergeTable) {
        let token = results[at]
        let gone = Int(next[at])
        let after = Int(next[gone])
        tokens[at] = token
        keys[gone] = .max
        next[at] = UInt8(truncatingIfNeeded: after)
        previous[after] = UInt8(truncatingIfNeeded: at)
        let before = Int(previous[at])
        if at > 0 { table.prepareToFind(tokens[before], token) }
        note(after < count ? table.find(token, tokens[after]) : MergeTable.none, at)
        if at > 0 {
            note(table.find(tokens[before], token), before)
        }
    }

    /// Moves the tokens that are left to the front.
    private func gather(_ count: Int) -> UnsafeBufferPointer<UInt32> {
        var at = 0
        var kept = 0
        while at < count {
            tokens[kept] = tokens[at]
            kept &+= 1
            at = Int(next[at])
        }
        return UnsafeBufferPointer(start: tokens, count: kept)
    }
}
