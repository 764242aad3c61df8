// Reads Hugging Face's tokenizer.json.

extension Tokenizer {
    /// Reads a `tokenizer.json` with a byte-level BPE model.
    public convenience init(huggingFace json: [UInt8]) throws(TokenizerError) {
        let file = try HuggingFaceFile(JSONValue(parsing: json))
        try self.init(
            vocabulary: file.vocabulary, merges: file.merges, split: file.split,
            specialTokens: file.specialTokens)
    }
}

/// The parts of a `tokenizer.json`, read one after the other.
private struct HuggingFaceFile {
    let vocabulary: Vocabulary
    let merges: [Merge]
    let split: SplitPattern
    let specialTokens: [SpecialToken]

    init(_ root: JSONValue) throws(TokenizerError) {
        guard let model = root["model"], let vocab = model["vocab"]?.object else {
            throw TokenizerError(.missingField, "model.vocab")
        }
        if let type = model["type"]?.string, type != Array("BPE".utf8) {
            throw TokenizerError(.unsupported, "model type \(text(type)); only BPE")
        }
        specialTokens = try Self.addedTokens(root["added_tokens"])
        vocabulary = try Self.vocabulary(vocab, specialTokens)
        merges = try Self.merges(model["merges"], vocab)
        split = try Self.split(root["pre_tokenizer"])
    }

    private static func addedTokens(_ value: JSONValue?) throws(TokenizerError) -> [SpecialToken] {
        var tokens: [SpecialToken] = []
        for item in value?.array ?? [] {
            guard let id = item["id"]?.uint32, let content = item["content"]?.string else {
                throw TokenizerError(.missingField, "added_tokens needs id and content")
            }
            tokens.append(SpecialToken(id: id, text: content))
        }
        return tokens
    }

    private static func vocabulary(
        _ vocab: [JSONValue.Member], _ added: [SpecialToken]
    ) throws(TokenizerError) -> Vocabulary {
        var tokens: [[UInt8]?] = []
        func set(_ id: UInt32, _ bytes: [UInt8]) throws(TokenizerError) {
            guard id < 1 << 24 else { throw TokenizerError(.invalidToken, "id \(id) is too large") }
            while tokens.count <= Int(id) { tokens.append(nil) }
            tokens[Int(id)] = bytes
        }
        for member in vocab {
            guard let id = member.value.uint32 else {
                throw TokenizerError(.invalidToken, "\(text(member.key)) has no id")
            }
            try set(id, ByteAlphabet.decode(member.key) ?? member.key)
        }
        for token in added { try set(token.id, token.text) }
        return Vocabulary(tokens)
    }

    private static func merges(
        _ value: JSONValue?, _ vocab: [JSONValue.Member]
    ) throws(TokenizerError) -> [Merge] {
        guard let items = value?.array else { throw TokenizerError(.missingField, "model.merges") }
        var ids: [[UInt8]: UInt32] = [:]
        ids.reserveCapacity(vocab.count)
        for member in vocab { ids[member.key] = member.value.uint32 }
        var merges: [Merge] = []
        merges.reserveCapacity(items.count)
        for item in items {
            guard let (left, right) = pair(item) else {
                throw TokenizerError(.invalidToken, "merge \(merges.count + 1) is not a pair")
            }
            guard let leftID = ids[left], let rightID = ids[right], let result = ids[left + right]
            else {
                throw TokenizerError(
                    .unknownTokenInMerge, "\(text(left)) \(text(right)), merge \(merges.count + 1)")
            }
            merges.append(Merge(left: leftID, right: rightID, result: result))
        }
        return merges
    }

    /// `"a b"` or `["a", "b"]`.
    private static func pair(_ item: JSONValue) -> (left: [UInt8], right: [UInt8])? {
        if let parts = item.array {
            guard parts.count == 2, let left = parts[0].string, let right = parts[1].string else {
                return nil
            }
            return (left, right)
        }
        guard let line = item.string, let space = line.firstIndex(of: 32) else { return nil }
        let right = line[(space + 1)...]
        return right.contains(32) ? nil : (Array(line[..<space]), Array(right))
    }

    private static func split(_ value: JSONValue?) throws(TokenizerError) -> SplitPattern {
        guard let value, let type = value["type"]?.string else {
            throw TokenizerError(.unsupported, "a tokenizer without pre_tokenizer")
        }
        switch text(type) {
        case "ByteLevel" where value["use_regex"]?.bool != false: return .gpt2
        case "Sequence": return try sequence(value["pretokenizers"]?.array ?? [])
        default: throw TokenizerError(.unsupported, "pre_tokenizer \(text(type))")
        }
    }

    private static func sequence(_ steps: [JSONValue]) throws(TokenizerError) -> SplitPattern {
        guard steps.count == 2, let regex = steps[0]["pattern"]?["Regex"]?.string,
            let pattern = SplitPattern(regex: regex), steps[1]["use_regex"]?.bool == false
        else { throw TokenizerError(.unsupported, "this sequence of pre-tokenizers") }
        return pattern
    }
}

/// Bytes as text, for messages.
func text(_ bytes: some Collection<UInt8>) -> String {
    String(decoding: bytes.prefix(80), as: UTF8.self)
}
