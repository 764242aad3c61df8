// Reads Hugging Face's tokenizer.json.
import ByteKernels

extension Tokenizer {
    /// Reads a `tokenizer.json` with a BPE model, byte-level or SentencePiece style. Throws
    /// `unsupported`, naming the part, for what would be encoded wrongly.
    public convenience init(huggingFace json: [UInt8]) throws(TokenizerError) {
        try self.init(HuggingFaceReader(JSONTree(parsing: json)).parts())
    }
}

/// The reader of one file.
private struct HuggingFaceReader {
    private let root: JSONTree
    private let model: JSONTree
    private let vocab: [JSONTree.Member]
    private let added: [AddedToken]

    init(_ root: JSONTree) throws(TokenizerError) {
        guard let model = root["model"], let vocab = model["vocab"]?.object else {
            throw TokenizerError(.missingField, "model.vocab")
        }
        self.root = root
        self.model = model
        self.vocab = vocab
        added = try Self.addedTokens(root["added_tokens"])
    }

    func parts() throws(TokenizerError) -> TokenizerParts {
        try refuseUnsupported()
        let split = try HuggingFaceSplit(root["pre_tokenizer"])
        var normalizer: [TextPreparation.Step] = []
        try appendNormalizer(root["normalizer"], to: &normalizer)
        let names = try tokens { $0 }
        let vocabulary = split.isByteLevel ? try tokens { ByteAlphabet.decode($0) ?? $0 } : names
        var parts = TokenizerParts(
            vocabulary: vocabulary, merges: try merges(names), preTokenizer: split.preTokenizer)
        parts.normalizer = TextPreparation(normalizer)
        parts.preparation = TextPreparation(split.preparation)
        parts.symbols = split.isByteLevel ? .bytes : try characters(names)
        parts.ignoresMerges = model["ignore_merges"]?.bool ?? false
        parts.addedTokens = added
        (parts.prefix, parts.suffix) = try template(root["post_processor"])
        parts.dropsFirstSpace = dropsFirstSpace(root["decoder"])
        return parts
    }

    private func refuseUnsupported() throws(TokenizerError) {
        if let type = model["type"]?.string, type != Array("BPE".utf8) {
            throw TokenizerError(.unsupported, "model type \(text(type)); only BPE is")
        }
        for key: StaticString in ["continuing_subword_prefix", "end_of_word_suffix"] {
            if let value = model[key]?.string, !value.isEmpty {
                throw TokenizerError(.unsupported, "model.\(key) \(text(value))")
            }
        }
        if case .number(let digits) = model["dropout"] ?? .null, text(digits) != "0.0",
            text(digits) != "0"
        {
            throw TokenizerError(.unsupported, "model.dropout \(text(digits))")
        }
    }

    private static func addedTokens(_ value: JSONTree?) throws(TokenizerError) -> [AddedToken] {
        var tokens: [AddedToken] = []
        for item in value?.array ?? [] {
            guard let id = item["id"]?.uint32, let content = item["content"]?.string else {
                throw TokenizerError(.missingField, "added_tokens needs id and content")
            }
            tokens.append(
                AddedToken(
                    id: id, text: content, isSpecial: item["special"]?.bool ?? false,
                    isNormalized: item["normalized"]?.bool ?? true,
                    isSingleWord: item["single_word"]?.bool ?? false,
                    stripsLeft: item["lstrip"]?.bool ?? false,
                    stripsRight: item["rstrip"]?.bool ?? false))
        }
        return tokens
    }

    /// The vocabulary with the bytes that `bytes` makes of each name; added tokens as they are.
    private func tokens(_ bytes: ([UInt8]) -> [UInt8]) throws(TokenizerError) -> Vocabulary {
        var table = TokenTable()
        for member in vocab {
            guard let id = member.value.uint32 else {
                throw TokenizerError(.invalidToken, "\(text(member.key)) has no id")
            }
            try table.set(id, bytes(member.key))
        }
        for token in added { try table.replace(token.id, token.text) }
        return Vocabulary(table.tokens)
    }

    private func merges(_ names: Vocabulary) throws(TokenizerError) -> [Merge] {
        guard let items = model["merges"]?.array else {
            throw TokenizerError(.missingField, "model.merges")
        }
        var merges: [Merge] = []
        merges.reserveCapacity(items.count)
        for item in items {
            guard let (left, right) = pair(item) else {
                throw TokenizerError(.invalidToken, "merge \(merges.count + 1) is not a pair")
            }
            guard let leftID = names.id(of: left), let rightID = names.id(of: right),
                let result = names.id(of: left + right)
            else {
                throw TokenizerError(
                    .unknownTokenInMerge, "\(text(left)) \(text(right)), merge \(merges.count + 1)")
            }
            merges.append(Merge(left: leftID, right: rightID, result: result))
        }
        return merges
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

    private func characters(_ names: Vocabulary) throws(TokenizerError) -> InitialSymbols {
        var unknown: UInt32?
        if let name = model["unk_token"]?.string {
            unknown = names.id(of: name)
            if unknown == nil { throw TokenizerError(.invalidToken, "unk_token is no token") }
        }
        return .characters(
            byteFallback: model["byte_fallback"]?.bool ?? false, unknown: unknown,
            fusesUnknown: model["fuse_unk"]?.bool ?? false)
    }

    private func appendNormalizer(
        _ value: JSONTree?, to steps: inout [TextPreparation.Step]
    ) throws(TokenizerError) {
        guard let value, !value.isNull else { return }
        let type = text(value["type"]?.string ?? [])
        switch type {
        case "Sequence":
            for item in value["normalizers"]?.array ?? [] { try appendNormalizer(item, to: &steps) }
        case "NFC": steps.append(.normalize(.nfc))
        case "NFD": steps.append(.normalize(.nfd))
        case "NFKC": steps.append(.normalize(.nfkc))
        case "NFKD": steps.append(.normalize(.nfkd))
        case "Lowercase": steps.append(.lowercase)
        case "Prepend": steps.append(.prepend(value["prepend"]?.string ?? []))
        case "Strip":
            steps.append(
                .strip(
                    left: value["strip_left"]?.bool ?? true,
                    right: value["strip_right"]?.bool ?? true))
        case "Replace": steps.append(try replacement(value))
        default: throw TokenizerError(.unsupported, "normalizer \(type)")
        }
    }

    private func replacement(_ value: JSONTree) throws(TokenizerError) -> TextPreparation.Step {
        let content = value["content"]?.string ?? []
        if let literal = value["pattern"]?["String"]?.string, !literal.isEmpty {
            return .replace(literal, with: content)
        }
        guard let regex = value["pattern"]?["Regex"]?.string else {
            throw TokenizerError(.missingField, "normalizer Replace needs a pattern")
        }
        return .replaceRegex(try SplitRegex(String(decoding: regex, as: UTF8.self)), with: content)
    }

    /// The ids around a single text.
    private func template(
        _ value: JSONTree?
    ) throws(TokenizerError) -> (prefix: [UInt32], suffix: [UInt32]) {
        guard let value, !value.isNull else { return ([], []) }
        let type = text(value["type"]?.string ?? [])
        switch type {
        case "ByteLevel": return ([], [])
        case "TemplateProcessing": return try templateIDs(value)
        case "RobertaProcessing", "BertProcessing":
            return (try namedID(value["cls"]), try namedID(value["sep"]))
        case "Sequence":
            var prefix: [UInt32] = []
            var suffix: [UInt32] = []
            for item in value["processors"]?.array ?? [] {
                let (before, after) = try template(item)
                prefix = before + prefix
                suffix += after
            }
            return (prefix, suffix)
        default: throw TokenizerError(.unsupported, "post_processor \(type)")
        }
    }

    private func namedID(_ value: JSONTree?) throws(TokenizerError) -> [UInt32] {
        guard let pair = value?.array, pair.count == 2, let id = pair[1].uint32 else {
            throw TokenizerError(.missingField, "post_processor needs a name and an id")
        }
        return [id]
    }

    private func templateIDs(
        _ value: JSONTree
    ) throws(TokenizerError) -> (prefix: [UInt32], suffix: [UInt32]) {
        var sides: ([UInt32], [UInt32]) = ([], [])
        var isAfter = false
        for item in value["single"]?.array ?? [] {
            if item["Sequence"] != nil {
                isAfter = true
            } else if let name = item["SpecialToken"]?["id"]?.string {
                let token = value["special_tokens"]?.object?.last { $0.key == name }
                let ids = token?.value["ids"]?.array?.compactMap(\.uint32) ?? []
                if ids.isEmpty {
                    throw TokenizerError(.missingField, "post_processor: ids of \(text(name))")
                }
                if isAfter { sides.1 += ids } else { sides.0 += ids }
            }
        }
        return sides
    }

    private func dropsFirstSpace(_ value: JSONTree?) -> Bool {
        guard let value else { return false }
        switch text(value["type"]?.string ?? []) {
        case "Sequence": return (value["decoders"]?.array ?? []).contains { dropsFirstSpace($0) }
        case "Strip": return value["content"]?.string == [32] && value["start"]?.uint32 ?? 0 > 0
        case "Metaspace": return value["prepend_scheme"]?.string != Array("never".utf8)
        default: return false
        }
    }
}
