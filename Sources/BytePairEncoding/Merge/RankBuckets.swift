// Merging of long pretokens in linear time, where no merge makes way for one of a lower rank.

/// Scratch for long pretokens: the places of each merge in a list of its own.
///
/// With ranks that only rise (see ``MergeTable/isMonotone``) all places of one rank are known when
/// its turn comes. They only compete where they overlap, as in `aaaa`, and there the leftmost
/// goes first. A merge moves a fixed number of places between lists, so `n` symbols cost `n`.
///
/// With such ranks tokens are what a text becomes exactly when every two neighbours are what the
/// two become by themselves: the first merge across a border would depend on these two alone. So
/// a pretoken is merged in stretches, each from some tokens before the end of the last one on,
/// and the scratch does not grow with it.
struct RankBuckets {
    private var stretch = MergedStretch()
    private var seam = MergedStretch()
    private static let symbolsAtOnce = 1 << 16
    private static let tokensAgain = 64

    /// Replaces `symbols`, fewer than 2^31, by the merged tokens.
    mutating func merge(_ symbols: inout [UInt32], _ table: borrowing MergeTable) {
        var tokens: [UInt32] = []
        // Where in the symbols each token ends.
        var ends: [Int32] = []
        var size = Self.symbolsAtOnce
        while case let done = Int(ends.last ?? 0), done < symbols.count {
            let end = min(done + size, symbols.count)
            var kept = max(0, ends.count - Self.tokensAgain)
            while true {
                let start = kept > 0 ? Int(ends[kept - 1]) : 0
                stretch.merge(symbols[start..<end], table)
                if kept == 0 || stands(tokens[kept - 1], ends, kept, symbols, table) { break }
                kept = max(0, 2 * kept - ends.count)
                size *= 2
            }
            tokens.replaceSubrange(kept..., with: stretch.tokens)
            ends.replaceSubrange(kept..., with: stretch.ends)
        }
        symbols = tokens
    }

    /// Whether a token and the first of the stretch after it are what the two become.
    private mutating func stands(
        _ token: UInt32, _ ends: [Int32], _ kept: Int, _ symbols: [UInt32],
        _ table: borrowing MergeTable
    ) -> Bool {
        let start = kept > 1 ? Int(ends[kept - 2]) : 0
        seam.merge(symbols[start..<Int(stretch.ends[0])], table)
        return seam.tokens == [token, stretch.tokens[0]]
    }
}

/// The tokens of one stretch of symbols, and the scratch to find them.
private struct MergedStretch {
    private(set) var tokens: [UInt32] = []
    /// Where in the symbols each token ends.
    private(set) var ends: [Int32] = []
    private var places: [MergePlace] = []
    /// The first place of each rank.
    private var lists: [Int32] = []
    /// Which lists have had a place, a bit each.
    private var filled: [UInt64] = []

    mutating func merge(_ symbols: ArraySlice<UInt32>, _ table: borrowing MergeTable) {
        if lists.count < table.rankBound {
            lists = [Int32](repeating: MergePlace.none, count: table.rankBound)
            filled = [UInt64](repeating: 0, count: table.rankBound / 64 + 1)
        }
        link(symbols)
        places.withUnsafeMutableBufferPointer { places in
            lists.withUnsafeMutableBufferPointer { lists in
                filled.withUnsafeMutableBufferPointer { filled in
                    MergeWork(places: places, lists: lists, filled: filled).mergeAll(table)
                }
            }
        }
        gather(from: symbols.startIndex)
    }

    private mutating func link(_ symbols: ArraySlice<UInt32>) {
        places.removeAll(keepingCapacity: true)
        for (at, symbol) in symbols.enumerated() {
            let next = at + 1 < symbols.count ? Int32(at + 1) : MergePlace.none
            places.append(MergePlace(token: symbol, previous: Int32(at - 1), next: next))
        }
    }

    private mutating func gather(from start: Int) {
        tokens.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        var at = 0
        while at >= 0 {
            let next = Int(places[at].next)
            tokens.append(places[at].token)
            ends.append(Int32(start + (next >= 0 ? next : places.count)))
            at = next
        }
    }
}

/// A token and its merge with the next, which is in the list of its rank.
private struct MergePlace {
    static let none: Int32 = -1

    var token: UInt32
    /// Of the merge with the next token.
    var rank = MergeTable.none
    var previous: Int32
    var next: Int32
    var previousInList = none
    var nextInList = none
}

/// The scratch, borrowed for one stretch.
private struct MergeWork {
    let places: UnsafeMutableBufferPointer<MergePlace>
    let lists: UnsafeMutableBufferPointer<Int32>
    let filled: UnsafeMutableBufferPointer<UInt64>

    func mergeAll(_ table: borrowing MergeTable) {
        for at in places.indices.dropLast().reversed() {
            add(at, table.find(places[at].token, places[at + 1].token))
        }
        for word in filled.indices {
            while filled[word] != 0 {
                let rank = word << 6 | filled[word].trailingZeroBitCount
                filled[word] &= filled[word] &- 1
                mergeList(rank, table)
            }
        }
    }

    private func mergeList(_ rank: Int, _ table: borrowing MergeTable) {
        let result = table.result(of: MergeRank(rank))
        while lists[rank] >= 0 {
            var at = Int(lists[rank])
            while case let before = Int(places[at].previous), before >= 0,
                places[before].rank == rank
            {
                at = before
            }
            // The rest of a chain of overlapping places, left to right.
            while at >= 0 && places[at].rank == rank { at = join(at, result, table) }
        }
    }

    /// Merges a token with the next; gives the place after both.
    @inline(__always)
    private func join(_ at: Int, _ result: UInt32, _ table: borrowing MergeTable) -> Int {
        let gone = Int(places[at].next)
        let after = Int(places[gone].next)
        let before = Int(places[at].previous)
        remove(at)
        remove(gone)
        places[at].token = result
        places[at].next = Int32(truncatingIfNeeded: after)
        if after >= 0 {
            places[after].previous = Int32(truncatingIfNeeded: at)
            add(at, table.find(result, places[after].token))
        }
        if before >= 0 {
            remove(before)
            add(before, table.find(places[before].token, result))
        }
        return after
    }

    @inline(__always)
    private func add(_ at: Int, _ found: MergeRank) {
        if found == MergeTable.none { return }
        let rank = Int(found)
        let first = lists[rank]
        lists[rank] = Int32(truncatingIfNeeded: at)
        places[at].rank = found
        places[at].previousInList = MergePlace.none
        places[at].nextInList = first
        if first >= 0 {
            places[Int(first)].previousInList = Int32(truncatingIfNeeded: at)
        } else {
            filled[rank >> 6] |= 1 << UInt64(rank & 63)
        }
    }

    @inline(__always)
    private func remove(_ at: Int) {
        let place = places[at]
        if place.rank == MergeTable.none { return }
        if place.previousInList >= 0 {
            places[Int(place.previousInList)].nextInList = place.nextInList
        } else {
            lists[Int(place.rank)] = place.nextInList
        }
        if place.nextInList >= 0 {
            places[Int(place.nextInList)].previousInList = place.previousInList
        }
        places[at].rank = MergeTable.none
    }
}
