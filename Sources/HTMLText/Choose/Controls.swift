// What stands in text for the hand: buttons, and the numbers of lines.

extension Block {
    /// A button's few words, as "Copy"; not those of a question or a heading that opens its answer,
    /// nor of a button that says so.
    func isControl(_ tree: PageTree) -> Bool {
        guard text.characters <= 24, text.last != 0x3F, isInButton(tree) else { return false }
        var node = node
        while node >= 0 {
            let tag = tree.nodes[Int(node)].tag
            if tag.headingLevel > 0 || tag == .summary || tag == .dt { return false }
            node = tree.nodes[Int(node)].parent
        }
        return true
    }

    /// Whether the block's text is what shows and hides a part of the page.
    func opensPart(_ tree: PageTree) -> Bool {
        opening(in: tree) { $0.fact == .opens } != nil
    }

    /// Whether a button opens right before the block's first text.
    private func isInButton(_ tree: PageTree) -> Bool {
        let opened = opening(in: tree) { $0.fact == .opens || $0.tag == .button }
        return opened.map { $0.fact != .opens } ?? false
    }

    /// The innermost of the elements that open right before the block's first text, up to the
    /// nearest block, for which a condition holds.
    fileprivate func opening(in tree: PageTree, where holds: (PageNode) -> Bool) -> PageNode? {
        var at = Int(firstEvent) - 1
        while at >= 0, tree.events[at].kind == .open {
            let node = tree.nodes[tree.events[at].index]
            if holds(node) { return node }
            if node.tag.isBlock { return nil }
            at -= 1
        }
        return nil
    }
}

/// Links that are named as buttons and say the same again and again: "Learn more".
struct LinkButtons {
    private var counts: HashTable<UInt32, Int32>
    private let tree: PageTree

    init(_ blocks: [Block], _ tree: PageTree) {
        self.tree = tree
        counts = HashTable(count: blocks.count, absent: 0)
        for block in blocks where isButton(block) { counts[block.text.hash] += 1 }
    }

    func contains(_ block: Block) -> Bool { counts[block.text.hash] > 1 && isButton(block) }

    private func isButton(_ block: Block) -> Bool {
        guard block.text.characters <= 24, block.linkShare == 100, block.node >= 0,
            tree.nodes[Int(block.node)].tag.headingLevel == 0,
            let link = block.opening(in: tree, where: { $0.tag == .a })
        else { return false }
        return link.hints.contains(.button) && link.fact != .opens
    }
}

extension StructureRepair {
    /// The numbers of the lines of code, in a cell before it.
    func dropLineNumbers(_ keep: inout [Bool]) {
        var index = 0
        while index < blocks.count {
            let cell = isNumber(index) ? element(.td, around: index) : -1
            guard cell >= 0 else {
                index += 1
                continue
            }
            let first = index
            while index < blocks.count, isNumber(index), element(.td, around: index) == cell {
                index += 1
            }
            guard index < blocks.count, isCode(index),
                element(.tr, around: index) == element(.tr, around: first)
            else { continue }
            for number in first..<index { keep[number] = false }
        }
    }

    private func isNumber(_ index: Int) -> Bool {
        let text = blocks[index].text
        return text.digits > 0 && text.digits == text.characters
    }

    /// The nearest element of a kind around a block, -1 where there is none.
    private func element(_ tag: Tag, around index: Int) -> Int32 {
        var node = blocks[index].node
        while node >= 0, tree.nodes[Int(node)].tag != tag { node = tree.nodes[Int(node)].parent }
        return node
    }

    private func isCode(_ index: Int) -> Bool {
        if element(.pre, around: index) >= 0 { return true }
        let first = Int(blocks[index].firstEvent)
        guard first > 0, tree.events[first - 1].kind == .open else { return false }
        return tree.nodes[tree.events[first - 1].index].tag == .code
    }
}
