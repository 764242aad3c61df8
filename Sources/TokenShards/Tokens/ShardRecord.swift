// What a run's manifest says about one shard.

/// One shard as the manifest lists it: enough to know it again and to find any damage.
public struct ShardRecord: Codable, Equatable, Sendable {
    /// One file of the shard.
    public struct File: Codable, Equatable, Sendable {
        public var name: String
        /// The file's length and SHA-256 as it lies on the disk.
        public var bytes: Int
        public var sha256: String
        /// The length of what it holds when decompressed.
        public var rawBytes: Int

        public init(name: String, bytes: Int, sha256: String, rawBytes: Int) {
            self.name = name
            self.bytes = bytes
            self.sha256 = sha256
            self.rawBytes = rawBytes
        }

        enum CodingKeys: String, CodingKey {
            case name, bytes, sha256
            case rawBytes = "raw_bytes"
        }
    }

    public var name: String
    public var documents: Int
    public var tokens: Int
    /// numpy's name of the tokens' type, little-endian: `uint16` or `uint32`.
    public var dtype: String
    public var vocabularySize: Int
    /// SHA-256 of the tokenizer's file.
    public var tokenizerSHA256: String
    public var files: [File]

    public init(
        name: String, documents: Int, tokens: Int, dtype: String, vocabularySize: Int,
        tokenizerSHA256: String, files: [File]
    ) {
        self.name = name
        self.documents = documents
        self.tokens = tokens
        self.dtype = dtype
        self.vocabularySize = vocabularySize
        self.tokenizerSHA256 = tokenizerSHA256
        self.files = files
    }

    enum CodingKeys: String, CodingKey {
        case name, documents, tokens, dtype, files
        case vocabularySize = "vocabulary_size"
        case tokenizerSHA256 = "tokenizer_sha256"
    }
}
