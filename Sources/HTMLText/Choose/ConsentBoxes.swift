// Requests to accept cookies.

/// Finds the boxes in which a page asks for consent: short, with a button, and named and worded so.
struct ConsentBoxes {
    private let page: CutPage
    private let surroundings: [Surroundings]
    /// Longer ones hold a policy, or a page's text.
    private static let longest: Int32 = 1000

    init(_ page: CutPage, _ surroundings: [Surroundings]) {
        self.page = page
        self.surroundings = surroundings
    }

    /// A request is no text, whatever else the page shows.
    func drop(_ keep: inout [Bool]) {
        var last: (box: Int32, asks: Bool) = (-1, false)
        for (index, block) in page.blocks.enumerated() where keep[index] {
            let box = outermost(around: block.node)
            guard box >= 0 else { continue }
            if box != last.box { last = (box, asks(box)) }
            if last.asks { keep[index] = false }
        }
    }

    /// The outermost element around a node that is named for consent, -1 where there is none.
    private func outermost(around node: Int32) -> Int32 {
        var node = node
        var found: Int32 = -1
        while node >= 0, surroundings[Int(node)].all.hints.contains(.consent) {
            if surroundings[Int(node)].own.hints.contains(.consent) { found = node }
            node = page.tree.nodes[Int(node)].parent
        }
        return found
    }

    private func asks(_ box: Int32) -> Bool {
        let within = nodes(in: box)
        return page.sums[Int(box)].characters <= Self.longest
            && within.contains(where: isButton)
            && page.blocks.contains {
                within.contains(Int($0.node)) && $0.text.telling[.legal] > 0
            }
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
