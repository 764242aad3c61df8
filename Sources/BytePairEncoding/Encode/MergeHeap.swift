// Merging of long pretokens in any order of ranks, by a heap.

/// A binary min-heap of merges by rank, then place, and the tokens that they apply to.
struct MergeHeap {
    private var links: [(previous: Int32, next: Int32)] = []
    private var items: [(merge: RankedMerge, at: Int32)] = []

    /// Replaces `tokens`, fewer than 2^31, by the merged tokens.
    mutating func merge(_ tokens: inout [UInt32], _ table: borrowing MergeTable) {
        let count = tokens.count
        for at in 0..<count {
            links.append((Int32(at - 1), at + 1 < count ? Int32(at + 1) : -1))
            if at + 1 < count { push(table.find(tokens[at], tokens[at + 1]), at) }
        }
        while let (merge, at) = pop() {
            let next = Int(links[at].next)
            // A merge nearby may have used up either side since this was pushed.
            guard tokens[at] != .max, next >= 0,
                table.find(tokens[at], tokens[next]) == merge
            else { continue }
            join(at, next, into: UInt32(truncatingIfNeeded: merge), &tokens, table)
        }
        tokens.removeAll { $0 == .max }
        links.removeAll(keepingCapacity: links.count < 1 << 16)
        items.removeAll(keepingCapacity: links.count < 1 << 16)
    }

    private mutating func join(
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

    private static func before(
        _ a: (merge: RankedMerge, at: Int32), _ b: (merge: RankedMerge, at: Int32)
    ) -> Bool {
        a.merge != b.merge ? a.merge < b.merge : a.at < b.at
    }

    private mutating func push(_ merge: RankedMerge, _ at: Int) {
        if merge == MergeTable.none { return }
        items.append((merge, Int32(at)))
        var child = items.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            if !Self.before(items[child], items[parent]) { break }
            items.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func pop() -> (merge: RankedMerge, at: Int)? {
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
