// Cuts a page's tree into blocks.

/// Walks the events of a page once.
struct BlockBuilder {
    private let tree: PageTree
    private let page: ScannedPage
    private var counter: TextCounter
    private var evidence = KindEvidence()
    private var blocks: [Block] = []
    private var node: Int32 = -1
    private var linkDepth = 0
    private var strongDepth = 0
    private var emphasisDepth = 0
    /// Line breaks since the last text.
    private var breaks: Int32 = 0
    /// Images since the last block.
    private var images: Int32 = 0
    private var current: Block?

    /// Replaces `blocks` by the blocks of a page, in document order.
    static func build(
        _ tree: PageTree, _ page: ScannedPage, telling: TellingWords, _ lexicon: Lexicon,
        evidence: inout KindEvidence, into blocks: inout [Block]
    ) {
        blocks.removeAll(keepingCapacity: true)
        var builder = BlockBuilder(tree: tree, page: page, telling: telling, lexicon)
        swap(&builder.blocks, &blocks)
        swap(&builder.evidence, &evidence)
        page.text.withUnsafeBufferPointer { text in
            for index in tree.events.indices { builder.take(index, text) }
        }
        builder.flush()
        swap(&builder.blocks, &blocks)
        swap(&builder.evidence, &evidence)
    }

    private init(
        tree: PageTree, page: ScannedPage, telling: TellingWords, _ lexicon: Lexicon
    ) {
        self.tree = tree
        self.page = page
        counter = TextCounter(
            stated: StatedWords(page.metadata, page.statedText), telling: telling, lexicon: lexicon)
    }

    private mutating func take(_ index: Int, _ text: UnsafeBufferPointer<UInt8>) {
        let event = tree.events[index]
        switch event.kind {
        case .text: add(index, run: event.index, text)
        case .open: open(event.index)
        case .close: close(event.index)
        }
    }

    private mutating func open(_ opened: Int) {
        switch tree.nodes[opened].tag {
        case .a:
            linkDepth += 1
            current?.links += 1
        case .img: images += 1
        case .strong: strongDepth += 1
        case .emphasis: emphasisDepth += 1
        case .br:
            breaks += 1
            if breaks == 2 { flush() }
        case let tag where tag.isBlock:
            flush()
            node = Int32(opened)
        default: break
        }
    }

    private mutating func close(_ closed: Int) {
        switch tree.nodes[closed].tag {
        case .a: linkDepth -= 1
        case .strong: strongDepth -= 1
        case .emphasis: emphasisDepth -= 1
        case let tag where tag.isBlock:
            flush()
            node = tree.blockParent(of: closed)
        default: break
        }
    }

    private mutating func add(_ index: Int, run: Int, _ text: UnsafeBufferPointer<UInt8>) {
        let range = page.run(run)
        let bytes = UnsafeBufferPointer(rebasing: text[range])
        var block = current ?? newBlock(index, range.lowerBound)
        let before = block.text.characters
        counter.begin(block.text)
        counter.add(
            bytes, continuesWord: before > 0 && text[range.lowerBound - 1] > 0x20, &evidence)
        block.text = counter.statistics
        let added = block.text.characters - before
        guard added > 0 || before > 0 else { return }
        if linkDepth > 0 { block.linkCharacters += added }
        if strongDepth > 0 { block.strongCharacters += added }
        if emphasisDepth > 0 { block.emphasisCharacters += added }
        block.breaks += breaks
        breaks = 0
        block.endEvent = Int32(index + 1)
        current = block
    }

    private func newBlock(_ index: Int, _ position: Int) -> Block {
        Block(
            firstEvent: Int32(index), endEvent: Int32(index), node: node,
            position: Int32(position), links: linkDepth > 0 ? 1 : 0)
    }

    private mutating func flush() {
        breaks = 0
        guard var block = current else { return }
        block.images = images
        images = 0
        current = nil
        blocks.append(block)
    }
}
