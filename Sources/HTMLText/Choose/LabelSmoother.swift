// Lets blocks that stand together be kept or dropped together.

/// Turns scores into decisions, with a price on deciding unlike one's surroundings.
///
/// Every element and every block is kept or dropped. A block that is decided against its score
/// costs the score; an element decided unlike its parent, or a block unlike its element, costs a
/// fixed price. The cheapest set of decisions is found exactly, in two passes over the tree: a
/// short caption inside an article is kept, a long comment outside it dropped.
struct LabelSmoother {
    /// The least cost of the blocks under a node when it is dropped, and when it is kept; the
    /// last entry is the page's.
    private var dropped: [Int32] = []
    private var kept: [Int32] = []
    private var labels: [Bool] = []

    /// The prices, and the score from which a block is worth more than nothing.
    struct Prices {
        var block = BlockModel.one / 8
        var node = BlockModel.one / 8
        var threshold = BlockModel.one * 3 / 8

        /// For pages on which nothing would be kept.
        static let mild = Prices(threshold: -2 * BlockModel.one)
    }

    /// A single block can't cost more than this.
    private static let most = BlockModel.one * 6

    mutating func decide(
        _ tree: PageTree, _ blocks: [Block], _ scores: [Int32], _ prices: Prices,
        keep: inout [Bool]
    ) {
        let root = tree.nodes.count
        reset(root + 1)
        for (index, block) in blocks.enumerated() {
            let cost = Self.costs(scores[index], prices)
            add(cost.dropped, cost.kept, prices.block, to: block.node < 0 ? root : Int(block.node))
        }
        for node in tree.nodes.indices.reversed() {
            add(dropped[node], kept[node], prices.node, to: parent(node, tree))
        }
        choose(tree, prices)
        keep.removeAll(keepingCapacity: true)
        for (index, block) in blocks.enumerated() {
            let cost = Self.costs(scores[index], prices)
            let around = labels[block.node < 0 ? root : Int(block.node)]
            keep.append(Self.isKept(cost.dropped, cost.kept, prices.block, around: around))
        }
    }

    private mutating func reset(_ count: Int) {
        dropped.removeAll(keepingCapacity: true)
        dropped.append(contentsOf: repeatElement(0, count: count))
        kept.removeAll(keepingCapacity: true)
        kept.append(contentsOf: repeatElement(0, count: count))
        labels.removeAll(keepingCapacity: true)
        labels.append(contentsOf: repeatElement(false, count: count))
    }

    private static func costs(_ score: Int32, _ prices: Prices) -> (dropped: Int32, kept: Int32) {
        let worth = max(-most, min(most, score - prices.threshold))
        return (max(worth, 0), max(-worth, 0))
    }

    private func parent(_ node: Int, _ tree: PageTree) -> Int {
        tree.nodes[node].parent < 0 ? tree.nodes.count : Int(tree.nodes[node].parent)
    }

    private mutating func add(_ drop: Int32, _ keep: Int32, _ price: Int32, to node: Int) {
        dropped[node] &+= min(drop, keep &+ price)
        kept[node] &+= min(keep, drop &+ price)
    }

    /// From the top down; parents stand before their children.
    private mutating func choose(_ tree: PageTree, _ prices: Prices) {
        let root = tree.nodes.count
        labels[root] = kept[root] < dropped[root]
        for node in tree.nodes.indices {
            labels[node] = Self.isKept(
                dropped[node], kept[node], prices.node, around: labels[parent(node, tree)])
        }
    }

    private static func isKept(
        _ drop: Int32, _ keep: Int32, _ price: Int32, around: Bool
    ) -> Bool {
        around ? keep <= drop &+ price : keep &+ price < drop
    }
}
