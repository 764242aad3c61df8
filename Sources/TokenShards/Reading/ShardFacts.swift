// What a shard says of itself.

/// A shard in numbers, from its index; nil is what its format doesn't tell.
public struct ShardFacts: Equatable, Sendable {
    public var documents: Int
    public var tokens: Int
    public var width: TokenWidth
    /// numpy's name of the tokens' type, little-endian.
    public var dtype: String
    /// Every token is below this.
    public var vocabularySize: Int?
    /// SHA-256 of the tokenizer's file, in hex; zeros where the writer didn't know it.
    public var tokenizerSHA256: String?
    public var hasMask = false
    package var hasIDs = false
    /// Tokens of a packed sequence; 0 where tokens are not packed, or nothing tells.
    public var sequenceLength = 0
    /// Whether the format tells where documents end.
    public var tellsDocuments = true
    /// The files' sizes as they lie on the disk.
    public var storedBytes = 0

    init(_ ends: DocumentEnds, _ width: TokenWidth) {
        documents = ends.documents
        tokens = ends.tokens
        self.width = width
        dtype = width.dtype
    }
}
