// Blocks: the paragraphs, headings, items and cells that are kept or dropped as one.

/// A stretch of inline content between the edges of block elements.
struct Block {
    /// The events from the first text to the last, as a range of the tree's.
    var firstEvent: Int32
    var endEvent: Int32
    /// The block element around it, -1 at the top of the page.
    var node: Int32
    /// Bytes of text that aren't white space, and those of them inside links.
    var textBytes: Int32 = 0
    var linkBytes: Int32 = 0
    var words: Int32 = 0
    var commas: Int32 = 0
    var sentenceEnds: Int32 = 0
}
