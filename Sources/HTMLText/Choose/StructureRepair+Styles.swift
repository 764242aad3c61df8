// Blocks that a page's template treats alike.

extension StructureRepair {
    /// What blocks of one style have in common.
    private struct Style: Equatable {
        var blocks: Int32 = 0
        var kept: Int32 = 0
        /// How many elements hold them, and the last of these.
        var holders: Int32 = 0
        var last: Int32 = -1

        /// Whether blocks of several elements alike are kept for the most part.
        var isText: Bool { holders >= SiblingGroups.least && kept * 5 >= blocks * 3 }
    }

    /// Of blocks in elements alike, most of which are kept, the rest is kept too, wherever it stands:
    /// short comments, items of many short lists, what cards say.
    func mendStyles(_ scores: [Int32], _ keep: inout [Bool]) {
        var styles = HashTable<UInt32, Style>(count: blocks.count, absent: Style())
        let keys = blocks.map { style(of: $0) }
        for (index, key) in keys.enumerated() where key != 0 {
            let holder = tree.nodes[Int(blocks[index].node)].parent
            styles[key].blocks += 1
            if keep[index] { styles[key].kept += 1 }
            if styles[key].last != holder { styles[key].holders += 1 }
            styles[key].last = holder
        }
        let least = isTiny ? floor : -BlockModel.one
        for (index, key) in keys.enumerated()
        where key != 0 && !keep[index] && scores[index] > least && styles[key].isText {
            keep[index] = !blocks[index].isControl(tree)
        }
    }

    private static let around: Hints = [
        .navigation, .menu, .breadcrumb, .sidebar, .footer, .related, .advert,
        .popup, .notice, .consent, .signup, .hidden, .hiddenWord, .screenReader,
    ]

    /// A hash of a block's element and of the two around it, by tag and class; 0 where neither the
    /// first nor the second has a class, and for what is hidden or stands around the text.
    private func style(of block: Block) -> UInt32 {
        guard block.node >= 0 else { return 0 }
        let around = surroundings[Int(block.node)].all
        guard around.hints.isDisjoint(with: Self.around),
            around.kinds.isDisjoint(with: [.nav, .aside, .footer, .form, .header, .unseen])
        else { return 0 }
        var node = block.node
        var key: UInt32 = 0
        var isNamed = false
        for step in 0..<3 where node >= 0 {
            let element = tree.nodes[Int(node)]
            if step < 2, element.names.classHash != 0 { isNamed = true }
            let own = UInt32(element.names.groupHash) << 8 | UInt32(element.tag.rawValue)
            key = key &* 0x0100_0193 ^ own
            node = element.parent
        }
        return isNamed ? key | 1 : 0
    }
}
