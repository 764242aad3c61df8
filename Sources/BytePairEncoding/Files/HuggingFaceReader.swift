// Reads Hugging Face's tokenizer.json.
import ByteKernels

extension Tokenizer {
    /// Reads a `tokenizer.json` with a BPE model, byte-level or SentencePiece style. Throws
    /// `unsupported`, naming the part, for what would be encoded wrongly.
    public convenience init(huggingFace json: [UInt8]) throws(TokenizerError) {
        try self.init(huggingFace: JSONTree(parsing: json))
    }

    /// Reads a `tokenizer.json` that was parsed before.
    public convenience init(huggingFace root: JSONTree) throws(TokenizerError) {
        try self.init(HuggingFaceReader(root).parts())
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
        if split.marksFirst && !normalizer.isEmpty {
            throw TokenizerError(.unsupported, "prepend_scheme first after a normalizer")
        }
        try refuseInsertions(normalizer, before: split)
        let names = try names()
        let isByteLevel = split.isByteLevel && hasAllBytes(names)
        var parts = try isByteLevel ? byteParts(names, split) : nameParts(names, split)
        parts.normalizer = TextPreparation(normalizer)
        parts.ignoresMerges = model["ignore_merges"]?.bool ?? false
        parts.addedTokens = added
        (parts.prefix, parts.suffix) = try template(root["post_processor"])
        parts.decoding = try decoding(root["decoder"], isByteLevel)
        return parts
    }

    /// Every byte's stand-in is a token, and nothing is put before or after words.
    private func hasAllBytes(_ names: Vocabulary) -> Bool {
        prefix.isEmpty && suffix.isEmpty
            && (0...255).allSatisfy { names.id(of: ByteAlphabet.spelled($0)) != nil }
    }

    private var prefix: [UInt8] { model["continuing_subword_prefix"]?.string ?? [] }
    private var suffix: [UInt8] { model["end_of_word_suffix"]?.string ?? [] }

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
        var merges = try merges(names)
        merges.removeAll { plain.contains($0.left) || plain.contains($0.right) }
        var parts = TokenizerParts(
            vocabulary: Vocabulary(bytes, hidden: plain.union(outside)), merges: merges,
            preTokenizer: PreTokenizer(split.steps))
        parts.preparation = TextPreparation(split.preparation)
        parts.plainNames = plain
        return parts
    }

    /// A tokenizer whose symbols are characters of the names.
    private func nameParts(
        _ names: Vocabulary, _ split: HuggingFaceSplit
    ) throws(TokenizerError) -> TokenizerParts {
        var parts = TokenizerParts(
            vocabulary: names, merges: try merges(names),
            preTokenizer: PreTokenizer(split.isByteLevel ? split.spelled : split.steps))
        if !split.isByteLevel { parts.preparation = TextPreparation(split.preparation) }
        parts.symbols = try characters(names)
        return parts
    }

    /// `tokenizers` doubles what is put in between characters, or fails, where a pre-tokenizer
    /// changes the text, too.
    private func refuseInsertions(
        _ normalizer: [TextPreparation.Step], before split: HuggingFaceSplit
    ) throws(TokenizerError) {
        let inserts = normalizer.contains { step in
            if case .replaceRegex(let regex, _) = step { regex.mayMatchNothing } else { false }
        }
        if inserts && split.changesText {
            throw TokenizerError(
                .unsupported,
                "normalizer Replace that may match nothing, before ByteLevel or Metaspace")
        }
    }

    private func refuseUnsupported() throws(TokenizerError) {
        if let type = model["type"]?.string, type != Array("BPE".utf8) {
            throw TokenizerError(.unsupported, "model type \(text(type)); only BPE is")
        }
        if case .number(let digits) = model["dropout"] ?? .null, text(digits) != "0.0",
            text(digits) != "0"
        {
            throw TokenizerError(.unsupported, "model.dropout \(text(digits))")
        }
        for key: StaticString in ["truncation", "padding"] {
            if let value = root[key], !value.isNull {
                throw TokenizerError(.unsupported, "\(key); set it to null for whole texts")
            }
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

    /// Ids of added tokens that the model does not have.
    private var outside: Set<UInt32> {
        let known = Set(vocab.map(\.key))
        return Set(added.lazy.filter { !known.contains($0.text) }.map(\.id))
    }

    /// The names by id; only those of the model are found.
    private func names() throws(TokenizerError) -> Vocabulary {
        var table = TokenTable()
        var ids: [[UInt8]: UInt32] = [:]
        for member in vocab {
            guard let id = member.value.uint32 else {
                throw TokenizerError(.invalidToken, "\(text(member.key)) has no id")
            }
            try table.set(id, member.key)
            ids[member.key] = id
        }
        try checkAddedTokens(ids)
        for token in added where ids[token.text] == nil { try table.set(token.id, token.text) }
        return Vocabulary(table.tokens, hidden: outside)
    }

    /// `tokenizers` gives added tokens the ids of the vocabulary, or the next ones after it,
    /// whatever the file says.
    private func checkAddedTokens(_ ids: [[UInt8]: UInt32]) throws(TokenizerError) {
        var known = ids
        var last: UInt32?
        for token in added {
            let next = max(UInt32(ids.count), (last ?? 0) &+ (last == nil ? 0 : 1))
            let id = known[token.text] ?? next
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

    private func characters(_ names: Vocabulary) throws(TokenizerError) -> InitialSymbols {
        var unknown: UInt32?
        if let name = model["unk_token"]?.string {
            unknown = names.id(of: name)
            if unknown == nil { throw TokenizerError(.invalidToken, "unk_token is no token") }
        }
        return .characters(
            byteFallback: model["byte_fallback"]?.bool ?? false, unknown: unknown,
            fusesUnknown: model["fuse_unk"]?.bool ?? false, prefix: prefix, suffix: suffix)
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
        case "Prepend":
            guard let prefix = value["prepend"]?.string, !prefix.isEmpty else {
                throw TokenizerError(.unsupported, "normalizer Prepend of nothing")
            }
            steps.append(.prepend(prefix))
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
        switch try value.pattern(of: "normalizer Replace") {
        case .literal(let literal): return .replace(literal, with: content)
        case .regex(let regex): return .replaceRegex(try SplitRegex(regex), with: content)
        }
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
                if !(prefix + suffix).isEmpty && !(before + after).isEmpty {
                    throw TokenizerError(.unsupported, "two post_processors that add tokens")
                }
                prefix += before
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
            if let sequence = item["Sequence"] {
                if isAfter || sequence["id"]?.string != [UInt8(ascii: "A")] {
                    throw TokenizerError(.unsupported, "post_processor with more than one text")
                }
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
        if !isAfter { throw TokenizerError(.unsupported, "post_processor without the text") }
        return sides
    }
}

extension HuggingFaceReader {
    fileprivate func decoding(
        _ value: JSONTree?, _ isByteLevel: Bool
    ) throws(TokenizerError) -> TokenDecoding {
        guard let value, !value.isNull else { return .spaced }
        var steps: [DecodingStep] = []
        try append(value, to: &steps)
        return isByteLevel && steps == [.byteLevel] && added.allSatisfy(isShownAsItIs)
            ? .bytes : .steps(steps)
    }

    /// Whether decoding shows an added token's text: it is the same in the byte alphabet, and no
    /// normalizer changes it.
    private func isShownAsItIs(_ token: AddedToken) -> Bool {
        let isAsItIs = !token.isNormalized || (root["normalizer"] ?? .null).isNull
        return isAsItIs && (ByteAlphabet.decode(token.text) ?? token.text) == token.text
    }

    private func append(
        _ value: JSONTree, to steps: inout [DecodingStep]
    ) throws(TokenizerError) {
        let type = text(value["type"]?.string ?? [])
        switch type {
        case "Sequence":
            for item in value["decoders"]?.array ?? [] { try append(item, to: &steps) }
        case "ByteLevel": steps.append(.byteLevel)
        case "ByteFallback": steps.append(.byteFallback)
        case "Fuse": steps.append(.fuse)
        case "Strip":
            guard let content = value["content"]?.character, let start = value["start"]?.uint32,
                let stop = value["stop"]?.uint32
            else { throw TokenizerError(.missingField, "decoder Strip") }
            steps.append(.strip(content, start: Int(start), stop: Int(stop)))
        case "Replace": steps.append(try replacingStep(value))
        case "Metaspace":
            let scheme = value["prepend_scheme"]?.string.map { text($0) }
            let drops =
                scheme.map { $0 != "never" } ?? value["add_prefix_space"]?.bool ?? true
            steps.append(
                .metaspace(mark: value["replacement"]?.string ?? spaceMark, drops: drops))
        case "BPEDecoder": steps.append(.endOfWord(value["suffix"]?.string ?? Array("</w>".utf8)))
        case "WordPiece":
            steps.append(
                .wordPiece(
                    prefix: value["prefix"]?.string ?? Array("##".utf8),
                    cleansUp: value["cleanup"]?.bool ?? true))
        default: throw TokenizerError(.unsupported, "decoder \(type)")
        }
    }

    private func replacingStep(_ value: JSONTree) throws(TokenizerError) -> DecodingStep {
        switch try replacement(value) {
        case .replace(let old, let new): return .replace(old, with: new)
        case .replaceRegex(let regex, let new): return .replaceRegex(regex, with: new)
        default: throw TokenizerError(.unsupported, "decoder Replace")
        }
    }
}
