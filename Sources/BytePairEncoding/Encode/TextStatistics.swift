// How well a vocabulary fits texts: the numbers of training reports and comparisons.

/// Sizes of texts and of what they were encoded to.
public struct TextStatistics: Sendable, Hashable {
    public var documents = 0
    public var bytes = 0
    /// Unicode scalars, counted by their first bytes.
    public var characters = 0
    /// Runs of bytes that are not ASCII white space.
    public var words = 0
    public var tokens = 0

    public init() {}

    /// Compression: more is better.
    public var bytesPerToken: Double { Self.ratio(bytes, tokens) }

    public var charactersPerToken: Double { Self.ratio(characters, tokens) }

    /// Fertility: tokens per word, fewer is better. Means little where words have no spaces.
    public var tokensPerWord: Double { Self.ratio(tokens, words) }

    private static func ratio(_ value: Int, _ count: Int) -> Double {
        count == 0 ? 0 : Double(value) / Double(count)
    }

    /// Adds one text that has `tokens` tokens.
    public mutating func add(_ text: Span<UInt8>, tokens: Int) {
        documents += 1
        bytes += text.count
        self.tokens += tokens
        var wasSpace = true
        for index in text.indices {
            let byte = text[index]
            if byte & 0xC0 != 0x80 { characters += 1 }
            let isSpace = byte == 32 || (9...13).contains(byte)
            if wasSpace && !isSpace { words += 1 }
            wasSpace = isSpace
        }
    }

    public mutating func add(_ other: TextStatistics) {
        documents += other.documents
        bytes += other.bytes
        characters += other.characters
        words += other.words
        tokens += other.tokens
    }
}
