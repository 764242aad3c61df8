// Merging of long pretokens in any order of ranks, by a heap.

/// A binary min-heap of merges by rank, then place, and the tokens that they apply to.
struct MergeHeap {
    private var links: [(previous: Int32, next: Int32)] = []
    private var items = PriorityHeap<PlacedMerge>()

    /// Replaces `tokens`, fewer than 2^31, by the merged tokens.
    mutating func merge(_ tokens: inout [UInt32], _ table: borrowing MergeTable) {
        let count = tokens.count
        for at in 0..<count {
            links.append((Int32(at - 1), at + 1 < count ? Int32(at + 1) : -1))
            if at + 1 < count { push(table.find(tokens[at], tokens[at + 1]), at) }
        }
        while let top = items.pop() {
            let (rank, at) = (top.rank, Int(top.at))
            let next = Int(links[at].next)
            // A merge nearby may have used up either side since this was pushed.
            guard tokens[at] != .max, next >= 0,
                table.find(tokens[at], tokens[next]) == rank
            else { continue }
            join(at, next, into: table.result(of: rank), &tokens, table)
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

    private mutating func push(_ rank: MergeRank, _ at: Int) {
        if rank == MergeTable.none { return }
        items.push(PlacedMerge(rank: rank, at: Int32(at)))
    }
}

/// A merge and the token that is its left side: the lower rank first, then the place.
private struct PlacedMerge: Prioritized {
    let rank: MergeRank
    let at: Int32

    static func precedes(_ a: PlacedMerge, _ b: PlacedMerge) -> Bool {
        a.rank != b.rank ? a.rank < b.rank : a.at < b.at
    }
}
