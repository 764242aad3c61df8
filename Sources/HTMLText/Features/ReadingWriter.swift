// What Readability's view of a page tells about each block.

/// Writes the features that come of a ``ReaderView``.
struct ReadingWriter {
    private let tree: PageTree
    private let blocks: [Block]
    private let reader: ReaderView
    /// The first and the last block that it keeps.
    private var first: Int32 = -1
    private var last: Int32 = -1
    /// For each block how many were kept up to it, and how many characters.
    private var kept: [Int32] = []
    private var length: [Int32] = []

    init(_ tree: PageTree, _ blocks: [Block], _ reader: ReaderView) {
        self.tree = tree
        self.blocks = blocks
        self.reader = reader
        var count: Int32 = 0
        var sum: Int32 = 0
        length.reserveCapacity(blocks.count)
        kept.reserveCapacity(blocks.count)
        for (index, block) in blocks.enumerated() {
            if reader.keeps(block) {
                if first < 0 { first = Int32(index) }
                last = Int32(index)
                count += 1
                sum += block.text.characters
            }
            kept.append(count)
            length.append(sum)
        }
    }

    func write(_ index: Int, _ row: FeaturePart<ReadingFeature>) {
        let block = blocks[index]
        fate(index, row)
        top(block, row)
        cleaning(block, row)
    }

    private func fate(_ index: Int, _ row: FeaturePart<ReadingFeature>) {
        let all = length.last ?? 0
        row[.fate] = Int32(reader.fate(of: blocks[index]).rawValue)
        row[.fateBefore] = fate(index - 1)
        row[.fateAfter] = fate(index + 1)
        row[.keptBefore] = count(index - 4, index)
        row[.keptAfter] = count(index + 1, index + 5)
        row[.fromFirst] = Int32(index) - first
        row[.toLast] = last - Int32(index)
        row[.readBefore] = length[index]
        row[.readAfter] = all - length[index]
        row[.readPlace] = share(length[index], of: all, times: 1000)
    }

    /// -1 where there is no such block.
    private func fate(_ index: Int) -> Int32 {
        blocks.indices.contains(index) ? Int32(reader.fate(of: blocks[index]).rawValue) : -1
    }

    /// The blocks that are kept from one to before another.
    private func count(_ from: Int, _ to: Int) -> Int32 {
        let from = max(0, from)
        let to = min(blocks.count, to)
        guard from < to else { return 0 }
        return kept[to - 1] - (from > 0 ? kept[from - 1] : 0)
    }

    /// How the block stands to the best element: the levels between, the best score around it,
    /// the score of the sibling that it stands in.
    private func top(_ block: Block, _ row: FeaturePart<ReadingFeature>) {
        var node = block.node
        var levels: Int32 = 0
        var best: Float = 0
        var sibling: Float = -1
        var isInside = false
        var between: Hints = []
        let beside = reader.top < reader.page ? tree.nodes[reader.top].parent : -2
        while node >= 0 {
            best = max(best, reader.nodes[Int(node)].score)
            if Int(node) == reader.top {
                isInside = true
                break
            }
            let parent = tree.nodes[Int(node)].parent
            if parent == beside { sibling = reader.nodes[Int(node)].score }
            between.formUnion(tree.nodes[Int(node)].hints)
            levels += 1
            node = parent
        }
        row[.levels] = isInside ? 20 - min(levels, 19) : 0
        row[.bestScore] = whole(best)
        row[.bestShare] = whole(reader.topScore > 0 ? best * 100 / reader.topScore : 0)
        row[.sideHints] = isInside ? Int32(between.intersection(Hint.side).count) : -1
        row[.siblingScore] = whole(sibling * 100 / reader.threshold)
    }

    /// What cleaning looks at, of the nearest element that it may take out; the lowest and the
    /// highest weight of the names around the block.
    private func cleaning(_ block: Block, _ row: FeaturePart<ReadingFeature>) {
        var node = block.node
        var lowest: Int32 = 0
        var highest: Int32 = 0
        var nearest: Int32 = -1
        while node >= 0 {
            let weight = tree.nodes[Int(node)].names.signs.weight
            lowest = min(lowest, weight)
            highest = max(highest, weight)
            if nearest < 0, isCleanable(Int(node)) { nearest = node }
            if Int(node) == reader.top { break }
            node = tree.nodes[Int(node)].parent
        }
        row[.lowestWeight] = lowest
        row[.highestWeight] = highest
        let tally = nearest < 0 ? ReaderTally() : reader.nodes[Int(nearest)].tally
        row[.weight] = nearest < 0 ? 0 : tree.nodes[Int(nearest)].names.signs.weight
        row[.boxLinks] = tally.linkShare
        row[.boxCommas] = tally.commas
        row[.boxImages] = tally.images * 2 - tally.paragraphs
        row[.boxLength] = tally.length
    }

    private func isCleanable(_ node: Int) -> Bool {
        switch tree.nodes[node].tag {
        case .div: !reader.nodes[node].state.contains(.isParagraph)
        case .form, .table, .ul, .aside, .footer: true
        default: false
        }
    }

    /// What is the same for all blocks of the page.
    func page(_ row: FeaturePart<PageFeature>) {
        row[.retries] = Int32(reader.retries)
        row[.readLength] = reader.length
        row[.readShare] = share(kept.last ?? 0, of: Int32(blocks.count))
        let second = reader.best.count > 1 ? reader.nodes[reader.best[1]].score : 0
        row[.secondScore] = whole(reader.topScore > 0 ? second * 100 / reader.topScore : 0)
    }
}
