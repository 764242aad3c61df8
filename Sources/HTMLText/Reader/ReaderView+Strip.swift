// The first step of a reading: what to leave out, and counts over what is left.

extension ReaderView {
    /// Where each element ends, and whether it holds others that start a line.
    mutating func shape(_ tree: PageTree) {
        let count = tree.nodes.count
        nodes.removeAll(keepingCapacity: true)
        nodes.append(contentsOf: repeatElement(ReaderNode(), count: count + 1))
        nodes[count].end = Int32(count)
        nodes[count].state = .shape
        for node in tree.nodes.indices.reversed() {
            if nodes[node].end == 0 { nodes[node].end = Int32(node + 1) }
            let parent = self.parent(node, tree)
            if nodes[parent].end == 0 { nodes[parent].end = nodes[node].end }
            if tree.nodes[node].tag.isReaderBox || nodes[node].state.contains(.holdsBoxes) {
                nodes[parent].state.insert(.holdsBoxes)
            }
            if tree.nodes[node].tag.isBlock || nodes[node].state.contains(.holdsLines) {
                nodes[parent].state.insert(.holdsLines)
            }
        }
    }

    func parent(_ node: Int, _ tree: PageTree) -> Int {
        let parent = tree.nodes[node].parent
        return parent < 0 ? page : Int(parent)
    }

    func weight(_ node: Int, _ tree: PageTree) -> Int32 {
        rules.weighsNames && node < page ? tree.nodes[node].names.signs.weight : 0
    }
}

extension ReaderView {
    /// Marks what isn't seen and what is unlikely, with all that stands inside.
    mutating func strip(_ tree: PageTree) {
        nodes[page].state = .shape
        nodes[page].score = 0
        for node in tree.nodes.indices {
            var state = nodes[node].state.intersection(.shape)
            state.formUnion(nodes[parent(node, tree)].state.intersection(.inherited))
            if isHidden(tree.nodes[node]) { state.insert(.isHidden) }
            if rules.stripsUnlikely, isUnlikely(tree.nodes[node], state) {
                state.insert(.isUnlikely)
            }
            switch tree.nodes[node].tag {
            case .table: state.insert(.isInTable)
            case .code: state.insert(.isInCode)
            case .figure: state.insert(.isInFigure)
            default: break
            }
            nodes[node].state = state
            nodes[node].score = 0
        }
    }

    private func isHidden(_ node: PageNode) -> Bool {
        !node.hints.isDisjoint(with: [.hidden, .unspoken])
    }

    private func isUnlikely(_ node: PageNode, _ state: ReaderNode.State) -> Bool {
        if node.hints.contains(.sideRole) { return true }
        let signs = node.names.signs
        return signs.contains(.unlikely) && !signs.contains(.maybe) && node.tag != .a
            && state.isDisjoint(with: [.isInTable, .isInCode])
    }

    /// Counts what is left, from the inside out.
    mutating func sum(_ tree: PageTree, _ blocks: [Block]) {
        for node in nodes.indices { nodes[node].tally = ReaderTally() }
        for block in blocks {
            let node = block.node < 0 ? page : Int(block.node)
            guard !nodes[node].isGone else { continue }
            nodes[node].tally.add(ReaderTally(block))
            nodes[node].tally.ownBlocks += 1
        }
        for node in tree.nodes.indices.reversed() where !nodes[node].isGone {
            countParagraphs(node, tree)
            let parent = self.parent(node, tree)
            nodes[parent].tally.add(nodes[node].contribution(of: tree.nodes[node].tag))
            nodes[parent].tally.children += 1
        }
    }

    /// In a `div` each stretch of text, or what stands in one without text, is a paragraph; one
    /// that holds no more than that, and few links, is itself one.
    private mutating func countParagraphs(_ node: Int, _ tree: PageTree) {
        guard tree.nodes[node].tag == .div else { return }
        let tally = nodes[node].tally
        let isBare =
            nodes[node].state.contains(.holdsLines)
            ? !nodes[node].state.contains(.holdsBoxes) && tally.ownBlocks == 0
            : tally.linkShare < 25
        if isBare {
            nodes[node].state.insert(.isParagraph)
        } else {
            nodes[node].tally.paragraphs += max(tally.ownBlocks, min(1, tally.ownImages))
        }
    }

    /// Text in a `div` that is more than a paragraph is a paragraph of its own.
    func isLoose(_ block: Block, _ tree: PageTree) -> Bool {
        block.node < 0
            || tree.nodes[Int(block.node)].tag == .div
                && !nodes[Int(block.node)].state.contains(.isParagraph)
    }
}
