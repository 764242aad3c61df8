// The second step of a reading: paragraphs vote, and the best element is chosen.

extension ReaderView {
    mutating func vote(_ tree: PageTree, _ blocks: [Block]) {
        for node in tree.nodes.indices where !nodes[node].isGone {
            guard tree.nodes[node].tag.isScoredByReader || nodes[node].state.contains(.isParagraph)
            else { continue }
            vote(nodes[node].tally, from: voter(node, tree), tree)
        }
        for block in blocks where isLoose(block, tree) {
            let node = block.node < 0 ? page : Int(block.node)
            if !nodes[node].isGone { vote(ReaderTally(block), for: node, tree) }
        }
        for node in nodes.indices where nodes[node].state.contains(.isScored) {
            nodes[node].score *= 1 - Float(nodes[node].tally.linkShare) / 100
        }
    }

    /// A paragraph alone in a `div` takes its place.
    private func voter(_ node: Int, _ tree: PageTree) -> Int {
        let parent = self.parent(node, tree)
        guard tree.nodes[node].tag == .p, parent < page, tree.nodes[parent].tag == .div,
            nodes[parent].tally.children == 1, nodes[parent].tally.linkShare < 25,
            nodes[parent].tally.length == nodes[node].tally.length
        else { return node }
        return parent
    }

    private mutating func vote(_ tally: ReaderTally, from node: Int, _ tree: PageTree) {
        vote(tally, for: parent(node, tree), tree)
    }

    /// The full score for the nearest element, half of it for the next, less for three more.
    private mutating func vote(_ tally: ReaderTally, for nearest: Int, _ tree: PageTree) {
        guard tally.length >= 25 else { return }
        let score = Float(2 + tally.commas + min(tally.length / 100, 3))
        var node = nearest
        for level in 0..<5 {
            start(node, tree)
            nodes[node].score += score / Float(level == 0 ? 1 : level == 1 ? 2 : level * 3)
            if node == page { return }
            node = parent(node, tree)
        }
    }

    private mutating func start(_ node: Int, _ tree: PageTree) {
        guard !nodes[node].state.contains(.isScored) else { return }
        nodes[node].state.insert(.isScored)
        guard node < page else { return }
        nodes[node].score = tree.nodes[node].tag.readerScore + Float(weight(node, tree))
    }
}

extension ReaderView {
    mutating func choose(_ tree: PageTree) {
        rank()
        top = best.first ?? page
        guard top < page else { return }
        shareTop(tree)
        if top < page { start(top, tree) }
        climb(tree)
        while top < page {
            let parent = self.parent(top, tree)
            guard parent < page, nodes[parent].tally.children == 1 else { break }
            top = parent
        }
    }

    private mutating func rank() {
        best.removeAll(keepingCapacity: true)
        for node in nodes.indices where nodes[node].state.contains(.isScored) {
            var place = best.count
            while place > 0, nodes[best[place - 1]].score < nodes[node].score { place -= 1 }
            guard place < 5 else { continue }
            if best.count == 5 { best.removeLast() }
            best.insert(node, at: place)
        }
    }

    /// Where three other elements are nearly as good, what is around them all is better.
    private mutating func shareTop(_ tree: PageTree) {
        let others = best.dropFirst().filter { nodes[$0].score >= topScore * 0.75 }
        guard others.count >= 3 else { return }
        var node = parent(top, tree)
        while node < page {
            let shared = others.count { node < $0 && $0 < nodes[node].end }
            if shared >= 3 {
                top = node
                return
            }
            node = parent(node, tree)
        }
    }

    /// What is around the best element and scores higher holds several parts of one article.
    private mutating func climb(_ tree: PageTree) {
        guard top < page else { return }
        var last = topScore
        let threshold = last / 3
        var node = parent(top, tree)
        while node < page {
            if nodes[node].state.contains(.isScored) {
                if nodes[node].score < threshold { return }
                if nodes[node].score > last {
                    top = node
                    return
                }
                last = nodes[node].score
            }
            node = parent(node, tree)
        }
    }
}
