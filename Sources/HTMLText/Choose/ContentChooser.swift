// Chooses the blocks of a page's main content.

/// Scores the blocks of a page and decides which are kept. Its buffers are reused.
struct ContentChooser {
    private var surroundings: [Surroundings] = []
    private var reader = ReaderView()
    private var rows = FeatureRows()
    private var scores: [Int32] = []
    private var smoother = LabelSmoother()

    /// Replaces `keep` by whether each block is kept.
    /// - Parameter sums: of the tree's nodes.
    mutating func choose(
        _ tree: PageTree, _ blocks: [Block], _ sums: [NodeSums], _ model: BlockModel,
        _ favor: ExtractionFavor, keep: inout [Bool]
    ) {
        describe(tree, blocks, sums)
        model.score(rows, into: &scores)
        dropUnseen(blocks)
        smoother.decide(tree, blocks, scores, favor.prices, keep: &keep)
        StructureRepair(tree: tree, blocks: blocks, sums: sums).mend(scores, &keep)
        if !keep.contains(true) { keepProse(blocks, &keep) }
        if !keep.contains(true) { smoother.decide(tree, blocks, scores, .mild, keep: &keep) }
    }

    /// Fills the features of all blocks, and returns them row after row.
    @discardableResult
    mutating func describe(
        _ tree: PageTree, _ blocks: [Block], _ sums: [NodeSums]
    ) -> ArraySlice<Int16> {
        Surroundings.fill(&surroundings, tree)
        reader.read(tree, blocks)
        FeatureWriter(tree, blocks, sums, surroundings, reader).write(into: &rows)
        return rows.values.prefix(rows.count * rows.width)
    }

    /// What isn't shown isn't kept, where enough is shown.
    private mutating func dropUnseen(_ blocks: [Block]) {
        guard reader.length >= 200 else { return }
        for (index, block) in blocks.enumerated()
        where block.node >= 0 && surroundings[Int(block.node)].all.hints.contains(.hidden) {
            scores[index] = min(scores[index], -4 * BlockModel.one)
        }
    }

    /// Where no block is worth keeping, prose is better than nothing.
    private func keepProse(_ blocks: [Block], _ keep: inout [Bool]) {
        for index in blocks.indices where blocks[index].isProse { keep[index] = true }
    }
}
