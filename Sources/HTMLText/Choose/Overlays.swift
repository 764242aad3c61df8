// What lies over a page: requests to accept cookies, and dialogs.

/// Finds the short boxes in which a page asks for consent, and its dialogs.
struct Overlays {
    /// The blocks in them.
    private(set) var blocks: [Int] = []
    private let page: CutPage
    private let surroundings: [Surroundings]
    private let characters: Int32
    /// Longer ones hold a policy, or a page's text.
    private static let longestRequest: Int32 = 600
    private static let longestDialog: Int32 = 1000

    init(_ page: CutPage, _ surroundings: [Surroundings], characters: Int32) {
        self.page = page
        self.surroundings = surroundings
        self.characters = characters
        var end = 0
        for (index, block) in page.blocks.enumerated() where block.node >= 0 && index >= end {
            let box = box(around: block)
            guard !box.isEmpty else { continue }
            let within = { (block: Block) in box.contains(Int(block.node)) }
            let first = page.blocks[..<index].lastIndex { !within($0) }.map { $0 + 1 } ?? 0
            end = page.blocks[index...].firstIndex { !within($0) } ?? page.blocks.count
            blocks += first..<end
        }
    }

    /// The nodes of the box that a block stands in; empty where that is the page itself.
    private func box(around block: Block) -> Range<Int> {
        if block.text.namesCookies {
            let named = namedRequest(around: block.node)
            if !named.isEmpty { return named }
            let laid = requestOverPage(around: block.node)
            if !laid.isEmpty { return laid }
        }
        return surroundings[Int(block.node)].all.hints.contains(.sideRole)
            || surroundings[Int(block.node)].all.kinds.contains(.control)
            ? dialog(around: block.node) : 0..<0
    }

    /// The innermost element that is named as a request and asks.
    private func namedRequest(around node: Int32) -> Range<Int> {
        var node = node
        while node >= 0, surroundings[Int(node)].all.hints.contains(.consent),
            page.sums[Int(node)].characters <= Self.longestRequest
        {
            if surroundings[Int(node)].own.hints.contains(.consent) {
                let box = nodes(in: node)
                if box.contains(where: isButton), isBox(box) { return box }
            }
            node = page.tree.nodes[Int(node)].parent
        }
        return 0..<0
    }

    /// A child of the body that asks, whatever its name, and is the lesser part of the page.
    private func requestOverPage(around node: Int32) -> Range<Int> {
        var node = node
        let most = min(Self.longestRequest, characters / 2)
        while node >= 0, page.sums[Int(node)].characters <= most {
            let parent = page.tree.nodes[Int(node)].parent
            if parent < 0 {
                let box = nodes(in: node)
                let asks = box.contains { isButton($0) || page.tree.nodes[$0].tag == .a }
                return asks && isBox(box) ? box : 0..<0
            }
            node = parent
        }
        return 0..<0
    }

    /// A dialog outside of what the page says is its text.
    private func dialog(around node: Int32) -> Range<Int> {
        let around = surroundings[Int(node)].all
        guard around.kinds.isDisjoint(with: [.main, .article]), !around.hints.contains(.mainRole)
        else { return 0..<0 }
        var node = node
        let most = min(Self.longestDialog, characters / 2)
        while node >= 0, page.sums[Int(node)].characters <= most {
            if case .dialog = page.tree.nodes[Int(node)].fact {
                let box = nodes(in: node)
                return isBox(box) ? box : 0..<0
            }
            node = page.tree.nodes[Int(node)].parent
        }
        return 0..<0
    }

    /// Whether nothing in a box is a page's own: its title, an article, code or a table.
    private func isBox(_ box: Range<Int>) -> Bool {
        page.tree.nodes[box.lowerBound].tag != .section
            && !box.contains {
                [.h1, .article, .main, .pre, .table].contains(page.tree.nodes[$0].tag)
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
