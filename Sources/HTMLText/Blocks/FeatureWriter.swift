// Writes the features of a page's blocks.

/// Everything that features are made from.
struct FeatureWriter {
    let tree: PageTree
    let blocks: [Block]
    let nodes: NodeTable
    let reader: ReaderView
    private let totals: PageTotals

    init(_ tree: PageTree, _ blocks: [Block], _ nodes: NodeTable, _ reader: ReaderView) {
        self.tree = tree
        self.blocks = blocks
        self.nodes = nodes
        self.reader = reader
        totals = PageTotals(tree, blocks)
    }

    func write(into features: inout BlockFeatures) {
        features.reset(rows: blocks.count)
        let repeats = RepeatedTexts(blocks)
        let reading = ReadingFeatures(tree, blocks, reader)
        let styles = StyleGroups(tree, blocks, reader)
        var walk = Walk()
        for index in blocks.indices {
            let repeated = repeats.count(blocks[index].text.hash)
            walk.pass(blocks[index], tag: tag(of: blocks[index]))
            features.withRow(index) { row in
                text(blocks[index], repeated, &row)
                path(blocks[index], &row)
                containers(blocks[index], &row)
                place(index, walk, &row)
                neighbours(index, &row)
                reading.write(index, &row)
                style(styles.sums(blocks[index], tree), &row)
                page(&row)
                reading.page(&row)
            }
            walk.leave(blocks[index])
        }
    }

    private func tag(of block: Block) -> Tag {
        block.node >= 0 ? tree.nodes[Int(block.node)].tag : .div
    }

    private func text(_ block: Block, _ repeated: Int32, _ row: inout BlockFeatures.Row) {
        let text = block.text
        row.add(text.characters)
        row.add(text.words)
        row.add(block.linkShare)
        row.add(text.commas)
        row.add(text.sentenceEnds)
        row.add(share(text.characters, of: text.words, times: 10))
        row.add(share(text.capitalised, of: text.words))
        row.add(share(text.digits, of: text.characters))
        row.add(text.separators)
        row.add(block.links)
        row.add(share(block.strongCharacters, of: text.characters))
        row.add(Self.kind(ofLast: text.last))
        row.add(Self.kind(ofFirst: text.first))
        row.add(Int32(tag(of: block).headingLevel))
        row.add(Self.rank(tag(of: block)))
        row.add(repeated)
        row.add(share(text.titleWords, of: text.words))
        row.add(share(text.titleWords, of: totals.titleWords))
        row.add(share(text.summaryWords, of: text.words))
        row.add(share(text.statedWords, of: text.words))
        row.add(share(text.shortWords, of: text.words))
        row.add(block.images)
        row.add(block.breaks)
        row.add(share(block.emphasisCharacters, of: text.characters))
        row.add(text.addresses)
        row.add(Int32(text.firstTelling))
        for kind in 1..<TellingWord.allCases.count { row.add(Int32(text.telling[kind])) }
    }

    /// What the blocks of the same style hold.
    private func style(_ sums: StyleGroups.Sums, _ row: inout BlockFeatures.Row) {
        row.add(sums.blocks)
        row.add(sums.characters / max(1, sums.blocks))
        row.add(share(sums.linkCharacters, of: sums.characters))
        row.add(share(sums.proseCharacters, of: sums.characters))
        row.add(share(sums.kept, of: sums.blocks))
    }

    private static func kind(ofLast scalar: UInt32) -> Int32 {
        switch scalar {
        case 0x2E, 0x21, 0x3F, 0x2026, 0x3002, 0xFF01, 0xFF1F: 5
        case 0x22, 0x27, 0x201D, 0x2019, 0xBB, 0x201C, 0x29, 0x300D: 4
        case 0x3A, 0xFF1A: 3
        case 0x2C, 0x3B: 2
        case 0x30...0x39: 1
        default: 0
        }
    }

    private static func kind(ofFirst scalar: UInt32) -> Int32 {
        switch scalar {
        case 0x41...0x5A: 5
        case 0x61...0x7A: 4
        case 0x30...0x39: 3
        case 0x22, 0x27, 0x201C, 0x2018, 0xAB, 0x201E, 0x300C: 2
        case 0..<0x80: 1
        default: 0
        }
    }

    /// Tags in the order of how likely they hold prose.
    private static func rank(_ tag: Tag) -> Int32 {
        switch tag {
        case .p: 12
        case .blockquote: 11
        case .pre: 10
        case .dd: 9
        case .div, .section, .article, .main, .center: 8
        case .li: 7
        case .td: 6
        case .h1, .h2, .h3, .h4, .h5, .h6: 5
        case .dt: 4
        case .figcaption, .caption: 3
        case .th: 2
        case .header, .footer, .aside, .nav, .form, .address: 1
        default: 0
        }
    }

    /// For each group of hints and of tags: 3 on the element itself, 2 near, 1 further up.
    private func path(_ block: Block, _ row: inout BlockFeatures.Row) {
        let around = block.node >= 0 ? nodes.surroundings[Int(block.node)] : Surroundings()
        row.add(around.depth)
        for bit in 0..<Hints.featureCount {
            let hint = UInt64(1) << UInt64(bit)
            let own: Int32 = around.ownHints.rawValue & hint != 0 ? 1 : 0
            let near: Int32 = around.nearHints.rawValue & hint != 0 ? 1 : 0
            let all: Int32 = around.allHints.rawValue & hint != 0 ? 1 : 0
            row.add(own + near + all)
        }
        for bit in 0..<TagSet.count {
            let mask = UInt32(1) << UInt32(bit)
            let own: Int32 = around.ownTags.rawValue & mask != 0 ? 1 : 0
            let near: Int32 = around.nearTags.rawValue & mask != 0 ? 1 : 0
            let all: Int32 = around.allTags.rawValue & mask != 0 ? 1 : 0
            row.add(own + near + all)
        }
    }

    /// The containers around a block, each larger than the one before.
    private func containers(_ block: Block, _ row: inout BlockFeatures.Row) {
        var node = block.node
        var characters = block.text.characters
        for _ in 0..<5 {
            while node >= 0, nodes.sums[Int(node)].characters <= characters {
                node = tree.nodes[Int(node)].parent
            }
            let sums = node >= 0 ? nodes.sums[Int(node)] : NodeSums()
            characters = sums.characters
            row.add(characters)
            row.add(sums.linkShare)
            row.add(sums.proseShare)
            row.add(sums.blocks)
            row.add(characters / max(1, sums.blocks))
            row.add(share(characters, of: totals.characters))
            row.add(share(sums.proseCharacters, of: totals.prose))
            row.add(sums.children)
        }
    }

    private func place(_ index: Int, _ walk: Walk, _ row: inout BlockFeatures.Row) {
        let count = Int32(blocks.count)
        row.add(share(Int32(index), of: count, times: 1000))
        row.add(Int32(index))
        row.add(count - Int32(index))
        row.add(share(walk.characters, of: totals.characters, times: 1000))
        row.add(share(walk.prose, of: totals.prose, times: 1000))
        row.add(walk.sinceHeading)
        row.add(walk.sinceFirstHeading)
        row.add(walk.headingLevel)
        for kind in [TellingWord.more, .discussion, .account] {
            row.add(Int32(walk.headingWords[Int(kind.rawValue)]))
        }
        row.add(Int32(index) - totals.titleBlock)
        row.add(Int32(index) - totals.largestBlock)
    }

    private func neighbours(_ index: Int, _ row: inout BlockFeatures.Row) {
        for offset in [-3, -2, -1, 1, 2, 3] {
            let other = index + offset
            guard blocks.indices.contains(other) else {
                for _ in 0..<4 { row.add(-1) }
                continue
            }
            row.add(blocks[other].text.characters)
            row.add(blocks[other].linkShare)
            row.add(Self.rank(tag(of: blocks[other])))
            row.add(blocks[other].node == blocks[index].node || siblings(index, other))
        }
        row.add(index + 1 < blocks.count ? blocks[index + 1].images : -1)
        row.add(prose(from: index - 8, to: index))
        row.add(prose(from: index + 1, to: index + 9))
    }

    private func siblings(_ first: Int, _ second: Int) -> Bool {
        let (a, b) = (blocks[first].node, blocks[second].node)
        guard a >= 0, b >= 0 else { return false }
        return tree.nodes[Int(a)].parent == tree.nodes[Int(b)].parent
    }

    private func prose(from: Int, to: Int) -> Int32 {
        var sum: Int32 = 0
        for index in max(0, from)..<max(0, min(to, blocks.count)) where blocks[index].isProse {
            sum += blocks[index].text.characters
        }
        return sum
    }

    private func page(_ row: inout BlockFeatures.Row) {
        let top = reader.top < reader.page ? nodes.sums[reader.top] : NodeSums()
        row.add(totals.characters / 16)
        row.add(Int32(blocks.count))
        row.add(share(totals.prose, of: totals.characters))
        row.add(share(totals.links, of: totals.characters))
        row.add(share(top.characters, of: totals.characters))
        row.add(top.linkShare)
        row.add(top.proseShare)
        row.add(score: reader.topScore)
        row.add(totals.articles)

    }
}
