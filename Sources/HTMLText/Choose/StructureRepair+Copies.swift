// What a page says twice: for wide and narrow screens, in a bar that stays in sight.

extension StructureRepair {
    /// What stands in a `noscript` and is kept elsewhere.
    func dropCopiesWithoutScripts(_ keep: inout [Bool]) {
        let isUnseen = blocks.map {
            $0.node >= 0 && surroundings[Int($0.node)].all.kinds.contains(.unseen)
        }
        guard isUnseen.contains(true) else { return }
        var shown = HashTable<UInt32, Int32>(count: blocks.count, absent: 0)
        for (index, block) in blocks.enumerated() where keep[index] && !isUnseen[index] {
            shown[block.text.hash] = block.text.characters
        }
        for (index, block) in blocks.enumerated() where keep[index] && isUnseen[index] {
            keep[index] = shown[block.text.hash] != block.text.characters
        }
    }

    /// Shorter blocks may be the same by chance.
    private static let leastBlock: Int32 = 40
    /// Shorter copies too, in characters: of several blocks, and of one.
    private static let leastCopy: Int32 = 130
    private static let leastSingle: Int32 = 300
    /// Blocks between those of a copy that aren't in the first.
    private static let longestBreak = 4

    /// Drops stretches of kept blocks that say again, in the same order, what another element said
    /// before, where a class of one of the two says that not all readers see it. What is said more
    /// than twice is a form of words.
    func dropCopies(_ keep: inout [Bool]) {
        let kept = blocks.indices.filter { keep[$0] }
        let originals = originals(of: kept)
        var place = 0
        while place < kept.count {
            guard originals[place] >= 0 else {
                place += 1
                continue
            }
            let copy = copy(from: place, originals)
            let least = copy.count > 1 ? Self.leastCopy : Self.leastSingle
            if characters(of: copy, kept, originals) >= least {
                for place in copy where originals[place] >= 0 { keep[kept[place]] = false }
            }
            place = copy.upperBound
        }
    }

    /// For each kept block the place of that which it repeats, -1 where there is none.
    private func originals(of kept: [Int]) -> [Int32] {
        var first = HashTable<UInt32, Int32>(count: kept.count, absent: -1)
        var counts = HashTable<UInt32, Int32>(count: kept.count, absent: 0)
        for (place, index) in kept.enumerated() where isLong(index) {
            let hash = blocks[index].text.hash
            if counts[hash] == 0 { first[hash] = Int32(place) }
            counts[hash] += 1
        }
        return kept.enumerated().map { place, index in
            let hash = blocks[index].text.hash
            let original = isLong(index) && counts[hash] == 2 ? first[hash] : -1
            guard original >= 0, Int(original) < place,
                blocks[kept[Int(original)]].text.characters == blocks[index].text.characters,
                mayRepeat(index), isForSome(kept[Int(original)], index)
            else { return -1 }
            return original
        }
    }

    /// Whether an element around one of two blocks, and not around the other, is for some screens or
    /// moments alone.
    private func isForSome(_ first: Int, _ second: Int) -> Bool {
        let around = common(first, second)
        return [first, second].contains { index in
            var node = blocks[index].node
            while node >= 0, node != around {
                let hints = surroundings[Int(node)].own.hints
                if !hints.isDisjoint(with: [.hidden, .hiddenWord, .place]) { return true }
                node = tree.nodes[Int(node)].parent
            }
            return false
        }
    }

    private func isLong(_ index: Int) -> Bool {
        blocks[index].text.characters >= Self.leastBlock
    }

    /// The longest stretch from a place on whose originals follow one another.
    private func copy(from place: Int, _ originals: [Int32]) -> Range<Int> {
        var last = place
        var next = place + 1
        while next < originals.count, next - last <= Self.longestBreak {
            if originals[next] >= 0 {
                guard originals[next] > originals[last] else { break }
                last = next
            }
            next += 1
        }
        return place..<last + 1
    }

    private func characters(
        of copy: Range<Int>, _ kept: [Int], _ originals: [Int32]
    ) -> Int32 {
        copy.reduce(0) { $0 + (originals[$1] >= 0 ? blocks[kept[$1]].text.characters : 0) }
    }

    /// Code, cells, items and definitions may be alike.
    private func mayRepeat(_ index: Int) -> Bool {
        var node = blocks[index].node
        while node >= 0 {
            switch tree.nodes[Int(node)].tag {
            case .pre, .td, .th, .dd, .li: return false
            default: node = tree.nodes[Int(node)].parent
            }
        }
        return true
    }
}
