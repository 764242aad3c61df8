// Which tokens begin and end texts, fill up batches, and stand for what is unknown.

/// The texts of tokens with a part to play; nil where none is named.
public struct TokenRoles: Sendable, Hashable {
    public var beginning: [UInt8]?
    public var end: [UInt8]?
    public var padding: [UInt8]?
    public var unknown: [UInt8]?

    public init() {}

    /// Those that are named, in the words of `tokenizer_config.json`.
    public var named: [(key: String, text: [UInt8])] {
        [
            ("bos_token", beginning), ("eos_token", end), ("pad_token", padding),
            ("unk_token", unknown),
        ].compactMap { key, text in text.map { (key, $0) } }
    }
}
