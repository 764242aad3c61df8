// Chooses the blocks of a page's main content.

/// Scores the blocks of a page and decides which are kept. Its buffers are reused.
struct ContentChooser {
    private(set) var nodes = NodeTable()
    private var reader = ReaderView()
    private var features = BlockFeatures()
    private var scores: [Int32] = []
    private var smoother = LabelSmoother()

    mutating func choose(
        _ tree: PageTree, _ blocks: [Block], _ model: BlockModel, _ favor: ExtractionFavor,
        keep: inout [Bool]
    ) {
        describe(tree, blocks)
        model.score(features, into: &scores)
        dropUnseen(blocks)
        smoother.decide(tree, blocks, scores, favor.prices, keep: &keep)
        StructureRepair(tree: tree, blocks: blocks, sums: nodes.sums).mend(scores, &keep)
        if !keep.contains(true) { keepProse(blocks, &keep) }
        if !keep.contains(true) { smoother.decide(tree, blocks, scores, .mild, keep: &keep) }
    }

    /// Fills the features of all blocks.
    mutating func describe(_ tree: PageTree, _ blocks: [Block]) {
        nodes.fill(tree, blocks)
        reader.read(tree, blocks)
        FeatureWriter(tree, blocks, nodes, reader).write(into: &features)
    }

    /// What isn't shown isn't kept, where enough is shown.
    private mutating func dropUnseen(_ blocks: [Block]) {
        guard reader.length >= 200 else { return }
        for (index, block) in blocks.enumerated()
        where block.node >= 0 && nodes.surroundings[Int(block.node)].allHints.contains(.hidden) {
            scores[index] = min(scores[index], -4 * BlockModel.one)
        }
    }

    /// Where no block is worth keeping, prose is better than nothing.
    private func keepProse(_ blocks: [Block], _ keep: inout [Bool]) {
        for index in blocks.indices where blocks[index].isProse { keep[index] = true }
    }

    /// The feature rows of the last page, for training.
    func rows(_ count: Int) -> [Int16] {
        Array(features.values.prefix(count * BlockFeatures.width))
    }
}

extension ExtractionFavor {
    var prices: LabelSmoother.Prices {
        switch self {
        case .balanced: LabelSmoother.Prices()
        case .precision: LabelSmoother.Prices(threshold: BlockModel.one * 2)
        case .recall: LabelSmoother.Prices(threshold: -BlockModel.one)
        }
    }
}
