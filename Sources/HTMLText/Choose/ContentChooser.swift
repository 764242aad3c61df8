// Chooses the blocks of a page's main content.

/// Scores the blocks of a page and decides which are kept. Its buffers are reused.
struct ContentChooser {
    private var surroundings: [Surroundings] = []
    private var reader = ReaderView()
    private var groups = SiblingGroups()
    private var signs = FeatureRows(width: PageLayout.shared.width)
    private var rows = FeatureRows(width: FeatureLayout.shared.width)
    private var scores: [Int32] = []
    private var smoother = LabelSmoother()
    /// How probable each kind is of the page last chosen from.
    private(set) var kinds = KindShares()

    /// Replaces `keep` by whether each block is kept.
    mutating func choose(
        _ page: CutPage, _ model: BlockModel, _ favor: ExtractionFavor, keep: inout [Bool]
    ) {
        let (tree, blocks, sums) = (page.tree, page.blocks, page.sums)
        let writer = prepare(page)
        kinds = model.kinds(signs)
        writer.write(kinds, into: &rows)
        model.score(rows, kinds, into: &scores)
        dropUnseen(blocks)
        let posts = kinds[.forum] >= 25 ? PostFurniture(tree, blocks, groups) : nil
        dropFurniture(page, posts)
        let characters = blocks.reduce(0) { $0 &+ $1.text.characters }
        if characters < StructureRepair.longestShort { dropRelated(page) }
        let overlaid = Overlays(page, surroundings, groups, characters: characters).blocks
        for index in overlaid { reject(index) }
        let best = Expectation(blocks, scores, recall: favor.recallWeight).threshold
        let prices = ExtractionFavor.prices(best, kinds)
        smoother.decide(tree, blocks, scores, prices, keep: &keep)
        StructureRepair(
            tree: tree, blocks: blocks, sums: sums, surroundings: surroundings, groups: groups,
            isManual: kinds[.documentation] >= 40 || page.scanned.isManual,
            isArticle: kinds[.article] >= 75, isThread: kinds[.forum] >= 50, characters: characters,
            posts: posts
        ).mend(scores, &keep)
        if !keep.contains(true) { keepProse(blocks, &keep) }
        if !keep.contains(true) {
            smoother.decide(tree, blocks, scores, .mild, keep: &keep)
        }
        dropNotices(blocks, &keep)
        for (index, block) in blocks.enumerated() where isScriptData(block) { keep[index] = false }
        for index in overlaid { keep[index] = false }
    }

    /// Scores a block as what is surely no text.
    private mutating func reject(_ index: Int) {
        scores[index] = min(scores[index], -4 * BlockModel.one)
    }

    /// Reads the page's surroundings and fills its own row; what its blocks' rows are written by.
    private mutating func prepare(_ page: CutPage) -> FeatureWriter {
        Surroundings.fill(&surroundings, page.tree)
        reader.read(page.tree, page.blocks)
        groups.fill(page.tree, page.sums)
        let writer = FeatureWriter(
            page.tree, page.blocks, page.sums, surroundings, reader, groups)
        PageSignWriter(writer, page.scanned, page.pathWords).write(into: &signs)
        return writer
    }

    /// The features of a page and of its blocks, row after row; the shares of the kinds, which a
    /// model makes, are left at nothing.
    mutating func describe(
        _ page: CutPage
    ) -> (page: [Int16], blocks: [Int16]) {
        let writer = prepare(page)
        writer.write(KindShares(), into: &rows)
        return (signs.rowByRow, rows.rowByRow)
    }

    /// What isn't shown isn't kept, where enough is shown, unless it is surely text on a page that is
    /// hardly an article, in a tab of a product's or a service's. Where the greater part of the text
    /// isn't shown, a script shows it.
    private mutating func dropUnseen(_ blocks: [Block]) {
        var (shown, hidden): (Int32, Int32) = (0, 0)
        for (index, block) in blocks.enumerated() where scores[index] > 0 && !isScriptData(block) {
            if isUnseen(block) {
                hidden &+= block.text.characters
            } else {
                shown &+= block.text.characters
            }
        }
        guard max(shown, reader.length) >= 200, shown >= hidden else { return }
        let most =
            BlockModel.isOther(kinds, blocks.count) ? BlockModel.one * 3 / 2 : Int32.max
        for (index, block) in blocks.enumerated()
        where isUnseen(block) && scores[index] <= most {
            reject(index)
        }
    }

    /// A long object of JSON that isn't shown, and isn't set as code.
    private func isScriptData(_ block: Block) -> Bool {
        block.text.first == 0x7B && block.text.last == 0x7D && block.text.characters >= 200
            && isUnseen(block)
            && !surroundings[Int(block.node)].all.kinds.contains(.code)
    }

    private func isUnseen(_ block: Block) -> Bool {
        block.node >= 0 && surroundings[Int(block.node)].all.hints.contains(.hidden)
    }

    /// Buttons, menus, signatures, and on pages of forums what stands around the posts' words.
    private mutating func dropFurniture(_ page: CutPage, _ posts: PostFurniture?) {
        let calls = LinkButtons(page.blocks, page.tree)
        for (index, block) in page.blocks.enumerated()
        where block.isControl(page.tree) || calls.contains(block) || isMenu(block, page.tree)
            || isSignature(block, page, isThread: posts != nil)
            || posts?.contains(block) == true
        {
            reject(index)
        }
    }

    /// Of a short page what else there is to read is as long as the text: links that are named so, and
    /// what heads them.
    private mutating func dropRelated(_ page: CutPage) {
        for (index, block) in page.blocks.enumerated() where block.node >= 0 {
            let isLinks =
                block.linkShare >= 80
                || page.tree.nodes[Int(block.node)].tag.headingLevel > 0
            if isLinks, surroundings[Int(block.node)].near.hints.contains(.related) {
                reject(index)
            }
        }
    }

    /// Links in a menu or a bar of tabs; headings head what a tab shows.
    private func isMenu(_ block: Block, _ tree: PageTree) -> Bool {
        block.node >= 0 && block.linkShare >= 80
            && tree.nodes[Int(block.node)].tag.headingLevel == 0
            && surroundings[Int(block.node)].near.hints.contains(.menu)
    }

    /// What ends each post of one writer: by its name, or under a drawn line.
    private func isSignature(_ block: Block, _ page: CutPage, isThread: Bool) -> Bool {
        if block.text.first == 0x5F, block.text.addresses >= 8 { return true }
        guard isThread, block.node >= 0,
            surroundings[Int(block.node)].near.hints.contains(.signature)
        else { return false }
        let post = groups.repeated(around: block, page.tree).outer
        return post >= 0 && (!block.isProse || isSigned(block.node, in: post, page))
    }

    /// Whether an element around a node is named as a signature, and isn't the most of a post.
    private func isSigned(_ node: Int32, in post: Int32, _ page: CutPage) -> Bool {
        var node = node
        while node > post {
            if surroundings[Int(node)].own.hints.contains(.signature) {
                return page.sums[Int(node)].characters < page.sums[Int(post)].characters * 2 / 3
            }
            node = page.tree.nodes[Int(node)].parent
        }
        return false
    }

    /// "Please enable JavaScript" is no text: where browsers without it read it, and where the
    /// page shows nothing else.
    private func dropNotices(_ blocks: [Block], _ keep: inout [Bool]) {
        for (index, block) in blocks.enumerated()
        where keep[index] && block.text.namesScript && block.text.characters < 300 {
            let around = block.node >= 0 ? surroundings[Int(block.node)].all : .init()
            let isAlone = reader.length < 300
            if around.kinds.contains(.unseen) || isAlone && blocks.count < 12 {
                keep[index] = false
            }
        }
    }

    /// Where no block is worth keeping, prose is better than nothing.
    private func keepProse(_ blocks: [Block], _ keep: inout [Bool]) {
        for index in blocks.indices where blocks[index].isProse { keep[index] = true }
    }
}

/// A page that was scanned, parsed and cut into blocks.
struct CutPage {
    let scanned: ScannedPage
    let tree: PageTree
    let blocks: [Block]
    let sums: [NodeSums]
    let pathWords: PathWordTable
}
