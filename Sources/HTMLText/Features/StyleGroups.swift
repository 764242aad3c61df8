// Blocks that a page's template treats alike.

/// Sums over the blocks whose elements, and those around them, have the same tag and class.
struct StyleGroups {
    /// What blocks of one style hold together.
    struct Sums: Equatable {
        var blocks: Int32 = 0
        var characters: Int32 = 0
        var linkCharacters: Int32 = 0
        var proseCharacters: Int32 = 0
        /// Blocks that Readability would keep.
        var kept: Int32 = 0

        mutating func add(_ block: Block, isKept: Bool) {
            blocks += 1
            characters += block.text.characters
            linkCharacters += block.linkCharacters
            if block.isProse { proseCharacters += block.text.characters }
            if isKept { kept += 1 }
        }
    }

    private var groups: HashTable<UInt32, Sums>

    init(_ tree: PageTree, _ blocks: [Block], _ reader: ReaderView) {
        groups = HashTable(count: blocks.count, absent: Sums())
        for block in blocks {
            groups[Self.key(block, tree)].add(block, isKept: reader.keeps(block))
        }
    }

    func sums(_ block: Block, _ tree: PageTree) -> Sums { groups[Self.key(block, tree)] }

    static func key(_ block: Block, _ tree: PageTree) -> UInt32 {
        guard block.node >= 0 else { return 0 }
        let node = tree.nodes[Int(block.node)]
        return half(node) &* 0x0100_0193
            ^ (node.parent < 0 ? 0 : half(tree.nodes[Int(node.parent)]))
    }

    private static func half(_ node: PageNode) -> UInt32 {
        UInt32(node.names.classHash) << 8 | UInt32(node.tag.rawValue)
    }
}
