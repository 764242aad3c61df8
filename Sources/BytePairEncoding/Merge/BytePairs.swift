// Merges of neighbouring bytes that nothing can prevent.
import ByteKernels

/// The merges of neighbouring bytes, found without hashing, and which of them nothing can prevent.
///
/// In a text `p a b n` the bytes `a` and `b` merge before anything else happens to them when no
/// merge of `a` with a token before it that ends in `p` has a lower rank, and none of `b` with a
/// token after it that begins with `n`. That takes ranks that only rise
/// (``MergeTable/isMonotone``), so that what `a` and `b` make waits for its turn.
struct BytePairs: ~Copyable {
    /// What is known of two bytes `a` and `b`, side by side.
    private struct Pair {
        /// Of the merge of the two.
        var rank = MergeTable.none
        /// The lowest of a merge of a token that ends in `a` with `b`.
        var rankBefore: MergeRank = 0
        /// The lowest of a merge of `a` with a token that begins with `b`.
        var rankAfter: MergeRank = 0
        /// The token of `a`.
        var token: UInt32 = 0
    }

    private let memory: MappedTable
    private let pairs: UnsafeMutablePointer<Pair>
    /// Whether every byte has a token; else there is nothing to be found here.
    let isComplete: Bool
    private static let pairCount = 1 << 16

    /// `byteTokens` has `.max` for bytes without one.
    init(
        _ byteTokens: [UInt32], _ table: borrowing MergeTable, _ merges: [Merge],
        _ vocabulary: Vocabulary
    ) {
        isComplete = byteTokens.count == 256 && !byteTokens.contains(.max)
        let count = isComplete ? Self.pairCount : 0
        memory = MappedTable(byteCount: max(1, count * MemoryLayout<Pair>.stride))
        pairs = memory.base.bindMemory(to: Pair.self, capacity: count)
        if !isComplete { return }
        // With a limit of 0, nothing is safe.
        let limit = table.isMonotone ? MergeTable.none : 0
        for pair in 0..<Self.pairCount {
            pairs[pair] = Pair(rankBefore: limit, rankAfter: limit, token: byteTokens[pair >> 8])
        }
        for merge in merges {
            let (isLeftByte, isRightByte) = (
                vocabulary.byteCount(merge.left) == 1, vocabulary.byteCount(merge.right) == 1
            )
            guard isLeftByte || isRightByte, let last = vocabulary[merge.left].last,
                let first = vocabulary[merge.right].first
            else { continue }
            let rank = table.find(merge.left, merge.right)
            let pair = pairs + Self.pair(last, first)
            if isLeftByte && isRightByte { pair.pointee.rank = rank }
            if isRightByte { pair.pointee.rankBefore = min(pair.pointee.rankBefore, rank) }
            if isLeftByte { pair.pointee.rankAfter = min(pair.pointee.rankAfter, rank) }
        }
    }

    /// Writes the tokens of the bytes, merging those pairs that nothing can prevent; gives their
    /// number.
    @inline(__always)
    func mergeSafely(
        _ bytes: UnsafeBufferPointer<UInt8>, into result: UnsafeMutablePointer<UInt32>,
        _ table: borrowing MergeTable
    ) -> Int {
        let last = bytes.count &- 1
        var count = 0
        var at = 0
        var limitBefore = MergeTable.none
        while at < last {
            let pair = pairs + Self.pair(bytes[at], bytes[at &+ 1])
            let rank = pair.pointee.rank
            let after = at &+ 1 == last ? nil : pairs + Self.pair(bytes[at &+ 1], bytes[at &+ 2])
            let limit = min(limitBefore, after?.pointee.rankAfter ?? MergeTable.none)
            if rank < limit {
                result[count] = table.result(of: rank)
                limitBefore = after?.pointee.rankBefore ?? 0
                at &+= 2
            } else {
                result[count] = pair.pointee.token
                limitBefore = pair.pointee.rankBefore
                at &+= 1
            }
            count &+= 1
        }
        if at == last {
            result[count] = pairs[Self.pair(bytes[at], 0)].token
            count &+= 1
        }
        return count
    }

    @inline(__always)
    private static func pair(_ left: UInt8, _ right: UInt8) -> Int { Int(left) &<< 8 | Int(right) }
}
