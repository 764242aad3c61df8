// Reads the model of a tokenizer.json: its vocabulary, and how words become tokens of it.

/// The `model` of a file.
struct HuggingFaceModel {
    enum Kind: String {
        case pairs = "BPE"
        case wordPieces = "WordPiece"
        case words = "WordLevel"
        case unigram = "Unigram"
    }

    let kind: Kind
    /// The names and their ids, as the file lists them.
    let entries: [(name: [UInt8], id: UInt32)]
    /// A Unigram's scores, by id.
    private let scores: [Double]
    private let tree: JSONTree

    init(_ tree: JSONTree) throws(TokenizerError) {
        let type = tree["type"]?.string.map { text($0) } ?? Kind.pairs.rawValue
        guard let kind = Kind(rawValue: type) else {
            throw TokenizerError(.unsupported, "model type \(type)")
        }
        self.kind = kind
        self.tree = tree
        if kind == .unigram {
            let pieces = try Self.pieces(tree["vocab"])
            entries = pieces.enumerated().map { ($1.name, UInt32($0)) }
            scores = pieces.map(\.score)
        } else {
            entries = try Self.names(tree["vocab"])
            scores = []
        }
        try refuseUnsupported()
    }

    private func refuseUnsupported() throws(TokenizerError) {
        if case .number(let digits) = tree["dropout"] ?? .null, text(digits) != "0.0",
            text(digits) != "0"
        {
            throw TokenizerError(.unsupported, "model.dropout \(text(digits))")
        }
        if kind == .pairs { return }
        if Set(entries.map(\.name)).count < entries.count {
            throw TokenizerError(.unsupported, "model.vocab with one token twice")
        }
        if kind == .unigram && entries.contains(where: \.name.isEmpty) {
            throw TokenizerError(.unsupported, "model.vocab with an empty token")
        }
    }

    private static func names(
        _ value: JSONTree?
    ) throws(TokenizerError) -> [(name: [UInt8], id: UInt32)] {
        guard let members = value?.object else {
            throw TokenizerError(.missingField, "model.vocab")
        }
        return try members.map { member throws(TokenizerError) in
            guard let id = member.value.uint32 else {
                throw TokenizerError(.invalidToken, "\(text(member.key)) has no id")
            }
            return (member.key, id)
        }
    }

    /// `[["<unk>", 0.0], …]`
    private static func pieces(
        _ value: JSONTree?
    ) throws(TokenizerError) -> [(name: [UInt8], score: Double)] {
        guard let items = value?.array else { throw TokenizerError(.missingField, "model.vocab") }
        return try items.enumerated().map { index, item throws(TokenizerError) in
            guard let pair = item.array, pair.count == 2, let name = pair[0].string,
                let score = pair[1].doubleAsSerde
            else { throw TokenizerError(.invalidToken, "token \(index) is no text with a score") }
            return (name, score)
        }
    }

    var prefix: [UInt8] { tree["continuing_subword_prefix"]?.string ?? [] }
    var suffix: [UInt8] { tree["end_of_word_suffix"]?.string ?? [] }
    var ignoresMerges: Bool { kind == .pairs && tree["ignore_merges"]?.bool ?? false }

    /// The token for what the vocabulary lacks; nil where there is none.
    private func unknown(_ names: Vocabulary) throws(TokenizerError) -> UInt32? {
        if kind == .unigram { return try unknownByID() }
        guard let name = tree["unk_token"]?.string else { return nil }
        guard let id = names.id(of: name) else {
            throw TokenizerError(.invalidToken, "unk_token is no token")
        }
        return id
    }

    private func unknownByID() throws(TokenizerError) -> UInt32? {
        guard let value = tree["unk_id"], !value.isNull else { return nil }
        guard let id = value.uint32, Int(id) < entries.count else {
            throw TokenizerError(.invalidToken, "unk_id is no token")
        }
        return id
    }

    /// How pretokens become tokens. What can't be made of tokens must have one for what is unknown.
    func segmentation(_ names: Vocabulary) throws(TokenizerError) -> Segmentation {
        if kind == .pairs { return .merges }
        guard let unknown = try unknown(names) else {
            throw TokenizerError(.unsupported, "a \(kind.rawValue) model without an unknown token")
        }
        switch kind {
        case .pairs: return .merges
        case .words: return .words(unknown: unknown)
        case .wordPieces:
            let longest = tree["max_input_chars_per_word"]
            guard let longest = longest == nil ? 100 : longest?.uint32 else {
                throw TokenizerError(.missingField, "model.max_input_chars_per_word")
            }
            return .wordPieces(
                WordPieces(
                    prefix: tree["continuing_subword_prefix"]?.string ?? Array("##".utf8),
                    unknown: unknown, longestWord: Int(longest)))
        case .unigram: return .mostProbable(unigramScores(names, unknown))
        }
    }

    private func unigramScores(_ names: Vocabulary, _ unknown: UInt32) -> UnigramScores {
        let fallsBack = tree["byte_fallback"]?.bool ?? false
        return UnigramScores(
            arithmetic: .tokenizers, scores: scores, unknown: unknown,
            bytes: fallsBack ? (0...255).map { names.id(of: byteTokenName($0)) ?? .max } : [])
    }

    /// In rank order; none where the model doesn't merge.
    func merges(_ names: Vocabulary) throws(TokenizerError) -> [Merge] {
        if kind != .pairs { return [] }
        guard let items = tree["merges"]?.array else {
            throw TokenizerError(.missingField, "model.merges")
        }
        var merges: [Merge] = []
        merges.reserveCapacity(items.count)
        for item in items {
            guard let (left, right) = pair(item) else {
                throw TokenizerError(.invalidToken, "merge \(merges.count + 1) is not a pair")
            }
            guard let leftID = names.id(of: left), let rightID = names.id(of: right),
                let result = names.id(of: left + continued(right))
            else {
                throw TokenizerError(
                    .unknownTokenInMerge, "\(text(left)) \(text(right)), merge \(merges.count + 1)")
            }
            merges.append(Merge(left: leftID, right: rightID, result: result))
        }
        return merges
    }

    /// A name without what stands before all but a word's first.
    private func continued(_ name: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        if prefix.isEmpty { return name }
        let count = String(decoding: prefix, as: UTF8.self).unicodeScalars.count
        return Array(
            String(
                String.UnicodeScalarView(
                    String(decoding: name, as: UTF8.self).unicodeScalars.dropFirst(count))
            ).utf8)[...]
    }

    /// `"a b"` or `["a", "b"]`.
    private func pair(_ item: JSONTree) -> (left: ArraySlice<UInt8>, right: ArraySlice<UInt8>)? {
        if let parts = item.array {
            guard parts.count == 2, let left = parts[0].string, let right = parts[1].string else {
                return nil
            }
            return (left[...], right[...])
        }
        guard let line = item.string, let space = line.firstIndex(of: 32) else { return nil }
        let right = line[(space + 1)...]
        return right.contains(32) ? nil : (line[..<space], right)
    }

    func symbols(_ names: Vocabulary) throws(TokenizerError) -> InitialSymbols {
        .characters(
            byteFallback: tree["byte_fallback"]?.bool ?? false, unknown: try unknown(names),
            fusesUnknown: kind == .unigram || tree["fuse_unk"]?.bool ?? false,
            prefix: kind == .pairs ? prefix : [], suffix: suffix)
    }
}
