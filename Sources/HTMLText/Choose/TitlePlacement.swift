// Where a page's title stands in its text.

/// Whether the title is left where the text has it, stands always first, or never.
public enum TitlePlacement: String, Sendable, CaseIterable {
    case inPlace = "in_place"
    case firstLine = "first_line"
    case none
}

/// Finds the heading that gives a page's title.
enum TitleHeading {
    /// The first `h1` of which half of the words are the stated title's; or the first other heading
    /// that says the same as it; or the first `h1` of a page that states no title.
    static func find(_ tree: PageTree, _ blocks: [Block]) -> Int? {
        let level = { (block: Block) in
            block.node >= 0 ? headingLevel(around: block.node, tree) : 0
        }
        let states = blocks.contains { $0.text.titleWords > 0 }
        return blocks.firstIndex {
            level($0) == 1 && (!states || $0.text.titleWords * 2 >= $0.text.words)
        } ?? blocks.firstIndex { level($0) > 0 && $0.text.titleWords * 5 >= $0.text.words * 4 }
    }

    private static func headingLevel(around node: Int32, _ tree: PageTree) -> Int {
        var node = node
        while node >= 0 {
            let level = tree.nodes[Int(node)].tag.headingLevel
            if level > 0 { return level }
            node = tree.nodes[Int(node)].parent
        }
        return 0
    }
}
