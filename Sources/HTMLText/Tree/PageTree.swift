// A parsed page as flat arrays: nodes, and the order in which they open, close and hold text.

/// One step through a page in document order.
struct PageEvent {
    enum Kind: UInt32 { case open, close, text }

    private var bits: UInt32

    init(_ kind: Kind, _ index: Int) {
        bits = UInt32(truncatingIfNeeded: index) << 2 | kind.rawValue
    }

    var kind: Kind { Kind(rawValue: bits & 3) ?? .text }
    /// A node for `open` and `close`, a run for `text`.
    var index: Int { Int(bits >> 2) }
}

/// A node of the tree.
struct PageNode {
    /// -1 for nodes at the top.
    var parent: Int32
    var tag: Tag
    var hints: Hints
    var names: ElementNames
    var fact: ElementFact

    init(parent: Int32, _ element: ScannedElement) {
        self.parent = parent
        tag = element.tag
        hints = element.hints
        names = element.names
        fact = element.fact
    }
}

/// A page's structure. The arrays are reused from page to page.
struct PageTree {
    var nodes: [PageNode] = []
    var events: [PageEvent] = []
    /// Nesting went past the limit, and the rest was not read.
    var isTooDeep = false

    mutating func removeAll() {
        nodes.removeAll(keepingCapacity: true)
        events.removeAll(keepingCapacity: true)
        isTooDeep = false
    }

    /// The nearest block element around a node, -1 where there is none.
    func blockParent(of node: Int) -> Int32 {
        var parent = nodes[node].parent
        while parent >= 0, !nodes[Int(parent)].tag.isBlock { parent = nodes[Int(parent)].parent }
        return parent
    }
}
