// Blocks: the paragraphs, headings, items and cells that are kept or dropped as one.

/// A stretch of inline content between the edges of block elements.
struct Block {
    /// The events from the first text to the last, as a range of the tree's.
    var firstEvent: Int32
    var endEvent: Int32
    /// The block element around it, -1 at the top of the page.
    var node: Int32
    /// Where its text begins among all text bytes of the page.
    var position: Int32
    /// Line breaks inside.
    var breaks: Int32 = 0
    /// Images between the block before it and its end.
    var images: Int32 = 0
    /// Links inside.
    var links: Int32 = 0
    /// Characters inside links and inside bold text, white space not counted.
    var linkCharacters: Int32 = 0
    var strongCharacters: Int32 = 0
    var emphasisCharacters: Int32 = 0
    var text = TextStatistics()

    /// The share of characters in links, in percent.
    var linkShare: Int32 { share(linkCharacters, of: text.characters) }

    /// Long and nearly free of links: most likely a paragraph of prose.
    var isProse: Bool { text.characters >= 80 && linkCharacters * 3 < text.characters }
}

/// A part of a whole, in percent or in other units of it; 0 of nothing.
@inline(__always)
func share(_ part: Int32, of whole: Int32, times unit: Int = 100) -> Int32 {
    whole > 0 ? Int32(truncatingIfNeeded: Int(part) * unit / Int(whole)) : 0
}
