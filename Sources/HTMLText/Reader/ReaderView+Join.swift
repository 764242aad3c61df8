// The third step of a reading: siblings that belong to the best element.

extension ReaderView {
    /// What a sibling of the best element must score to be joined to it.
    var threshold: Float { max(10, topScore * 0.2) }

    mutating func join(_ tree: PageTree, _ blocks: [Block]) {
        guard top < page else { return mark(0..<page, .isChosen) }
        mark(top..<Int(nodes[top].end), .isChosen)
        let parent = self.parent(top, tree)
        var child = parent == page ? 0 : parent + 1
        while child < Int(nodes[parent].end) {
            let end = Int(nodes[child].end)
            if child != top, !nodes[child].isGone, belongs(child, tree) {
                mark(child..<end, .isJoined)
            }
            child = end
        }
    }

    private mutating func mark(_ range: Range<Int>, _ state: ReaderNode.State) {
        for node in range { nodes[node].state.formUnion(state) }
    }

    private func belongs(_ node: Int, _ tree: PageTree) -> Bool {
        let isAlike =
            tree.nodes[node].names.classHash != 0
            && tree.nodes[node].names.classHash == tree.nodes[top].names.classHash
        let bonus = isAlike ? topScore * 0.2 : 0
        if nodes[node].state.contains(.isScored), nodes[node].score + bonus >= threshold {
            return true
        }
        guard tree.nodes[node].tag == .p || nodes[node].state.contains(.isParagraph) else {
            return false
        }
        let tally = nodes[node].tally
        return tally.length > 80 ? tally.linkShare < 25 : tally.length > 0 && tally.linkLength == 0
    }
}
