// What stands in and around every node of a page.

/// Sums over the blocks under a node.
struct NodeSums {
    var characters: Int32 = 0
    var linkCharacters: Int32 = 0
    var proseCharacters: Int32 = 0
    var blocks: Int32 = 0
    /// Children that hold blocks.
    var children: Int32 = 0

    var linkShare: Int32 { share(linkCharacters, of: characters) }

    var proseShare: Int32 { share(proseCharacters, of: characters) }
}

/// Sums and surroundings of all nodes; the arrays are reused from page to page.
struct NodeTable {
    var sums: [NodeSums] = []
    var surroundings: [Surroundings] = []

    mutating func fill(_ tree: PageTree, _ blocks: [Block]) {
        inherit(tree)
        sums.removeAll(keepingCapacity: true)
        sums.append(contentsOf: repeatElement(NodeSums(), count: tree.nodes.count))
        for block in blocks where block.node >= 0 { add(block) }
        for node in tree.nodes.indices.reversed() where tree.nodes[node].parent >= 0 {
            addUp(node, to: Int(tree.nodes[node].parent))
        }
    }

    private mutating func inherit(_ tree: PageTree) {
        surroundings.removeAll(keepingCapacity: true)
        for node in tree.nodes {
            var own = Surroundings()
            own.ownHints = node.hints
            own.ownTags = TagSet(node.tag)
            own.nearHints = node.hints
            own.nearTags = own.ownTags
            own.allHints = node.hints
            own.allTags = own.ownTags
            if node.parent >= 0 { inherit(from: node.parent, tree, into: &own) }
            surroundings.append(own)
        }
    }

    private func inherit(from parent: Int32, _ tree: PageTree, into own: inout Surroundings) {
        let above = surroundings[Int(parent)]
        own.allHints.formUnion(above.allHints)
        own.allTags.formUnion(above.allTags)
        own.nearHints.formUnion(above.ownHints)
        own.nearTags.formUnion(above.ownTags)
        own.depth = above.depth + 1
        let grandparent = tree.nodes[Int(parent)].parent
        guard grandparent >= 0 else { return }
        own.nearHints.formUnion(surroundings[Int(grandparent)].ownHints)
        own.nearTags.formUnion(surroundings[Int(grandparent)].ownTags)
    }

    private mutating func add(_ block: Block) {
        let node = Int(block.node)
        sums[node].characters += block.text.characters
        sums[node].linkCharacters += block.linkCharacters
        if block.isProse { sums[node].proseCharacters += block.text.characters }
        sums[node].blocks += 1
    }

    private mutating func addUp(_ node: Int, to parent: Int) {
        let child = sums[node]
        guard child.blocks > 0 else { return }
        sums[parent].characters += child.characters
        sums[parent].linkCharacters += child.linkCharacters
        sums[parent].proseCharacters += child.proseCharacters
        sums[parent].blocks += child.blocks
        sums[parent].children += 1
    }
}
