// Writes the features of a page's blocks.

/// Everything that features are made from.
struct FeatureWriter {
    let tree: PageTree
    let blocks: [Block]
    let sums: [NodeSums]
    let surroundings: [Surroundings]
    let reader: ReaderView
    let groups: SiblingGroups
    let totals: PageTotals
    let layout = FeatureLayout.shared

    init(
        _ tree: PageTree, _ blocks: [Block], _ sums: [NodeSums], _ surroundings: [Surroundings],
        _ reader: ReaderView, _ groups: SiblingGroups
    ) {
        self.tree = tree
        self.blocks = blocks
        self.sums = sums
        self.surroundings = surroundings
        self.reader = reader
        self.groups = groups
        totals = PageTotals(tree, blocks)
    }

    func write(_ kinds: KindShares, into rows: inout FeatureRows) {
        let repeats = RepeatedTexts(blocks)
        let reading = ReadingWriter(tree, blocks, reader)
        let styles = StyleGroups(tree, blocks, reader)
        var walk = Walk()
        rows.fill(blocks.count) { index, row in
            let block = blocks[index]
            walk.pass(block, tag: tag(of: block))
            text(block, repeats.count(block.text.hash), row[layout.text])
            telling(block.text.telling, row)
            surroundings(block, row)
            containers(block, row)
            place(index, walk, row[layout.place])
            neighbours(index, row)
            near(index, row[layout.near])
            reading.write(index, row[layout.reading])
            style(styles.sums(block, tree), row[layout.style])
            page(row[layout.page])
            reading.page(row[layout.page])
            let repeated = groups.repeated(around: block, tree)
            group(repeated.inner, row[layout.inner])
            group(repeated.outer, row[layout.outer])
            names(block, row[layout.known])
            for kind in PageKind.allCases { row[layout.kinds][kind] = kinds[kind] }
            walk.leave(block)
        }
    }

    func tag(of block: Block) -> Tag {
        block.node >= 0 ? tree.nodes[Int(block.node)].tag : .div
    }

    private func text(_ block: Block, _ repeats: Int32, _ row: FeaturePart<TextFeature>) {
        let text = block.text
        row[.characters] = text.characters
        row[.words] = text.words
        row[.linkShare] = block.linkShare
        row[.commas] = text.commas
        row[.sentenceEnds] = text.sentenceEnds
        row[.wordLength] = share(text.characters, of: text.words, times: 10)
        row[.capitalised] = share(text.capitalised, of: text.words)
        row[.digits] = share(text.digits, of: text.characters)
        row[.separators] = text.separators
        row[.links] = block.links
        row[.strong] = share(block.strongCharacters, of: text.characters)
        row[.last] = Self.kind(ofLast: text.last)
        row[.first] = Self.kind(ofFirst: text.first)
        row[.headingLevel] = Int32(tag(of: block).headingLevel)
        row[.rank] = tag(of: block).proseRank
        row[.repeats] = repeats
        row[.titleWords] = share(text.titleWords, of: text.words)
        row[.titleShare] = share(text.titleWords, of: totals.titleWords)
        row[.summaryWords] = share(text.summaryWords, of: text.words)
        row[.statedWords] = share(text.statedWords, of: text.words)
        row[.partWords] = share(text.partWords, of: text.words)
        row[.shortWords] = share(text.shortWords, of: text.words)
        row[.images] = block.images
        row[.breaks] = block.breaks
        row[.emphasis] = share(block.emphasisCharacters, of: text.characters)
        row[.addresses] = text.addresses
        row[.firstTelling] = text.firstTelling.map { Int32($0.rawValue) + 1 } ?? 0
        row[.prices] = text.prices
    }

    private func telling(_ counts: TellingCounts, _ row: FeatureRow) {
        for kind in 0..<layout.telling.count {
            row[layout.telling.start + kind] = counts[rawValue: kind]
        }
    }

    private func names(_ block: Block, _ row: FeaturePart<NamesFeature>) {
        let around = block.node >= 0 ? surroundings[Int(block.node)] : Surroundings()
        row[.own] = around.names
        row[.around] = around.namesAround
    }

    /// What the blocks of the same style hold.
    private func style(_ sums: StyleGroups.Sums, _ row: FeaturePart<StyleFeature>) {
        row[.blocks] = sums.blocks
        row[.meanLength] = sums.characters / max(1, sums.blocks)
        row[.linkShare] = share(sums.linkCharacters, of: sums.characters)
        row[.proseShare] = share(sums.proseCharacters, of: sums.characters)
        row[.kept] = share(sums.kept, of: sums.blocks)
    }

    func page(_ row: FeaturePart<PageFeature>) {
        let top = reader.top < reader.page ? sums[reader.top] : NodeSums()
        row[.characters] = totals.characters / 16
        row[.blocks] = Int32(blocks.count)
        row[.proseShare] = share(totals.prose, of: totals.characters)
        row[.linkShare] = share(totals.links, of: totals.characters)
        row[.topShare] = share(top.characters, of: totals.characters)
        row[.topLinks] = top.linkShare
        row[.topProse] = top.proseShare
        row[.topScore] = whole(reader.topScore)
        row[.articles] = totals.articles
    }
}

/// A score as a whole number that fits its column.
func whole(_ score: Float) -> Int32 { Int32(max(-32768, min(32767, score))) }
