// Applies merges to pretokens: lowest rank first, leftmost first among equals.
import ByteKernels
import CByteKernels

/// Scratch for merging, one per worker.
///
/// Short pretokens take a scan per merge, after all merges of bytes that nothing competes with.
/// They go several at a time, so that what one waits for is loaded while others are worked on.
/// Long ones take time linear in their length from ``RankBuckets`` where the ranks allow it, and
/// `n log n` from a heap where they don't.
final class WordMerger {
    /// How many short pretokens are merged in turn.
    static let laneCount = 32
    /// The longest pretoken of bytes that a lane may take.
    static let byteLimit = MergeLane.byteLimit

    private let lanes: UnsafeMutableBufferPointer<MergeLane>
    /// The lanes with merges left, before the others.
    private let busy = UnsafeMutablePointer<Int>.allocate(capacity: laneCount)
    private var buckets = RankBuckets()
    private var heap = MergeHeap()

    init() {
        lanes = .allocate(capacity: Self.laneCount)
        for lane in 0..<Self.laneCount { lanes.initializeElement(at: lane, to: MergeLane()) }
    }

    deinit {
        for lane in lanes { lane.free() }
        lanes.deallocate()
        busy.deallocate()
    }

    /// Replaces `symbols` (byte tokens, or whatever merging begins with) by the merged tokens.
    func merge(_ symbols: inout [UInt32], with table: borrowing MergeTable) {
        if symbols.count < 2 { return }
        if symbols.count <= MergeLane.symbolLimit {
            lanes[0].load(symbols)
            mergeLanes(1, with: table)
            symbols.removeAll(keepingCapacity: true)
            symbols.append(contentsOf: tokens(lane: 0))
        } else if table.isMonotone {
            buckets.merge(&symbols, table)
        } else {
            heap.merge(&symbols, table)
        }
    }

    /// Puts a pretoken of 1 to ``byteLimit`` bytes into a lane; false when it has too many symbols.
    @inline(__always)
    func load(
        _ bytes: UnsafeBufferPointer<UInt8>, lane: Int, with table: borrowing MergeTable,
        _ pairs: borrowing BytePairs
    ) -> Bool {
        lanes[lane].load(bytes, table, pairs)
    }

    /// Merges what is in the first lanes.
    func mergeLanes(_ count: Int, with table: borrowing MergeTable) {
        for lane in 0..<count { lanes[lane].noteMerges(table) }
        var left = 0
        for lane in 0..<count where lanes[lane].beginMerge(table) {
            busy[left] = lane
            left &+= 1
        }
        while left > 0 {
            var at = 0
            while at < left {
                lanes[busy[at]].endMerge(table)
                if lanes[busy[at]].beginMerge(table) {
                    at &+= 1
                } else {
                    left &-= 1
                    busy[at] = busy[left]
                }
            }
        }
    }

    /// The merged tokens of a lane, once.
    @inline(__always)
    func tokens(lane: Int) -> UnsafeBufferPointer<UInt32> { lanes[lane].takeTokens() }
}

/// A short pretoken under merging; its tokens are at the places of their first symbols.
private struct MergeLane {
    /// A bit for each.
    static let symbolLimit = 64
    static let byteLimit = 128
    private static let noKey = Int32.max
    private static let placeBits: UInt32 = 6

    private let tokens = UnsafeMutablePointer<UInt32>.allocate(capacity: byteLimit)
    /// For each token the rank of its merge with the next, above its place. Whole eights are read.
    private let keys = UnsafeMutablePointer<Int32>.allocate(capacity: symbolLimit)
    private var count = 0
    /// The places that have a token.
    private var alive: UInt64 = 0
    /// Of the merge that was begun: the new token's place, and the places before and after it.
    private var place = 0
    private var before = 0
    private var after = 0
    /// Where there is nothing before or after.
    private static let nowhere = -1

    func free() {
        tokens.deallocate()
        keys.deallocate()
    }

    /// False when there are too many symbols.
    @inline(__always)
    mutating func load(
        _ bytes: UnsafeBufferPointer<UInt8>, _ table: borrowing MergeTable,
        _ pairs: borrowing BytePairs
    ) -> Bool {
        count = pairs.mergeSafely(bytes, into: tokens, table)
        if count > Self.symbolLimit { return false }
        for place in 0..<(count &- 1) {
            table.prepareToFind(tokens[place], tokens[place &+ 1])
        }
        return true
    }

    mutating func load(_ symbols: [UInt32]) {
        for (place, symbol) in symbols.enumerated() { tokens[place] = symbol }
        count = symbols.count
    }

    /// Notes the merges of all neighbours.
    @inline(__always)
    mutating func noteMerges(_ table: borrowing MergeTable) {
        alive = ~0 &>> UInt64(truncatingIfNeeded: Self.symbolLimit &- count)
        for place in 0..<(count &- 1) {
            note(table.find(tokens[place], tokens[place &+ 1]), place)
        }
        for place in (count &- 1)..<((count &+ 7) & ~7) { keys[place] = Self.noKey }
    }

    @inline(__always)
    private func note(_ rank: MergeRank, _ place: Int) {
        let key = rank &<< Self.placeBits | UInt32(truncatingIfNeeded: place)
        keys[place] = rank == MergeTable.none ? Self.noKey : Int32(bitPattern: key)
    }

    /// Makes the merge of the lowest rank; false when there is none. What ``endMerge(_:)`` will
    /// read is on its way.
    @inline(__always)
    mutating func beginMerge(_ table: borrowing MergeTable) -> Bool {
        let least = cbk_bpe_least(keys, count)
        if least == Self.noKey { return false }
        let key = UInt32(bitPattern: least)
        let bit = UInt64(key) & 63
        place = Int(truncatingIfNeeded: bit)
        let token = table.result(of: key &>> Self.placeBits)
        tokens[place] = token
        var later = alive & (~1 &<< bit)
        keys[later.trailingZeroBitCount] = Self.noKey
        alive ^= later & (0 &- later)
        later &= later &- 1
        let earlier = alive & ((1 &<< bit) &- 1)
        after = later == 0 ? Self.nowhere : later.trailingZeroBitCount
        before = earlier == 0 ? Self.nowhere : 63 &- earlier.leadingZeroBitCount
        if before >= 0 { table.prepareToFind(tokens[before], token) }
        if after >= 0 { table.prepareToFind(token, tokens[after]) }
        return true
    }

    /// Notes the merges of the new token with those beside it.
    @inline(__always)
    mutating func endMerge(_ table: borrowing MergeTable) {
        let token = tokens[place]
        note(after >= 0 ? table.find(token, tokens[after]) : MergeTable.none, place)
        if before >= 0 { note(table.find(tokens[before], token), before) }
    }

    /// Moves the tokens that are left to the front.
    @inline(__always)
    mutating func takeTokens() -> UnsafeBufferPointer<UInt32> {
        var kept = 0
        while alive != 0 {
            tokens[kept] = tokens[alive.trailingZeroBitCount]
            kept &+= 1
            alive &= alive &- 1
        }
        return UnsafeBufferPointer(start: tokens, count: kept)
    }
}
