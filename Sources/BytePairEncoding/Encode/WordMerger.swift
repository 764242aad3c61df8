// Applies merges to one pretoken: lowest rank first, leftmost first among equals.

/// Scratch for merging, one per worker.
///
/// Short pretokens take a scan per merge; long ones a heap, so that `n` bytes cost
/// `n log n` whatever they are.
final class WordMerger {
    /// Where the heap begins to pay.
    static let scanLimit = 128

    /// A short pretoken's tokens, and the merge of each with the next.
    private let short = UnsafeMutablePointer<UInt32>.allocate(capacity: scanLimit)
    private let merges = UnsafeMutablePointer<RankedMerge>.allocate(capacity: scanLimit)
    private var links: [(previous: Int32, next: Int32)] = []
    private var heap = MergeHeap()

    deinit {
        short.deallocate()
        merges.deallocate()
    }

    /// Replaces `tokens` (byte tokens, or whatever merging begins with) by the merged tokens.
    func merge(_ tokens: inout [UInt32], with table: borrowing MergeTable) {
        let count = tokens.count
        if count < 2 { return }
        if count > Self.scanLimit { return mergeByHeap(&tokens, table) }
        for at in 0..<count { short[at] = tokens[at] }
        for at in 0..<(count &- 1) { merges[at] = table.find(short[at], short[at &+ 1]) }
        tokens.removeAll(keepingCapacity: true)
        appendMerged(count, table, to: &tokens)
    }

    /// Appends the tokens of 1 to ``scanLimit`` bytes.
    func merge(
        _ bytes: UnsafeBufferPointer<UInt8>, with table: borrowing MergeTable,
        _ pairs: borrowing BytePairs, into tokens: inout [UInt32]
    ) {
        let count = bytes.count
        for at in 0..<count { short[at] = pairs.tokens[Int(bytes[at])] }
        for at in 0..<(count &- 1) { merges[at] = pairs.find(bytes[at], bytes[at &+ 1]) }
        appendMerged(count, table, to: &tokens)
    }

    /// Merges what stands in `short`, whose merges are known.
    private func appendMerged(
        _ count: Int, _ table: borrowing MergeTable, to result: inout [UInt32]
    ) {
        let tokens = short
        let merges = merges
        var count = count
        while count > 1 {
            var best = 0
            var least = merges[0]
            var at = 1
            while at < count &- 1 {
                if merges[at] < least {
                    least = merges[at]
                    best = at
                }
                at &+= 1
            }
            if least == MergeTable.none { break }
            tokens[best] = UInt32(truncatingIfNeeded: least)
            count &-= 1
            at = best &+ 1
            while at < count {
                tokens[at] = tokens[at &+ 1]
                merges[at &- 1] = merges[at]
                at &+= 1
            }
            if best > 0 { merges[best &- 1] = table.find(tokens[best &- 1], tokens[best]) }
            if best &+ 1 < count { merges[best] = table.find(tokens[best], tokens[best &+ 1]) }
        }
        result.append(contentsOf: UnsafeBufferPointer(start: tokens, count: count))
    }

    private func mergeByHeap(_ tokens: inout [UInt32], _ table: borrowing MergeTable) {
        let count = tokens.count
        links.removeAll(keepingCapacity: true)
        heap.removeAll()
        for at in 0..<count {
            links.append((Int32(at - 1), at + 1 < count ? Int32(at + 1) : -1))
            if at + 1 < count { push(table.find(tokens[at], tokens[at + 1]), at) }
        }
        while let (merge, at) = heap.pop() {
            let next = Int(links[at].next)
            // A merge nearby may have used up either side since this was pushed.
            guard tokens[at] != .max, next >= 0,
                table.find(tokens[at], tokens[next]) == merge
            else { continue }
            join(at, next, into: UInt32(truncatingIfNeeded: merge), &tokens, table)
        }
        tokens.removeAll { $0 == .max }
        heap.removeAll()
    }

    private func join(
        _ at: Int, _ next: Int, into id: UInt32, _ tokens: inout [UInt32],
        _ table: borrowing MergeTable
    ) {
        tokens[at] = id
        tokens[next] = .max
        let after = Int(links[next].next)
        links[at].next = Int32(after)
        if after >= 0 {
            links[after].previous = Int32(at)
            push(table.find(id, tokens[after]), at)
        }
        let before = Int(links[at].previous)
        if before >= 0 { push(table.find(tokens[before], id), before) }
    }

    private func push(_ merge: RankedMerge, _ at: Int) {
        if merge != MergeTable.none { heap.push(merge, at) }
    }
}

/// A binary min-heap of merges by rank, then place.
struct MergeHeap {
    private var items: [(merge: RankedMerge, at: Int32)] = []

    private static func before(
        _ a: (merge: RankedMerge, at: Int32), _ b: (merge: RankedMerge, at: Int32)
    ) -> Bool {
        a.merge != b.merge ? a.merge < b.merge : a.at < b.at
    }

    mutating func removeAll() {
        items.removeAll(keepingCapacity: items.count < 1 << 16)
    }

    mutating func push(_ merge: RankedMerge, _ at: Int) {
        items.append((merge, Int32(at)))
        var child = items.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            if !Self.before(items[child], items[parent]) { break }
            items.swapAt(child, parent)
            child = parent
        }
    }

    mutating func pop() -> (merge: RankedMerge, at: Int)? {
        guard let top = items.first else { return nil }
        let last = items.removeLast()
        if !items.isEmpty {
            items[0] = last
            sink()
        }
        return (top.merge, Int(top.at))
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var child = parent * 2 + 1
            if child >= items.count { return }
            if child + 1 < items.count && Self.before(items[child + 1], items[child]) { child += 1 }
            if !Self.before(items[child], items[parent]) { return }
            items.swapAt(child, parent)
            parent = child
        }
    }
}
