// Cuts a page's tree into blocks.

/// Walks the events of a page once.
struct BlockBuilder {
    private let tree: PageTree
    private let page: ScannedPage
    private var blocks: [Block]
    private var node: Int32 = -1
    private var linkDepth = 0
    private var breaks = 0
    private var current: Block?

    static func build(_ tree: PageTree, _ page: ScannedPage, into blocks: inout [Block]) {
        blocks.removeAll(keepingCapacity: true)
        var builder = BlockBuilder(tree: tree, page: page, blocks: [])
        swap(&builder.blocks, &blocks)
        for index in tree.events.indices { builder.take(index) }
        builder.flush(before: tree.events.count)
        swap(&builder.blocks, &blocks)
    }

    private init(tree: PageTree, page: ScannedPage, blocks: [Block]) {
        self.tree = tree
        self.page = page
        self.blocks = blocks
    }

    private mutating func take(_ index: Int) {
        let event = tree.events[index]
        switch event.kind {
        case .text: text(index, run: event.index)
        case .open: open(index, event.index)
        case .close: close(index, event.index)
        }
    }

    private mutating func open(_ index: Int, _ opened: Int) {
        let tag = tree.nodes[opened].tag
        if tag.isBlock {
            flush(before: index)
            node = Int32(opened)
        } else if tag == .a {
            linkDepth += 1
        } else if tag == .br {
            breaks += 1
            if breaks == 2 { flush(before: index) }
        }
    }

    private mutating func close(_ index: Int, _ closed: Int) {
        let tag = tree.nodes[closed].tag
        if tag.isBlock {
            flush(before: index)
            node = blockParent(of: closed)
        } else if tag == .a {
            linkDepth -= 1
        }
    }

    /// The nearest block element around a node.
    private func blockParent(of node: Int) -> Int32 {
        var parent = tree.nodes[node].parent
        while parent >= 0, !tree.nodes[Int(parent)].tag.isBlock {
            parent = tree.nodes[Int(parent)].parent
        }
        return parent
    }

    private mutating func text(_ index: Int, run: Int) {
        let range = page.run(run)
        let before = current?.textBytes ?? 0
        var block = current ?? Block(firstEvent: Int32(index), endEvent: Int32(index), node: node)
        count(range, into: &block)
        guard block.textBytes > before || current != nil else { return }
        if linkDepth > 0 { block.linkBytes += block.textBytes - before }
        block.endEvent = Int32(index + 1)
        current = block
        if block.textBytes > before { breaks = 0 }
    }

    private func count(_ range: Range<Int>, into block: inout Block) {
        var isInWord = false
        for at in range {
            let byte = page.text[at]
            if byte <= 0x20 {
                isInWord = false
                continue
            }
            block.textBytes &+= 1
            if !isInWord { block.words &+= 1 }
            isInWord = true
            if byte == 0x2C { block.commas &+= 1 }
            if byte == 0x2E || byte == 0x21 || byte == 0x3F { block.sentenceEnds &+= 1 }
        }
    }

    private mutating func flush(before event: Int) {
        breaks = 0
        guard let block = current else { return }
        current = nil
        blocks.append(block)
    }
}
