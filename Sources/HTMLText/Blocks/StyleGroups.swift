// Blocks that a page's template treats alike.

/// Sums over the blocks whose elements, and those around them, have the same tag and class.
struct StyleGroups {
    /// What blocks of one style hold together.
    struct Sums {
        var blocks: Int32 = 0
        var characters: Int32 = 0
        var linkCharacters: Int32 = 0
        var proseCharacters: Int32 = 0
        /// Blocks that Readability would keep.
        var kept: Int32 = 0
    }

    private var keys: [UInt32]
    private var sums: [Sums]
    private let mask: Int

    init(_ tree: PageTree, _ blocks: [Block], _ reader: ReaderView) {
        var size = 64
        while size < blocks.count * 2 { size *= 2 }
        mask = size - 1
        keys = [UInt32](repeating: 0, count: size)
        sums = [Sums](repeating: Sums(), count: size)
        for block in blocks { add(block, tree, reader) }
    }

    func sums(_ block: Block, _ tree: PageTree) -> Sums { sums[slot(Self.key(block, tree))] }

    private mutating func add(_ block: Block, _ tree: PageTree, _ reader: ReaderView) {
        let key = Self.key(block, tree)
        let slot = slot(key)
        keys[slot] = key
        sums[slot].blocks += 1
        sums[slot].characters += block.text.characters
        sums[slot].linkCharacters += block.linkCharacters
        if block.isProse { sums[slot].proseCharacters += block.text.characters }
        if reader.keeps(block) { sums[slot].kept += 1 }
    }

    private func slot(_ key: UInt32) -> Int {
        var slot = Int(key &* 0x9E37_79B1 >> 7) & mask
        while sums[slot].blocks != 0, keys[slot] != key { slot = (slot + 1) & mask }
        return slot
    }

    private static func key(_ block: Block, _ tree: PageTree) -> UInt32 {
        guard block.node >= 0 else { return 0 }
        let node = tree.nodes[Int(block.node)]
        return half(node) &* 0x0100_0193
            ^ (node.parent < 0 ? 0 : half(tree.nodes[Int(node.parent)]))
    }

    private static func half(_ node: PageNode) -> UInt32 {
        UInt32(node.names.classHash) << 8 | UInt32(node.tag.rawValue)
    }
}
