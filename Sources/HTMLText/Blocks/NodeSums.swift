// What stands in every node of a page.

/// Sums over the blocks under a node.
struct NodeSums {
    var characters: Int32 = 0
    var linkCharacters: Int32 = 0
    var proseCharacters: Int32 = 0
    var blocks: Int32 = 0
    /// Children that hold blocks.
    var children: Int32 = 0
    /// Blocks right in list items.
    var items: Int32 = 0

    var linkShare: Int32 { share(linkCharacters, of: characters) }

    var proseShare: Int32 { share(proseCharacters, of: characters) }

    /// Prose rather than links, as a manual's notes are.
    var isBox: Bool { proseShare >= 40 && linkShare < 25 }
}

extension NodeSums {
    /// Replaces `sums` by those of all nodes.
    static func fill(_ sums: inout [NodeSums], _ tree: PageTree, _ blocks: [Block]) {
        sums.removeAll(keepingCapacity: true)
        sums.append(contentsOf: repeatElement(NodeSums(), count: tree.nodes.count))
        for block in blocks where block.node >= 0 {
            let node = Int(block.node)
            sums[node].add(block)
            if tree.nodes[node].tag == .li { sums[node].items += 1 }
        }
        for node in tree.nodes.indices.reversed() where tree.nodes[node].parent >= 0 {
            sums[Int(tree.nodes[node].parent)].add(sums[node])
        }
    }

    private mutating func add(_ block: Block) {
        characters += block.text.characters
        linkCharacters += block.linkCharacters
        if block.isProse { proseCharacters += block.text.characters }
        blocks += 1
    }

    private mutating func add(_ child: NodeSums) {
        guard child.blocks > 0 else { return }
        characters += child.characters
        linkCharacters += child.linkCharacters
        proseCharacters += child.proseCharacters
        blocks += child.blocks
        items += child.items
        children += 1
    }
}
