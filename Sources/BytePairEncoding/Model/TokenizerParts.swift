// What a tokenizer is made of, as its file says it.

/// What merging begins with.
public enum InitialSymbols: Sendable, Hashable {
    /// The bytes of a pretoken; a byte that the vocabulary lacks is left out.
    case bytes
    /// The characters of a pretoken. One that the vocabulary lacks becomes its bytes (`<0x0A>`)
    /// with `byteFallback`, else `unknown`, where neighbours become one with `fusesUnknown`.
    /// A pretoken's characters but the first are looked up after `prefix`, and its last one before
    /// `suffix`.
    case characters(
        byteFallback: Bool, unknown: UInt32?, fusesUnknown: Bool, prefix: [UInt8] = [],
        suffix: [UInt8] = [])
}

/// Everything that makes a tokenizer, as its file says it.
public struct TokenizerParts: Sendable {
    public var vocabulary: Vocabulary
    /// In rank order.
    public var merges: [Merge]
    /// Whether merges in a row that give the same token have one rank, as where only tokens are
    /// ranked.
    public var ranksByResult = false
    public var symbols = InitialSymbols.bytes
    public var segmentation = Segmentation.merges
    /// Whether a pretoken that is a token becomes it whatever the merges say.
    public var ignoresMerges = false
    public var normalizer = TextPreparation()
    /// What is done to a text between added tokens before it is split.
    public var preparation = TextPreparation()
    public var preTokenizer: PreTokenizer
    public var addedTokens: [AddedToken] = []
    /// Put before and after a text when asked for.
    public var prefix: [UInt32] = []
    public var suffix: [UInt32] = []
    /// How tokens become text again.
    public var decoding = TokenDecoding.bytes
    /// Whether added tokens that are looked for in normalized text are normalized themselves.
    public var normalizesAddedTokens = true
    /// The names of tokens with a part to play, as far as they are known.
    public var roles = TokenRoles()
    /// Ids whose bytes are their names in a file of the byte alphabet, not spelled in it.
    public var plainNames: Set<UInt32> = []

    public init(vocabulary: Vocabulary, merges: [Merge], preTokenizer: PreTokenizer) {
        self.vocabulary = vocabulary
        self.merges = merges
        self.preTokenizer = preTokenizer
    }
}
