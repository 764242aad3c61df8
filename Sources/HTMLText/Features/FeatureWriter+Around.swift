// The features of what stands around, before and after a block.

extension FeatureWriter {
    /// For each statement and kind of element: 3 on the element itself, 2 near, 1 further up.
    func surroundings(_ block: Block, _ row: FeatureRow) {
        let around = block.node >= 0 ? surroundings[Int(block.node)] : Surroundings()
        row[layout.depth] = around.depth
        let (own, near, all) = (around.own, around.near, around.all)
        for bit in 0..<layout.hints.count {
            row[layout.hints.start &+ bit] =
                own.hints.holds(bit) &+ near.hints.holds(bit) &+ all.hints.holds(bit)
        }
        for bit in 0..<layout.elements.count {
            row[layout.elements.start &+ bit] =
                own.kinds.holds(bit) &+ near.kinds.holds(bit) &+ all.kinds.holds(bit)
        }
    }

    /// The containers around a block, each larger than the one before.
    func containers(_ block: Block, _ row: FeatureRow) {
        var node = block.node
        var characters = block.text.characters
        for columns in layout.containers {
            while node >= 0, sums[Int(node)].characters <= characters {
                node = tree.nodes[Int(node)].parent
            }
            let container = node >= 0 ? sums[Int(node)] : NodeSums()
            characters = container.characters
            write(container, row[columns])
        }
    }

    private func write(_ container: NodeSums, _ row: FeaturePart<ContainerFeature>) {
        row[.characters] = container.characters
        row[.linkShare] = container.linkShare
        row[.proseShare] = container.proseShare
        row[.blocks] = container.blocks
        row[.meanLength] = container.characters / max(1, container.blocks)
        row[.pageShare] = share(container.characters, of: totals.characters)
        row[.pageProse] = share(container.proseCharacters, of: totals.prose)
        row[.children] = container.children
    }

    func place(_ index: Int, _ walk: Walk, _ row: FeaturePart<PlaceFeature>) {
        let count = Int32(blocks.count)
        row[.place] = share(Int32(index), of: count, times: 1000)
        row[.index] = Int32(index)
        row[.fromEnd] = count - Int32(index)
        row[.placeInText] = share(walk.characters, of: totals.characters, times: 1000)
        row[.placeInProse] = share(walk.prose, of: totals.prose, times: 1000)
        row[.sinceHeading] = walk.sinceHeading
        row[.sinceFirstHeading] = walk.sinceFirstHeading
        row[.headingOver] = walk.headingLevel
        row[.headingMore] = walk.headingWords[.more]
        row[.headingDiscussion] = walk.headingWords[.discussion]
        row[.headingAccount] = walk.headingWords[.account]
        row[.fromTitle] = Int32(index) - totals.titleBlock
        row[.fromLargest] = Int32(index) - totals.largestBlock
    }

    func neighbours(_ index: Int, _ row: FeatureRow) {
        for (offset, columns) in layout.neighbours {
            neighbour(index + offset, of: index, row[columns])
        }
    }

    private func neighbour(_ other: Int, of index: Int, _ row: FeaturePart<NeighbourFeature>) {
        let isThere = blocks.indices.contains(other)
        row[.characters] = isThere ? blocks[other].text.characters : -1
        row[.linkShare] = isThere ? blocks[other].linkShare : -1
        row[.rank] = isThere ? tag(of: blocks[other]).proseRank : -1
        row[.sibling] = isThere ? (areSiblings(index, other) ? 1 : 0) : -1
    }

    /// Whether two blocks stand in one element, or in elements side by side.
    private func areSiblings(_ first: Int, _ second: Int) -> Bool {
        let (a, b) = (blocks[first].node, blocks[second].node)
        guard a != b, a >= 0, b >= 0 else { return a == b }
        return tree.nodes[Int(a)].parent == tree.nodes[Int(b)].parent
    }

    func near(_ index: Int, _ row: FeaturePart<NearFeature>) {
        row[.imagesAfter] = index + 1 < blocks.count ? blocks[index + 1].images : -1
        row[.proseBefore] = prose(from: index - 8, to: index)
        row[.proseAfter] = prose(from: index + 1, to: index + 9)
    }

    private func prose(from: Int, to: Int) -> Int32 {
        var sum: Int32 = 0
        for index in max(0, from)..<max(0, min(to, blocks.count)) where blocks[index].isProse {
            sum += blocks[index].text.characters
        }
        return sum
    }
}
