// Chooses the blocks of a page's main content.

/// Scores containers by the paragraphs in them, and keeps the best one's fitting blocks.
struct ContentChooser {
    let tree: PageTree
    let blocks: [Block]
    private var inherited: [Hints] = []
    private var scores: [Float] = []

    static func choose(_ tree: PageTree, _ blocks: [Block], keep: inout [Bool]) {
        var chooser = ContentChooser(tree: tree, blocks: blocks)
        chooser.inherit()
        chooser.score()
        let best = chooser.best()
        keep.removeAll(keepingCapacity: true)
        for block in blocks { keep.append(chooser.isKept(block, in: best)) }
    }

    private init(tree: PageTree, blocks: [Block]) {
        self.tree = tree
        self.blocks = blocks
    }

    private static let side: Hints = [
        .comment, .navigation, .sidebar, .footer, .related, .share, .advert, .popup, .sideRole,
        .hidden, .signup, .tags,
    ]

    private mutating func inherit() {
        for node in tree.nodes {
            let above = node.parent >= 0 ? inherited[Int(node.parent)] : []
            inherited.append(above.union(node.hints).union(Self.hints(of: node.tag)))
        }
    }

    private static func hints(of tag: Tag) -> Hints {
        switch tag {
        case .nav: .navigation
        case .aside: .sidebar
        case .footer: .footer
        case .form, .select, .button, .template, .noscript: .popup
        default: []
        }
    }

    private mutating func score() {
        scores = [Float](repeating: 0, count: tree.nodes.count)
        for block in blocks where block.textBytes >= 60 && block.linkBytes * 3 < block.textBytes {
            var node = block.node
            var share = 1 + Float(block.commas) + min(Float(block.textBytes) / 100, 3)
            if node >= 0, !inherited[Int(node)].isDisjoint(with: Self.side) { share *= 0.3 }
            for _ in 0..<4 where node >= 0 {
                scores[Int(node)] += share
                node = tree.nodes[Int(node)].parent
                share *= 0.7
            }
        }
    }

    private func best() -> Int32 {
        var best: Int32 = -1
        var top: Float = 0
        for (index, score) in scores.enumerated() where score > top {
            top = score
            best = Int32(index)
        }
        return best
    }

    private func isKept(_ block: Block, in best: Int32) -> Bool {
        guard best >= 0 else { return block.linkBytes * 2 < block.textBytes }
        var node = block.node
        var between: Hints = []
        while node >= 0, node != best {
            between.formUnion(tree.nodes[Int(node)].hints)
            between.formUnion(Self.hints(of: tree.nodes[Int(node)].tag))
            node = tree.nodes[Int(node)].parent
        }
        guard node == best else { return false }
        return block.linkBytes * 2 <= block.textBytes && between.isDisjoint(with: Self.side)
    }
}
