// Writes the chosen blocks as text.

/// Writes plain text: a blank line between paragraphs, one line per item and row.
struct TextWriter {
    let tree: PageTree
    let page: ScannedPage

    static func write(
        _ blocks: [Block], keep: [Bool], _ tree: PageTree, _ page: ScannedPage,
        into text: inout [UInt8]
    ) {
        text.removeAll(keepingCapacity: true)
        let writer = TextWriter(tree: tree, page: page)
        for (index, block) in blocks.enumerated() where keep[index] {
            let before = text.count
            if before > 0 { text.append(contentsOf: [0x0A, 0x0A]) }
            let start = text.count
            writer.append(block, to: &text)
            while text.count > start, text.last! <= 0x20 { text.removeLast() }
            if text.count == start { text.removeLast(start - before) }
        }
    }

    private func append(_ block: Block, to text: inout [UInt8]) {
        for index in Int(block.firstEvent)..<Int(block.endEvent) {
            let event = tree.events[index]
            if event.kind == .text {
                text.append(contentsOf: page.text[page.run(event.index)])
            } else if event.kind == .open, tree.nodes[event.index].tag == .br {
                while text.last == 0x20 { text.removeLast() }
                text.append(0x0A)
            }
        }
    }
}
