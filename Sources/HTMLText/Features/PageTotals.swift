// Sums over a whole page, and a walk through its blocks.

/// What a page holds in all.
struct PageTotals {
    var characters: Int32 = 0
    var links: Int32 = 0
    var prose: Int32 = 0
    /// The most title words that any block has.
    var titleWords: Int32 = 0
    /// The first block that has them.
    var titleBlock: Int32 = 0
    /// The longest block of prose.
    var largestBlock: Int32 = 0
    /// `article` elements.
    var articles: Int32 = 0

    init(_ tree: PageTree, _ blocks: [Block]) {
        var largest: Int32 = 0
        for (index, block) in blocks.enumerated() {
            characters += block.text.characters
            links += block.linkCharacters
            if block.isProse { prose += block.text.characters }
            if block.text.titleWords > titleWords, block.text.words < 60 {
                titleWords = block.text.titleWords
                titleBlock = Int32(index)
            }
            if block.isProse, block.text.characters > largest {
                largest = block.text.characters
                largestBlock = Int32(index)
            }
        }
        for node in tree.nodes where node.tag == .article { articles += 1 }
    }
}

/// Sums over the blocks before the one at hand.
struct Walk {
    var characters: Int32 = 0
    var prose: Int32 = 0
    /// Blocks since the last heading and since the first `h1`; -1 before it.
    var sinceHeading: Int32 = -1
    var sinceFirstHeading: Int32 = -1
    var headingLevel: Int32 = 0
    /// The furniture words in the last heading.
    var headingWords = TellingCounts()

    /// Arrives at a block.
    mutating func pass(_ block: Block, tag: Tag) {
        if sinceHeading >= 0 { sinceHeading += 1 }
        if sinceFirstHeading >= 0 { sinceFirstHeading += 1 }
        guard tag.headingLevel > 0 else { return }
        sinceHeading = 0
        headingLevel = Int32(tag.headingLevel)
        headingWords = block.text.telling
        if tag == .h1, sinceFirstHeading < 0 { sinceFirstHeading = 0 }
    }

    mutating func leave(_ block: Block) {
        characters += block.text.characters
        if block.isProse { prose += block.text.characters }
    }
}

/// How often each text stands on the page.
struct RepeatedTexts {
    private var counts: HashTable<UInt32, UInt8>

    init(_ blocks: [Block]) {
        counts = HashTable(count: blocks.count, absent: 0)
        for block in blocks where counts[block.text.hash] < 255 { counts[block.text.hash] += 1 }
    }

    func count(_ hash: UInt32) -> Int32 { Int32(counts[hash]) }
}
