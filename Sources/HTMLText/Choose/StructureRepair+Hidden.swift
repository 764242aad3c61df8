// What a page hides until the reader asks for more.

extension StructureRepair {
    fileprivate static let hiddenFurniture: Hints = [
        .comment, .reply, .navigation, .menu, .sidebar, .footer, .share, .advert, .popup, .notice,
        .signup, .sideRole,
    ]

    /// A date, buttons and what else stands between prose and its rest.
    private static let mostBetween = 4

    /// What a page hides until the reader asks for more: prose in an element beside kept text, which
    /// goes on in it.
    func mendHidden(_ keep: inout [Bool]) {
        let tabs = HiddenTabs(self, keep)
        var (last, lastProse) = (-1, -1)
        var part: (node: Int32, goesOn: Bool) = (-1, false)
        for index in blocks.indices {
            if keep[index] {
                last = index
                if blocks[index].isProse { lastProse = index }
                continue
            }
            let hidden = hiddenElement(around: blocks[index].node)
            guard hidden >= 0 else { continue }
            if hidden != part.node {
                let isNear = lastProse >= 0 && index - last <= Self.mostBetween
                let goesOn = isNear && goesOn(hidden, after: lastProse)
                part = (hidden, goesOn || answers(hidden, index, keep) || tabs.contains(hidden))
            }
            if part.goesOn { keep[index] = isPlain(index, in: hidden) }
        }
    }

    /// The outermost hidden element around a node, -1 where there is none.
    private func hiddenElement(around node: Int32) -> Int32 {
        var node = node
        var found: Int32 = -1
        while node >= 0, surroundings[Int(node)].all.hints.contains(.hidden) {
            if surroundings[Int(node)].own.hints.contains(.hidden) { found = node }
            node = tree.nodes[Int(node)].parent
        }
        return found
    }

    /// Whether a hidden element begins with a block, is no list of links, and stands right under a kept
    /// question, heading or what opens it.
    private func answers(_ hidden: Int32, _ index: Int, _ keep: [Bool]) -> Bool {
        var first = index
        while first > 0, contains(hidden, blocks[first - 1].node) { first -= 1 }
        guard first > 0, keep[first - 1], sums[Int(hidden)].linkShare < 20,
            surroundings[Int(hidden)].own.hints.intersection(Self.hiddenFurniture).isEmpty
        else { return false }
        let asked = blocks[first - 1]
        return asked.text.last == 0x3F || asked.opensPart(tree)
            || tree.nodes[Int(max(0, asked.node))].tag.headingLevel > 0
    }

    /// Whether a hidden element is prose, and stands in the element or beside the one that a kept
    /// block stands in.
    private func goesOn(_ hidden: Int32, after kept: Int) -> Bool {
        let sums = sums[Int(hidden)]
        let own = surroundings[Int(hidden)].own
        guard own.hints.intersection(Self.hiddenFurniture).isEmpty, sums.proseShare >= 60,
            sums.linkShare < 20
        else { return false }
        let parent = tree.nodes[Int(hidden)].parent
        guard parent >= 0 else { return false }
        return contains(parent, blocks[kept].node)
    }
}

/// The parts of a page of which one is shown at a time.
private struct HiddenTabs {
    private let page: StructureRepair
    /// For each group of siblings, and for each node, whether kept text is shown in it.
    private var isGroupKept: [Bool] = []
    private var isKept: [Bool] = []
    /// For each node whether one of its children is a bar of links; last, of the page's own.
    private var hasBar: [Bool] = []

    init(_ page: StructureRepair, _ keep: [Bool]) {
        self.page = page
        let isHidden = { (node: Int32) in
            page.surroundings[Int(node)].all.hints.contains(.hidden)
        }
        guard page.blocks.contains(where: { $0.node >= 0 && isHidden($0.node) }) else { return }
        let nodes = page.tree.nodes
        isKept = Array(repeating: false, count: nodes.count + 1)
        hasBar = isKept
        isGroupKept = Array(repeating: false, count: page.groups.groups.count)
        for (index, block) in page.blocks.enumerated()
        where keep[index] && block.node >= 0 && !isHidden(block.node) {
            isKept[Int(block.node)] = true
        }
        for node in nodes.indices.reversed() {
            let parent = parent(of: node)
            if isKept[node] {
                isKept[parent] = true
                isGroupKept[page.groups.index(of: Int32(node))] = true
            }
            if page.sums[node].linkShare >= 80,
                page.surroundings[node].own.hints.contains(.menu)
            {
                hasBar[parent] = true
            }
        }
    }

    private func parent(of node: Int) -> Int {
        let parent = page.tree.nodes[node].parent
        return parent < 0 ? page.tree.nodes.count : Int(parent)
    }

    /// Whether an element is one of several alike of which another is kept, or stands with kept text
    /// under a bar of tabs.
    func contains(_ hidden: Int32) -> Bool {
        let own = page.surroundings[Int(hidden)].own.hints.subtracting([.menu])
        guard page.sums[Int(hidden)].linkShare < 20,
            own.isDisjoint(with: StructureRepair.hiddenFurniture)
        else { return false }
        // All that has no class is alike.
        let node = page.tree.nodes[Int(hidden)]
        let isTold =
            node.names.groupHash != 0 || node.fact == .panel || node.tag != .div && node.tag != .p
        if isTold, isGroupKept[page.groups.index(of: hidden)] { return true }
        let parent = parent(of: Int(hidden))
        return isKept[parent] && hasBar[parent]
    }
}
