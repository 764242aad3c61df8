// Scores elements as containers of the article, in the manner of the Readability bookmarklet.

/// Which element holds the article, by the paragraphs under it.
struct Candidates {
    /// The best element, -1 where no paragraph was long enough.
    private(set) var top: Int32 = -1
    /// Scores of all nodes, already weighed by their links.
    private(set) var scores: [Float] = []

    var topScore: Float { top >= 0 ? scores[Int(top)] : 0 }

    /// Paragraphs of fewer characters say nothing.
    private static let shortest: Int32 = 25

    mutating func fill(_ tree: PageTree, _ blocks: [Block], _ nodes: NodeTable) {
        scores.removeAll(keepingCapacity: true)
        scores.append(contentsOf: repeatElement(0, count: tree.nodes.count))
        top = -1
        for block in blocks where block.node >= 0 && block.text.characters >= Self.shortest {
            vote(block, tree, nodes)
        }
        for node in scores.indices where scores[node] > 0 {
            scores[node] *= 1 - Float(nodes.sums[node].linkShare) / 100
            if scores[node] > topScore { top = Int32(node) }
        }
        climb(tree)
    }

    private mutating func vote(_ block: Block, _ tree: PageTree, _ nodes: NodeTable) {
        let around = nodes.surroundings[Int(block.node)]
        if !around.nearHints.isDisjoint(with: Hints.side), !around.nearHints.contains(.article) {
            return
        }
        let score = 1 + Float(block.text.commas) + min(Float(block.text.characters) / 100, 3)
        let sums = nodes.sums[Int(block.node)]
        let isLeaf = sums.blocks == sums.ownBlocks
        var node = isLeaf ? tree.nodes[Int(block.node)].parent : block.node
        var level = 0
        while node >= 0, level < 5 {
            if scores[Int(node)] == 0 { scores[Int(node)] = Self.initial(tree.nodes[Int(node)]) }
            scores[Int(node)] += score / Float(level == 0 ? 1 : level == 1 ? 2 : level * 3)
            node = tree.nodes[Int(node)].parent
            level += 1
        }
    }

    private static func initial(_ node: PageNode) -> Float {
        var score: Float = 0.01
        switch node.tag {
        case .div, .article, .section, .main: score += 5
        case .pre, .td, .blockquote: score += 3
        case .ol, .ul, .dl, .dd, .dt, .li, .form, .address: score -= 3
        case .h1, .h2, .h3, .h4, .h5, .h6, .th: score -= 5
        default: break
        }
        if !node.hints.isDisjoint(with: .side) { score -= 25 }
        if !node.hints.isDisjoint(with: [.article, .content, .body, .text, .post, .main]) {
            score += 25
        }
        return score
    }

    /// A parent that is hardly worse holds several parts of one article.
    private mutating func climb(_ tree: PageTree) {
        guard top >= 0 else { return }
        var parent = tree.nodes[Int(top)].parent
        var last = topScore
        let threshold = topScore / 3
        while parent >= 0, scores[Int(parent)] >= threshold {
            if scores[Int(parent)] > last {
                top = parent
                break
            }
            last = scores[Int(parent)]
            parent = tree.nodes[Int(parent)].parent
        }
    }
}
