// Where a block stands among lists, tables, quotes and code.

/// The structure around a block that shows in the text.
struct BlockPlace {
    /// The block's own node.
    let node: Int32
    /// The nearest list item, -1 outside lists; its list; and how deep the lists are nested.
    var item: Int32 = -1
    var list: Int32 = -1
    var listDepth = 0
    /// The cell, row and table of a table of data, -1 elsewhere.
    var cell: Int32 = -1
    var row: Int32 = -1
    var table: Int32 = -1
    /// The `pre` around it, -1 outside code.
    var code: Int32 = -1
    var quoteDepth = 0
    var headingLevel = 0
    /// The nearest element is a `dt` or a `dd`.
    var isTerm = false
    var isDefinition = false

    init(_ block: Block, _ tree: PageTree, _ sums: [NodeSums]) {
        node = block.node
        var node = block.node
        while node >= 0 {
            take(node, tree, sums)
            node = tree.nodes[Int(node)].parent
        }
        if row < 0 { cell = -1 }
    }

    private mutating func take(_ node: Int32, _ tree: PageTree, _ sums: [NodeSums]) {
        let tag = tree.nodes[Int(node)].tag
        switch tag {
        case .li: if item < 0 { item = node }
        case .ul, .ol:
            if item >= 0, list < 0 { list = node }
            listDepth += 1
        case .td, .th: if cell < 0 { cell = node }
        case .tr: if cell >= 0, row < 0, Self.isData(sums[Int(node)]) { row = node }
        case .table: if row >= 0, table < 0 { table = node }
        case .pre: code = node
        case .blockquote: quoteDepth += 1
        case .dt: isTerm = !isDefinition
        case .dd: isDefinition = !isTerm
        default: headingLevel = headingLevel == 0 ? tag.headingLevel : headingLevel
        }
    }

    /// A row whose cells hold one short text each, or a short list; other rows lay out a page.
    private static func isData(_ row: NodeSums) -> Bool {
        row.characters <= 200 * row.children
            && (row.blocks == row.children
                || row.blocks - row.items <= row.children && row.blocks <= 6 * row.children)
    }

    /// The list item stands in a cell.
    var isItemInRow: Bool { row >= 0 && item > row }
}
