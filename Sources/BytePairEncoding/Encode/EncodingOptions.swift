// How a text is to be encoded: what special tokens in it mean, and what comes around it.

/// What becomes of the names of special tokens that stand in a text.
public enum SpecialTokensInText: Sendable, Hashable {
    /// They are text like any other: nobody can steer a model by writing `<|endoftext|>`.
    case asText
    /// They become the tokens.
    case recognized
    /// Only these become tokens, the rest is text.
    case only(Set<UInt32>)
    /// A text that has one is refused.
    case refused
}

/// How to encode. The defaults are for training data: no specials from text, nothing around it.
public struct EncodingOptions: Sendable, Hashable {
    public var specialTokens = SpecialTokensInText.asText
    /// Whether the tokenizer's own prefix and suffix go around the text.
    public var addsTemplate = false
    /// At most this many tokens, template included; nil is no limit.
    public var limit: Int?

    public init(
        specialTokens: SpecialTokensInText = .asText, addsTemplate: Bool = false, limit: Int? = nil
    ) {
        self.specialTokens = specialTokens
        self.addsTemplate = addsTemplate
        self.limit = limit
    }

    /// Whether an added token is looked for. Those that are not special always are.
    func accepts(_ token: AddedToken) -> Bool {
        switch specialTokens {
        case .asText: !token.isSpecial
        case .recognized, .refused: true
        case .only(let ids): !token.isSpecial || ids.contains(token.id)
        }
    }
}
