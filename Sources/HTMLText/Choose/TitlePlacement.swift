// Where a page's title stands in its text.

/// Whether the title is left where the text has it, stands always first, or never.
public enum TitlePlacement: String, Sendable, CaseIterable {
    case inPlace = "in_place"
    case firstLine = "first_line"
    case none
}

/// Finds the heading that gives a page's title.
struct TitleHeading {
    let tree: PageTree
    let blocks: [Block]
    let metadata: PageMetadata
    /// A block's text, without marks.
    let text: (Block) -> [UInt8]

    /// The heading of the title; where that is the site's name, one below it that is another part of
    /// the title.
    func findTopic() -> Int? {
        guard let first = Self.find(tree, blocks) else { return nil }
        return topic(below: first) ?? first
    }

    /// The first `h1` of which half of the words are the stated title's; or the first other heading
    /// that says the same as it; or the first `h1` of a page that states no title; or the only one.
    static func find(_ tree: PageTree, _ blocks: [Block]) -> Int? {
        let states = blocks.contains { $0.text.titleWords > 0 }
        return blocks.firstIndex {
            level($0, tree) == 1 && (!states || $0.text.titleWords * 2 >= $0.text.words)
        }
            ?? blocks.firstIndex {
                level($0, tree) > 0 && $0.text.titleWords * 5 >= $0.text.words * 4
            } ?? onlyHeading(tree, blocks)
    }

    /// The page's only `h1`, unless it is the site's sign.
    private static func onlyHeading(_ tree: PageTree, _ blocks: [Block]) -> Int? {
        let headings = blocks.indices.filter { level(blocks[$0], tree) == 1 }
        guard headings.count == 1, let only = headings.first else { return nil }
        var node = blocks[only].node
        while node >= 0 {
            if tree.nodes[Int(node)].hints.contains(.brand) { return nil }
            node = tree.nodes[Int(node)].parent
        }
        return only
    }

    /// The heading that is a part of the stated title, below one that is the site's name: the
    /// title's last part, or stated.
    private func topic(below first: Int) -> Int? {
        let parts = Self.parts(metadata.title)
        let site = Self.letters(text(blocks[first])[...])
        guard parts.count > 1, site == parts.last || site == Self.letters(metadata.siteName[...])
        else { return nil }
        return blocks[(first + 1)...].firstIndex { block in
            guard 1...3 ~= Self.level(block, tree), block.text.titleWords > 0 else { return false }
            let letters = Self.letters(text(block)[...])
            return letters != site && parts.contains(letters)
        }
    }

    /// What stands between the signs that part a title, as letters.
    private static func parts(_ title: [UInt8]) -> [[UInt8]] {
        var parts: [[UInt8]] = []
        var part: ArraySlice<UInt8> = []
        for word in title.split(separator: 0x20) {
            if letters(word).isEmpty || signs.contains(where: { word.elementsEqual($0.bytes) }) {
                parts.append(letters(part))
                part = []
            } else {
                part += word
            }
        }
        return (parts + [letters(part)]).filter { !$0.isEmpty }
    }

    private static let signs: [StaticString] = ["–", "—", "•", "·", "»", "«", "›", "→", "|"]

    /// Letters and digits, ASCII in lower case.
    private static func letters(_ text: ArraySlice<UInt8>) -> [UInt8] {
        text.filter { isASCIILetter($0) || isASCIIDigit($0) || $0 >= 0x80 }.map(lowercased)
    }

    private static func level(_ block: Block, _ tree: PageTree) -> Int {
        var node = block.node
        while node >= 0 {
            let level = tree.nodes[Int(node)].tag.headingLevel
            if level > 0 { return level }
            node = tree.nodes[Int(node)].parent
        }
        return 0
    }
}
