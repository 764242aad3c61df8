// Mends decisions that would break a list, a table or a heading's section.

/// What belongs together is kept together, whatever the single scores say.
struct StructureRepair {
    let tree: PageTree
    let blocks: [Block]
    let sums: [NodeSums]
    let surroundings: [Surroundings]
    let groups: SiblingGroups
    /// A page of documentation: what stands among its text is text, code and tables of words too.
    let isManual: Bool
    let isArticle: Bool
    let isThread: Bool
    /// All of the page's.
    let characters: Int32
    /// The posts of a page that may be a thread.
    let posts: PostFurniture?

    func mend(_ scores: [Int32], _ keep: inout [Bool]) {
        mendTables(&keep)
        mendDefinitions(&keep)
        if isManual { mendTerms(scores, &keep) }
        mendHidden(&keep)
        mendBetween(scores, &keep)
        mendAnnounced(&keep)
        mendGroups(scores, &keep)
        mendStyles(scores, &keep)
        if let posts { mendBodies(posts, &keep) }
        if isThread { mendComments(scores, &keep) }
        mendCode(&keep)
        if isShort {
            mendShort(scores, &keep)
            mendHidden(&keep)
        }
        mendAttributions(&keep)
        mendHeadings(scores, &keep)
        mendTitle(&keep)
        dropRepeats(&keep)
        dropCopiesWithoutScripts(&keep)
        if !isManual { dropCopies(&keep) }
        dropLineNumbers(&keep)
    }

    /// A table of data is kept or dropped as a whole, by the greater part of its text.
    private func mendTables(_ keep: inout [Bool]) {
        var first = 0
        while first < blocks.count {
            let table = dataTable(of: blocks[first])
            var end = first + 1
            while table >= 0, end < blocks.count, dataTable(of: blocks[end]) == table { end += 1 }
            if table >= 0 { agree(first..<end, &keep) }
            first = end
        }
    }

    private func agree(_ range: Range<Int>, _ keep: inout [Bool]) {
        var balance: Int32 = 0
        for index in range {
            balance += keep[index] ? blocks[index].text.characters : -blocks[index].text.characters
        }
        for index in range { keep[index] = balance > 0 }
    }

    /// The table of data that a block is a cell of, or -1.
    func dataTable(of block: Block) -> Int32 {
        block.node >= 0 ? BlockPlace(block, tree, sums).table : -1
    }

    /// A term is kept with its definition.
    private func mendDefinitions(_ keep: inout [Bool]) {
        for index in blocks.indices.dropLast().reversed()
        where tag(index) == .dt && keep[index + 1]
            && (tag(index + 1) == .dd || tag(index + 1) == .dt)
        {
            keep[index] = true
        }
    }

    /// A definition is kept with its term.
    private func mendTerms(_ scores: [Int32], _ keep: inout [Bool]) {
        var isTermKept = false
        for index in blocks.indices {
            if tag(index) == .dt {
                isTermKept = keep[index]
            } else if !isDefinition(index) {
                isTermKept = false
            } else if isTermKept, scores[index] > 2 * Self.lowest {
                keep[index] = true
            }
        }
    }

    private func isDefinition(_ index: Int) -> Bool {
        var node = blocks[index].node
        while node >= 0 {
            switch tree.nodes[Int(node)].tag {
            case .dd: return true
            case .dl, .dt: return false
            default: node = tree.nodes[Int(node)].parent
            }
        }
        return false
    }

    /// A heading stands with what it heads: kept above kept text unless it scores low,
    /// dropped where the next one was and nothing stands between.
    private func mendHeadings(_ scores: [Int32], _ keep: inout [Bool]) {
        let before = keep
        for index in blocks.indices.reversed() {
            let level = tag(index).headingLevel
            guard level > 0, index + 1 < blocks.count else { continue }
            let next = tag(index + 1).headingLevel
            if keep[index], next > 0, next <= level, !before[index + 1] {
                keep[index] = level == 1
            } else if !keep[index], keep[index + 1], next == 0 || next > level {
                keep[index] = scores[index] > lowestHeading(index)
            }
        }
    }

    /// Above a page's text, in one of several sections alike, and in manuals, headings may score low.
    private func lowestHeading(_ index: Int) -> Int32 {
        if tag(index) == .h1 { return floor }
        let section = common(index, index + 1)
        if section >= 0, groups[section].members >= SiblingGroups.least { return floor }
        return isManual || isShort ? floor : -BlockModel.one / 2
    }

    /// A paragraph that another element repeats right away, for another kind of screen, is
    /// written once; paragraphs side by side may say the same.
    private func dropRepeats(_ keep: inout [Bool]) {
        var last = -1
        for index in blocks.indices where keep[index] && blocks[index].isProse {
            if last >= 0, blocks[last].text.hash == blocks[index].text.hash,
                blocks[last].text.characters == blocks[index].text.characters,
                parent(last) != parent(index)
            {
                keep[index] = false
            }
            last = index
        }
    }

    private func parent(_ index: Int) -> Int32 {
        blocks[index].node >= 0 ? tree.nodes[Int(blocks[index].node)].parent : -1
    }

    func tag(_ index: Int) -> Tag {
        blocks[index].node >= 0 ? tree.nodes[Int(blocks[index].node)].tag : .div
    }
}
