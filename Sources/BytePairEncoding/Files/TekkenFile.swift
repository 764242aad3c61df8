// Reads Mistral's tekken.json: ranked tokens, a split pattern, and special tokens before them.

extension Tokenizer {
    /// Whether a JSON file is a `tekken.json`.
    public static func isTekken(_ root: JSONTree) -> Bool {
        root["config"]?["default_num_special_tokens"] != nil && root["vocab"]?.array != nil
    }

    /// Reads a `tekken.json`. As mistral-common has it, the ids of special tokens come first, those
    /// that the file doesn't name as `<SPECIAL_…>`, and ranks beyond the vocabulary's size are
    /// left out.
    public convenience init(tekken root: JSONTree) throws(TokenizerError) {
        let file = try TekkenFile(root)
        try self.init(ranked: file.tokens, spec: file.spec)
    }
}

private struct TekkenFile {
    /// By id.
    private(set) var tokens: [[UInt8]?]
    let spec: TiktokenSpec
    private static let mostSpecialTokens: UInt32 = 1 << 16
    /// What a file without special tokens has for them, up to version 7.
    private static let oldSpecialTokens = [
        "<unk>", "<s>", "</s>", "[INST]", "[/INST]", "[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]",
        "[TOOL_RESULTS]", "[/TOOL_RESULTS]", "[TOOL_CALLS]", "[IMG]", "<pad>", "[IMG_BREAK]",
        "[IMG_END]", "[PREFIX]", "[MIDDLE]", "[SUFFIX]", "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]",
        "[TOOL_CONTENT]",
    ]

    init(_ root: JSONTree) throws(TokenizerError) {
        guard let config = root["config"], let vocab = root["vocab"]?.array,
            let pattern = config["pattern"]?.string,
            let size = config["default_vocab_size"]?.uint32,
            let specialCount = config["default_num_special_tokens"]?.uint32
        else {
            throw TokenizerError(
                .missingField,
                "a tekken.json needs vocab and config.pattern, default_vocab_size, "
                    + "default_num_special_tokens")
        }
        guard specialCount <= Self.mostSpecialTokens else {
            throw TokenizerError(.unsupported, "\(specialCount) special tokens")
        }
        guard specialCount <= size, size < TokenTable.idLimit,
            Int(size - specialCount) <= vocab.count
        else { throw TokenizerError(.damagedFile, "fewer tokens than default_vocab_size says") }
        tokens = [[UInt8]?](repeating: nil, count: Int(specialCount))
        for (rank, item) in vocab.prefix(Int(size - specialCount)).enumerated() {
            guard let base64 = item["token_bytes"]?.string, let bytes = Base64.decode(base64),
                !bytes.isEmpty, item["rank"]?.uint32 == UInt32(rank)
            else { throw TokenizerError(.invalidToken, "vocab item \(rank) of a tekken.json") }
            tokens.append(bytes)
        }
        spec = TiktokenSpec(
            try TiktokenSpec.preTokenizer(String(decoding: pattern, as: UTF8.self)),
            specialTokens: try Self.specialTokens(root, Int(specialCount)))
    }

    private static func specialTokens(
        _ root: JSONTree, _ count: Int
    ) throws(TokenizerError) -> [AddedToken] {
        var names: [[UInt8]] = []
        if let items = root["special_tokens"]?.array {
            for (rank, item) in items.enumerated() {
                guard let name = item["token_str"]?.string, !name.isEmpty,
                    item["rank"]?.uint32 == UInt32(rank)
                else {
                    throw TokenizerError(.invalidToken, "special token \(rank) of a tekken.json")
                }
                names.append(name)
            }
        } else {
            names = oldSpecialTokens.map { Array($0.utf8) }
        }
        guard names.count <= count else {
            throw TokenizerError(.damagedFile, "more special tokens than a tekken.json says")
        }
        for id in names.count..<count { names.append(Array("<SPECIAL_\(id)>".utf8)) }
        guard Set(names).count == count else {
            throw TokenizerError(.invalidToken, "two special tokens of one name")
        }
        return names.enumerated().map { AddedToken(id: UInt32($0), text: $1) }
    }
}
