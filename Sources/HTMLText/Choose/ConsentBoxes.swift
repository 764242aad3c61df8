// Requests to accept cookies.

/// Finds the boxes in which a page asks for consent: short ones with a button, that are named so and
/// say so.
struct ConsentBoxes {
    /// The blocks in them.
    private(set) var blocks: [Int] = []
    private let page: CutPage
    private let surroundings: [Surroundings]
    /// Longer ones hold a policy, or a page's text.
    private static let longest: Int32 = 600

    init(_ page: CutPage, _ surroundings: [Surroundings]) {
        self.page = page
        self.surroundings = surroundings
        var end = 0
        for (index, block) in page.blocks.enumerated() where block.text.namesCookies && index >= end
        {
            let box = box(around: block.node)
            guard !box.isEmpty else { continue }
            let within = { (block: Block) in box.contains(Int(block.node)) }
            let first = page.blocks[..<index].lastIndex { !within($0) }.map { $0 + 1 } ?? 0
            end = page.blocks[index...].firstIndex { !within($0) } ?? page.blocks.count
            blocks += first..<end
        }
    }

    /// The nodes of the innermost element around one that asks; empty where none does.
    private func box(around node: Int32) -> Range<Int> {
        var node = node
        while node >= 0, surroundings[Int(node)].all.hints.contains(.consent),
            page.sums[Int(node)].characters <= Self.longest
        {
            if surroundings[Int(node)].own.hints.contains(.consent) {
                let nodes = nodes(in: node)
                if asks(nodes) { return nodes }
            }
            node = page.tree.nodes[Int(node)].parent
        }
        return 0..<0
    }

    private func asks(_ box: Range<Int>) -> Bool {
        let tags = box.lazy.map { page.tree.nodes[$0].tag }
        return box.contains(where: isButton)
            && !tags.contains { [.h1, .article, .main, .pre, .table].contains($0) }
            && page.tree.nodes[box.lowerBound].tag != .section
    }

    private func isButton(_ node: Int) -> Bool {
        page.tree.nodes[node].tag == .button || surroundings[node].own.hints.contains(.button)
    }

    /// A node and all under it, which follow it.
    private func nodes(in box: Int32) -> Range<Int> {
        let nodes = page.tree.nodes
        var end = Int(box) + 1
        while end < nodes.count, nodes[end].parent >= box { end += 1 }
        return Int(box)..<end
    }
}
