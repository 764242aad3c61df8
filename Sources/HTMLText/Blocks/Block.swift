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

/// Counts over the text of a block; white space separates words and counts for nothing.
struct TextStatistics {
    var characters: Int32 = 0
    var words: Int32 = 0
    /// Commas of any script.
    var commas: Int32 = 0
    /// `.`, `!`, `?` and the ideographic full stop.
    var sentenceEnds: Int32 = 0
    /// Words that begin with an ASCII capital.
    var capitalised: Int32 = 0
    var digits: Int32 = 0
    /// `|`, `»`, `›`, `·`, `/`, `©`, `→`, `•`.
    var separators: Int32 = 0
    /// Words of up to three letters.
    var shortWords: Int32 = 0
    /// Words that also occur in the page's title, and in its summary.
    var titleWords: Int32 = 0
    var summaryWords: Int32 = 0
    /// Words that end three words which the page's stated text holds in a row.
    var statedWords: Int32 = 0
    /// Words of each kind of furniture, by ``TellingWord``.
    var telling = InlineArray<12, UInt8>(repeating: 0)
    var firstTelling: UInt8 = 0
    /// `@` and `http`: addresses.
    var addresses: Int32 = 0
    /// Of all characters but white space.
    var hash: UInt32 = 0x811C_9DC5
    var first: UInt32 = 0
    var last: UInt32 = 0
}

/// A part of a whole, in percent or in other units of it; 0 of nothing.
@inline(__always)
func share(_ part: Int32, of whole: Int32, times unit: Int = 100) -> Int32 {
    whole > 0 ? Int32(truncatingIfNeeded: Int(part) * unit / Int(whole)) : 0
}
