// What is counted over the text of a block.

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
    /// Signs of currencies.
    var prices: Int32 = 0
    /// `|`, `»`, `›`, `·`, `/`, `©`, `→`, `•`.
    var separators: Int32 = 0
    /// Words of up to three letters.
    var shortWords: Int32 = 0
    /// Words that also occur in the page's title, and in its summary.
    var titleWords: Int32 = 0
    var summaryWords: Int32 = 0
    /// Words that end three words which the page's stated text holds in a row.
    var statedWords: Int32 = 0
    /// The same of the parts that it states: posts, answers, descriptions.
    var partWords: Int32 = 0
    /// Words of each kind of furniture, and what kind the first word is of.
    var telling = TellingCounts()
    var firstTelling: TellingWord?
    /// The word "JavaScript" is there.
    var namesScript = false
    /// The same of "cookies", which many languages say.
    var namesCookies = false
    /// "cookie", of which some speak in the singular, and sweets too.
    var namesCookie = false
    /// `@` and `http`: addresses.
    var addresses: Int32 = 0
    /// Of all characters but white space.
    var hash: UInt32 = 0x811C_9DC5
    var first: UInt32 = 0
    var last: UInt32 = 0
}

/// How many words of each kind of furniture there are, up to 255.
struct TellingCounts {
    private var counts = InlineArray<10, UInt8>(repeating: 0)

    subscript(kind: TellingWord) -> Int32 { self[rawValue: Int(kind.rawValue)] }

    subscript(rawValue rawValue: Int) -> Int32 { Int32(counts[rawValue]) }

    mutating func add(_ kind: TellingWord) {
        let index = Int(kind.rawValue)
        if counts[index] < 255 { counts[index] += 1 }
    }
}
