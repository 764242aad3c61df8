// Reads Hugging Face's tokenizer.json.
import ByteKernels

extension Tokenizer {
    /// Reads a `tokenizer.json` with a model of any type. Throws `unsupported`, naming the part, for
    /// what would be encoded wrongly.
    public convenience init(huggingFace json: [UInt8]) throws(TokenizerError) {
        try self.init(huggingFace: JSONTree(parsing: json))
    }

    /// Reads a `tokenizer.json` that was parsed before.
    public convenience init(huggingFace root: JSONTree) throws(TokenizerError) {
        try self.init(HuggingFaceReader(root).parts())
    }
}

/// The reader of one file.
struct HuggingFaceReader {
    let root: JSONTree
    let model: HuggingFaceModel
    let added: [AddedToken]
    /// The model's ids by name.
    private let ids: [[UInt8]: UInt32]
    /// Ids of added tokens that the model does not have.
    private let outside: Set<UInt32>

    init(_ root: JSONTree) throws(TokenizerError) {
        guard let model = root["model"] else { throw TokenizerError(.missingField, "model") }
        self.root = root
        self.model = try HuggingFaceModel(model)
        let added = try Self.addedTokens(root["added_tokens"])
        var ids: [[UInt8]: UInt32] = [:]
        ids.reserveCapacity(self.model.entries.count)
        for entry in self.model.entries { ids[entry.name] = entry.id }
        outside = Set(added.lazy.filter { ids[$0.text] == nil }.map(\.id))
        (self.added, self.ids) = (added, ids)
    }

    func parts() throws(TokenizerError) -> TokenizerParts {
        try refuseCutting()
        let split = try HuggingFaceSplit(root["pre_tokenizer"])
        let normalizer = try TextPreparation(huggingFace: root["normalizer"])
        try refuse(normalizer, before: split)
        let names = try names()
        let isByteLevel = split.isByteLevel && hasAllBytes(names)
        var parts = try isByteLevel ? byteParts(names, split) : nameParts(names, split)
        parts.normalizer = normalizer
        parts.addedTokens = added
        (parts.prefix, parts.suffix) = try HuggingFaceTemplate.around(root["post_processor"])
        parts.decoding = try decoding(isByteLevel)
        return parts
    }

    private func refuseCutting() throws(TokenizerError) {
        for key: StaticString in ["truncation", "padding"] {
            if let value = root[key], !value.isNull {
                throw TokenizerError(.unsupported, "\(key); set it to null for whole texts")
            }
        }
    }

    /// `tokenizers` doubles what is put in between characters, or fails, where a pre-tokenizer
    /// changes the text, too.
    private func refuse(
        _ normalizer: TextPreparation, before split: HuggingFaceSplit
    ) throws(TokenizerError) {
        let inserts = normalizer.steps.contains { step in
            if case .replaceRegex(let regex, _) = step { regex.mayMatchNothing } else { false }
        }
        if split.marksFirst && !normalizer.steps.allSatisfy({ $0.keepsBeginning(split.mark) }) {
            throw TokenizerError(
                .unsupported,
                "prepend_scheme first after a normalizer that may change where the text begins")
        }
        if inserts && split.changesText {
            throw TokenizerError(
                .unsupported,
                "normalizer Replace that may match nothing, before ByteLevel or Metaspace")
        }
    }

    /// Every byte's stand-in is a token, and nothing is put before or after words.
    private func hasAllBytes(_ names: Vocabulary) -> Bool {
        model.kind == .pairs && model.prefix.isEmpty && model.suffix.isEmpty
            && (0...255).allSatisfy { names.id(of: ByteAlphabet.spelled($0)) != nil }
    }

    /// A tokenizer whose symbols are bytes. Names that are not spelled in stand-ins have no text.
    private func byteParts(
        _ names: Vocabulary, _ split: HuggingFaceSplit
    ) throws(TokenizerError) -> TokenizerParts {
        var plain: Set<UInt32> = []
        let bytes = (0..<UInt32(names.idBound)).map { id -> [UInt8]? in
            guard names.contains(id) else { return nil }
            if let bytes = ByteAlphabet.decode(Array(names[id])) { return bytes }
            plain.insert(id)
            return Array(names[id])
        }
        var merges = try model.merges(names)
        merges.removeAll { plain.contains($0.left) || plain.contains($0.right) }
        var parts = TokenizerParts(
            vocabulary: Vocabulary(bytes, hidden: plain.union(outside)), merges: merges,
            preTokenizer: PreTokenizer(split.steps))
        parts.preparation = TextPreparation(split.preparation)
        parts.ignoresMerges = model.ignoresMerges
        parts.plainNames = plain
        return parts
    }

    /// A tokenizer whose symbols are characters of the names.
    private func nameParts(
        _ names: Vocabulary, _ split: HuggingFaceSplit
    ) throws(TokenizerError) -> TokenizerParts {
        var parts = TokenizerParts(
            vocabulary: names, merges: try model.merges(names),
            preTokenizer: PreTokenizer(split.isByteLevel ? split.spelled : split.steps))
        if !split.isByteLevel { parts.preparation = TextPreparation(split.preparation) }
        parts.ignoresMerges = model.ignoresMerges
        parts.symbols = try model.symbols(names)
        parts.segmentation = try model.segmentation(names)
        return parts
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

    /// The names by id; only those of the model are found.
    private func names() throws(TokenizerError) -> Vocabulary {
        var table = TokenTable()
        for entry in model.entries { try table.set(entry.id, entry.name) }
        try checkAddedTokens()
        for token in added where ids[token.text] == nil { try table.set(token.id, token.text) }
        return Vocabulary(table.tokens, hidden: outside)
    }

    /// `tokenizers` gives added tokens the ids of the vocabulary, or the next ones after it,
    /// whatever the file says.
    private func checkAddedTokens() throws(TokenizerError) {
        var known: [[UInt8]: UInt32] = [:]
        var last: UInt32?
        for token in added {
            let next = max(UInt32(ids.count), (last ?? 0) &+ (last == nil ? 0 : 1))
            let id = known[token.text] ?? ids[token.text] ?? next
            guard id == token.id else {
                throw TokenizerError(
                    .unsupported,
                    "added token '\(text(token.text))' with id \(token.id), which is read as \(id)")
            }
            if ids[token.text] == nil && known[token.text] != nil {
                throw TokenizerError(.unsupported, "added token '\(text(token.text))' twice")
            }
            known[token.text] = id
            last = max(last ?? 0, id)
        }
    }
}

extension TextPreparation.Step {
    /// Whether the first character that is left is certain to stand for the first of the text in
    /// `tokenizers`, too, or is a space or a mark, before which no other is put.
    fileprivate func keepsBeginning(_ mark: [UInt8]) -> Bool {
        switch self {
        case .table, .lowercase: true
        case .strip(let left, _): !left
        case .replace(_, let new): new == [32] || new == mark
        case .replaceRegex(let regex, let new):
            (new == [32] || new == mark) && !regex.mayMatchNothing
        default: false
        }
    }
}
