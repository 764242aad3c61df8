// What stands among kept siblings is kept with them.

extension StructureRepair {
    /// So many blocks may be missing in the middle of kept text, and still be part of it; a table is
    /// one.
    private static let longestGap = 16
    /// A block that scores lower is furniture, whatever stands around it.
    static let lowest = -2 * BlockModel.one

    /// The same on this page: the ends of long manuals score low, and much on pages of a few words.
    var floor: Int32 { isManual || isTiny ? 2 * Self.lowest : Self.lowest }

    /// Blocks between two kept ones, in one element with both, and without a sign of being
    /// something else.
    func mendBetween(_ scores: [Int32], _ keep: inout [Bool]) {
        var last = -1
        for index in blocks.indices where keep[index] {
            if last >= 0, index - last > 1, isManual || isNarrow(last + 1..<index) {
                mend(last + 1..<index, scores, &keep)
            }
            last = index
        }
    }

    private func isNarrow(_ gap: Range<Int>) -> Bool {
        var length = 0
        var table: Int32 = -1
        for index in gap {
            let around = dataTable(of: blocks[index])
            if around < 0 || around != table { length += 1 }
            if length >= Self.longestGap { return false }
            table = around
        }
        return true
    }

    private func mend(_ gap: Range<Int>, _ scores: [Int32], _ keep: inout [Bool]) {
        let around = common(gap.lowerBound - 1, gap.upperBound)
        guard around >= 0, isText(around) else { return }
        for index in gap where scores[index] > floor && isPlain(index, in: around) {
            keep[index] = true
        }
    }

    /// The innermost element around two blocks, -1 for the page.
    func common(_ first: Int, _ second: Int) -> Int32 {
        var (a, b) = (blocks[first].node, blocks[second].node)
        while a != b {
            if a > b { a = tree.nodes[Int(a)].parent } else { b = tree.nodes[Int(b)].parent }
        }
        return a
    }

    /// Whether the greater part of an element is prose; or, in a manual, anything but links.
    private func isText(_ node: Int32) -> Bool {
        sums[Int(node)].proseShare > 50 || isManual && sums[Int(node)].linkShare < 30
    }

    /// Whether no element between a block and one around it says that it is something else.
    func isPlain(_ index: Int, in around: Int32) -> Bool {
        guard blocks[index].linkShare < 50, !blocks[index].isControl(tree) else { return false }
        var node = blocks[index].node
        while node >= 0, node != around {
            guard isPlain(node) else { return false }
            node = tree.nodes[Int(node)].parent
        }
        return true
    }

    private func isPlain(_ node: Int32) -> Bool {
        var hints = surroundings[Int(node)].own.hints
        // A section's body is no list of tags.
        if hints.contains(.body) { hints.remove(.tags) }
        // What else to see, in a manual's box.
        if hints.contains(.admonition) { hints.remove(.related) }
        // Manuals have boxes of that name, and sections.
        if isManual, tree.nodes[Int(node)].tag != .aside, sums[Int(node)].isBox {
            hints.remove(.sidebar)
        }
        // Sections bear the names of what they explain.
        if isManual, sums[Int(node)].linkShare < 25, sums[Int(node)].isBox {
            hints.subtract(Self.topics)
        }
        guard hints.intersection(Self.furniture).isEmpty else { return false }
        switch tree.nodes[Int(node)].tag {
        // Of manuals, notes at the foot.
        case .aside:
            return hints.contains(.admonition) || isManual && sums[Int(node)].linkShare < 50
        case .nav, .footer, .form, .header, .select, .option, .dialog, .noscript, .template:
            return false
        default: return true
        }
    }

    private static let furniture = Hint.side.union([
        .author, .date, .meta, .tags, .caption, .button, .brand, .user, .count, .legal,
    ])

    /// Those that a section's name may have of its subject.
    private static let topics = furniture.subtracting([
        .navigation, .breadcrumb, .sidebar, .sideRole, .hidden, .hiddenWord, .screenReader,
    ])

    /// A list, a table or code right after kept text that ends in a colon.
    func mendAnnounced(_ keep: inout [Bool]) {
        var index = 0
        while index + 1 < blocks.count {
            defer { index += 1 }
            guard keep[index], !keep[index + 1],
                FeatureWriter.kind(ofLast: blocks[index].text.last) == 3
            else { continue }
            let list = announced(by: index)
            guard list >= 0, isPlain(list) else { continue }
            var next = index + 1
            while next < blocks.count, contains(list, blocks[next].node) {
                keep[next] = true
                next += 1
            }
        }
    }

    /// The list, table or code whose first block follows a block, in the same element; -1 where
    /// there is none.
    private func announced(by index: Int) -> Int32 {
        let around = common(index, index + 1)
        var node = blocks[index + 1].node
        while node >= 0, node != around {
            switch tree.nodes[Int(node)].tag {
            case .ul, .ol, .dl, .table, .pre, .blockquote: return node
            default: node = tree.nodes[Int(node)].parent
            }
        }
        return -1
    }

    func contains(_ element: Int32, _ node: Int32) -> Bool {
        var node = node
        while node > element { node = tree.nodes[Int(node)].parent }
        return node == element
    }

    /// Siblings alike of which the greater part is kept are kept all, however short: items and
    /// posts, and the sections of a manual.
    func mendGroups(_ scores: [Int32], _ keep: inout [Bool]) {
        let kept = keptCharacters(keep)
        for index in blocks.indices
        where !keep[index] && scores[index] > floor && isMember(index, kept) {
            keep[index] = true
        }
    }

    /// The shortest posts are kept with the others: blocks of a style in which posts say something,
    /// if the greater part of that is kept.
    func mendBodies(_ posts: PostFurniture, _ keep: inout [Bool]) {
        var balances = HashTable<UInt32, Int32>(count: blocks.count, absent: 0)
        for (index, block) in blocks.enumerated() where posts.isBody(block) {
            let characters = block.text.characters
            balances[StyleGroups.key(block, tree)] &+= keep[index] ? characters : -characters
        }
        for (index, block) in blocks.enumerated()
        where !keep[index] && posts.isBody(block) && balances[StyleGroups.key(block, tree)] > 0 {
            keep[index] = !surroundings[Int(block.node)].all.hints.contains(.hidden)
        }
    }

    /// Who says a quotation, at its foot, is kept with it.
    func mendAttributions(_ keep: inout [Bool]) {
        for index in blocks.indices.dropFirst() where !keep[index] && keep[index - 1] {
            var node = blocks[index].node
            while node >= 0, tree.nodes[Int(node)].tag != .footer {
                node = tree.nodes[Int(node)].parent
            }
            guard node >= 0, tree.nodes[Int(node)].parent >= 0 else { continue }
            let quote = tree.nodes[Int(node)].parent
            keep[index] =
                tree.nodes[Int(quote)].tag == .blockquote && contains(quote, blocks[index - 1].node)
        }
    }

    /// What a thread's comments say, where elements are named as their words.
    func mendComments(_ scores: [Int32], _ keep: inout [Bool]) {
        for (index, block) in blocks.enumerated()
        where !keep[index] && [.p, .li, .blockquote].contains(tag(index)) {
            guard scores[index] > 2 * Self.lowest, block.linkShare < 80, !block.isControl(tree),
                isInComment(block.node)
            else { continue }
            keep[index] = !surroundings[Int(block.node)].all.hints.contains(.hidden)
        }
    }

    private func isInComment(_ node: Int32) -> Bool {
        var node = node
        for _ in 0..<4 where node >= 0 {
            let own = surroundings[Int(node)].own.hints
            if !own.isDisjoint(with: [.comment, .post, .reply]),
                !own.isDisjoint(with: [.content, .text, .body])
            {
                return true
            }
            node = tree.nodes[Int(node)].parent
        }
        return false
    }

    /// A news item and what stands around it have as many characters.
    static let longestShort: Int32 = 4000

    var isShort: Bool { characters < Self.longestShort }

    /// A few paragraphs.
    var isTiny: Bool { characters < 2000 }

    /// Of a short page all is text, from its title on, that doesn't look like something else: it says
    /// too little for the model to tell a short answer from a name.
    func mendShort(_ scores: [Int32], _ keep: inout [Bool]) {
        guard let first = titleHeading ?? keep.firstIndex(of: true) else {
            return
        }
        for index in blocks.indices.suffix(from: first)
        where !keep[index] && scores[index] > floor && isPlain(index, in: -1) {
            keep[index] = tag(index).headingLevel == 0
        }
    }

    /// Code is part of the text, wherever it stands, but in what is furniture or hidden.
    func mendCode(_ keep: inout [Bool]) {
        for index in blocks.indices where !keep[index] && (isManual || isPlain(index, in: -1)) {
            var node = blocks[index].node
            while node >= 0, tree.nodes[Int(node)].tag != .pre {
                node = tree.nodes[Int(node)].parent
            }
            if node >= 0, !surroundings[Int(node)].all.hints.contains(.hidden) {
                keep[index] = true
            }
        }
    }

    /// The kept characters of each group of siblings.
    private func keptCharacters(_ keep: [Bool]) -> [Int32] {
        var nodes = [Int32](repeating: 0, count: tree.nodes.count)
        var kept = [Int32](repeating: 0, count: groups.groups.count)
        for (index, block) in blocks.enumerated() where keep[index] && block.node >= 0 {
            nodes[Int(block.node)] &+= block.text.characters
        }
        for node in nodes.indices.reversed() where nodes[node] > 0 {
            let parent = tree.nodes[node].parent
            if parent >= 0 { nodes[Int(parent)] &+= nodes[node] }
            let group = groups.index(of: Int32(node))
            if group >= 0 { kept[group] &+= nodes[node] }
        }
        return kept
    }

    /// Whether a block stands in siblings alike that are kept, and nothing on the way to them says
    /// that it is something else.
    private func isMember(_ index: Int, _ kept: [Int32]) -> Bool {
        var node = blocks[index].node
        var isOwn = true
        while node >= 0, isPlain(node) {
            let group = groups.index(of: node)
            if group >= 0, groups.groups[group].members >= SiblingGroups.least {
                let sums = groups.groups[group].sums
                let isLinks = blocks[index].linkShare >= 50 && sums.linkShare <= 30
                // Of larger parts more must be kept for the rest to be, but in a manual.
                let enough = isOwn || isManual ? Int64(kept[group]) * 2 : Int64(kept[group]) * 5 / 4
                if !isLinks, enough > Int64(sums.characters) { return true }
            }
            node = tree.nodes[Int(node)].parent
            isOwn = false
        }
        return false
    }
}
