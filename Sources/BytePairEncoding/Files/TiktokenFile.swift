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
            guard parts.count == 2, let bytes = bytes(of: parts[0]), let rank = rank(of: parts[1])
            else { throw TokenizerError(.damagedFile, "line \(number) is not base64 and a rank") }
            try table.set(rank, bytes)
        }
        return table.tokens
    }

    /// Whether a file begins as a rank file does.
    public static func isRanks(_ file: [UInt8]) -> Bool {
        let line = file.prefix(1 << 16).prefix { $0 != 10 }
        let parts = line.split { $0 == 32 || $0 == 13 }
        return parts.count == 2 && bytes(of: parts[0]) != nil && rank(of: parts[1]) != nil
    }

    /// Whisper's file has a token without bytes, whose base64 is a lone padding mark.
    private static func bytes(of base64: ArraySlice<UInt8>) -> [UInt8]? {
        if base64.elementsEqual([UInt8(ascii: "=")]) { return [] }
        guard let bytes = Base64.decode(base64), !bytes.isEmpty else { return nil }
        return bytes
    }

    private static func rank(of digits: ArraySlice<UInt8>) -> UInt32? {
        let isPlain = digits.allSatisfy { (48...57).contains($0) }
        return isPlain ? UInt32(String(decoding: digits, as: UTF8.self)) : nil
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

    /// The split that a name of a ``SplitPattern`` or a regular expression means to tiktoken.
    public static func preTokenizer(_ pattern: String) throws(TokenizerError) -> PreTokenizer {
        if let known = SplitPattern(rawValue: pattern) { return PreTokenizer(known) }
        return PreTokenizer([.regex(try SplitRegex(pattern, .tiktoken), .isolated, inverted: false)]
        )
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
        let ranked = Vocabulary(tokens)
        for (id, token) in tokens.enumerated() {
            if let token, ranked.id(of: token) != UInt32(id) {
                throw TokenizerError(.invalidToken, "two ranks for '\(text(token))'")
            }
        }
        let merges = RankedMerges(ranked, symbols: .bytes)
        var parts = TokenizerParts(
            vocabulary: Vocabulary(table.tokens, hidden: Set(spec.specialTokens.map(\.id))),
            merges: merges.merges, preTokenizer: spec.preTokenizer)
        parts.ranksByResult = merges.ranksByResult
        // tiktoken looks whole pretokens up; where every token comes about by merges, as it does
        // unless ranks are their own, that changes nothing.
        parts.ignoresMerges = merges.ranksByResult
        parts.addedTokens = spec.specialTokens
        try self.init(parts)
    }
}

extension Tokenizer {
    /// This tokenizer as a rank file and the spec that goes with it. Throws `unsupported` when
    /// ranks cannot say what it does.
    public func tiktokenFiles() throws(TokenizerError) -> (ranks: [UInt8], spec: [UInt8]) {
        guard parts.symbols == .bytes, parts.segmentation == .merges, parts.normalizer.isEmpty,
            parts.preparation.isEmpty, parts.preTokenizer.steps.count == 1,
            !parts.ignoresMerges || parts.ranksByResult
        else { throw TokenizerError(.unsupported, "only plain byte-level tokenizers have ranks") }
        if let token = addedTokens.first(where: { !$0.isFoundByTiktoken }) {
            throw TokenizerError(
                .unsupported, "tiktoken finds no token as '\(text(token.text))' is found")
        }
        var spec = JSONText()
        spec.raw(#"{"pattern":"#)
        spec.string(Array(try splitExpression().utf8))
        spec.raw(#","special_tokens":{"#)
        for (index, token) in addedTokens.enumerated() {
            if index > 0 { spec.raw(",") }
            spec.string(token.text)
            spec.raw(":\(token.id)")
        }
        spec.raw("}}\n")
        return (TiktokenFile.write(try rankedTokens()), spec.bytes)
    }

    /// The split's regular expression, which must mean the same to tiktoken.
    private func splitExpression() throws(TokenizerError) -> String {
        let reason: String
        switch parts.preTokenizer.steps[0] {
        case .pattern(let pattern):
            if let regex = pattern.regexes.first { return regex }
            reason = "the split \(pattern.rawValue) is no single regular expression"
        case .regex(let regex, .isolated, inverted: false):
            if regex.dialect == .tiktoken { return regex.pattern }
            if try regex.means(in: .tiktoken) { return regex.pattern }
            reason = "tiktoken reads the split's regular expression otherwise"
        default: reason = "this split is no regular expression whose matches are kept"
        }
        throw TokenizerError(.unsupported, reason)
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

extension AddedToken {
    /// Whether tiktoken finds it in text as it is meant to be found.
    fileprivate var isFoundByTiktoken: Bool {
        isSpecial && !isSingleWord && !stripsLeft && !stripsRight
    }
}
