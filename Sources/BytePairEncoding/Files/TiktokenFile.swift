// Reads and writes tiktoken's rank files: base64 bytes, a space and the rank on each line.

/// The tokens of a `.tiktoken` file; the rank of a token is its id.
public enum TiktokenFile {
    /// The tokens by rank.
    public static func read(_ file: [UInt8]) throws(TokenizerError) -> [[UInt8]?] {
        var table = TokenTable()
        var number = 0
        for line in file.split(separator: 10, omittingEmptySubsequences: false) {
            number += 1
            let parts = line.split { $0 == 32 || $0 == 13 }
            if parts.isEmpty { continue }
            guard parts.count == 2, let bytes = Base64.decode(parts[0]), !bytes.isEmpty,
                let rank = UInt32(String(decoding: parts[1], as: UTF8.self))
            else { throw TokenizerError(.damagedFile, "line \(number) is not base64 and a rank") }
            try table.set(rank, bytes)
        }
        return table.tokens
    }

    /// One line per token, in rank order.
    public static func write(_ tokens: [[UInt8]?]) -> [UInt8] {
        var file: [UInt8] = []
        for (rank, token) in tokens.enumerated() {
            guard let token else { continue }
            file += Base64.encode(token) + Array(" \(rank)\n".utf8)
        }
        return file
    }
}

/// What a rank file does not say: the split pattern and the special tokens.
public struct TiktokenSpec: Sendable {
    public var preTokenizer: PreTokenizer
    public var specialTokens: [AddedToken]

    public init(_ preTokenizer: PreTokenizer, specialTokens: [AddedToken] = []) {
        self.preTokenizer = preTokenizer
        self.specialTokens = specialTokens
    }

    /// Reads `{"pattern": "…", "special_tokens": {"<|endoftext|>": 100257}}`; the pattern is a
    /// regular expression or the name of a ``SplitPattern``.
    public init(_ value: JSONTree) throws(TokenizerError) {
        guard let pattern = value["pattern"]?.string else {
            throw TokenizerError(.missingField, "a tiktoken spec needs a pattern")
        }
        preTokenizer = try Self.preTokenizer(String(decoding: pattern, as: UTF8.self))
        specialTokens = []
        for member in value["special_tokens"]?.object ?? [] {
            guard let id = member.value.uint32 else {
                throw TokenizerError(.invalidToken, "\(text(member.key)) has no id")
            }
            specialTokens.append(AddedToken(id: id, text: member.key))
        }
    }

    private static func preTokenizer(_ pattern: String) throws(TokenizerError) -> PreTokenizer {
        if let known = SplitPattern(rawValue: pattern) { return PreTokenizer(known) }
        return PreTokenizer([.regex(try SplitRegex(pattern, .tiktoken), .isolated, inverted: false)]
        )
    }

    /// The encodings that OpenAI publishes, by the name of the file.
    public static func named(_ name: String) -> TiktokenSpec? {
        func tokens(_ pairs: KeyValuePairs<String, UInt32>) -> [AddedToken] {
            pairs.map { AddedToken(id: $0.value, text: Array($0.key.utf8)) }
        }
        switch name {
        case "gpt2", "r50k_base", "p50k_base":
            return TiktokenSpec(
                PreTokenizer(.gpt2), specialTokens: tokens(["<|endoftext|>": 50256]))
        case "cl100k_base":
            return TiktokenSpec(
                PreTokenizer(.cl100k),
                specialTokens: tokens([
                    "<|endoftext|>": 100257, "<|fim_prefix|>": 100258, "<|fim_middle|>": 100259,
                    "<|fim_suffix|>": 100260, "<|endofprompt|>": 100276,
                ]))
        case "o200k_base":
            return TiktokenSpec(
                PreTokenizer(.o200k),
                specialTokens: tokens(["<|endoftext|>": 199_999, "<|endofprompt|>": 200_018]))
        default: return nil
        }
    }
}

extension Tokenizer {
    /// A tokenizer of ranked tokens: any two neighbours may merge whose bytes together are a token,
    /// the smallest rank first.
    public convenience init(
        ranked tokens: [[UInt8]?], spec: TiktokenSpec
    ) throws(TokenizerError) {
        var table = TokenTable()
        for (rank, token) in tokens.enumerated() {
            if let token { try table.set(UInt32(rank), token) }
        }
        for token in spec.specialTokens { try table.set(token.id, token.text) }
        let merges = RankedMerges(Vocabulary(tokens), symbols: .bytes)
        var parts = TokenizerParts(
            vocabulary: Vocabulary(table.tokens), merges: merges.merges,
            preTokenizer: spec.preTokenizer)
        parts.ranksByResult = merges.ranksByResult
        parts.addedTokens = spec.specialTokens
        try self.init(parts)
    }
}

extension Tokenizer {
    /// This tokenizer as a rank file and the spec that goes with it. Throws `unsupported` when
    /// ranks cannot say what it does.
    public func tiktokenFiles() throws(TokenizerError) -> (ranks: [UInt8], spec: [UInt8]) {
        guard parts.symbols == .bytes, parts.normalizer.isEmpty, parts.preparation.isEmpty,
            parts.preTokenizer.steps.count == 1
        else { throw TokenizerError(.unsupported, "only plain byte-level tokenizers have ranks") }
        var spec = JSONText()
        spec.raw(#"{"pattern":"#)
        switch parts.preTokenizer.steps[0] {
        case .pattern(let pattern):
            spec.string(Array((pattern.regexes.first ?? pattern.rawValue).utf8))
        case .regex(let regex, .isolated, inverted: false): spec.string(Array(regex.pattern.utf8))
        default: throw TokenizerError(.unsupported, "this split has no regular expression")
        }
        spec.raw(#","special_tokens":{"#)
        for (index, token) in addedTokens.enumerated() {
            if index > 0 { spec.raw(",") }
            spec.string(token.text)
            spec.raw(":\(token.id)")
        }
        spec.raw("}}\n")
        return (TiktokenFile.write(try rankedTokens()), spec.bytes)
    }

    /// The tokens by rank, when ids and ranks are in one order.
    private func rankedTokens() throws(TokenizerError) -> [[UInt8]?] {
        let added = Set(addedTokens.map(\.id))
        let results = merges.map(\.result)
        guard zip(results, results.dropFirst()).allSatisfy({ $0 <= $1 }) else {
            throw TokenizerError(.unsupported, "its ids are not in the order of its merges")
        }
        return (0..<UInt32(vocabulary.idBound)).map { id in
            vocabulary.contains(id) && !added.contains(id) ? Array(vocabulary[id]) : nil
        }
    }
}
