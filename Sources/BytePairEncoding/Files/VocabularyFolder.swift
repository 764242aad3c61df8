// Reads the files that older models come with: vocab.json and merges.txt or vocab.txt, and what
// stands beside.

/// The files of a folder with `vocab.json` and `merges.txt`, or with BERT's `vocab.txt`, as the
/// tokenizers of `transformers` that read them put them together.
public struct VocabularyFolder {
    /// `vocab.json`: names in the byte alphabet and their ids.
    public var vocabulary: JSONTree
    /// `merges.txt`; nil for a WordPiece vocabulary, which has none.
    public var merges: [UInt8]?
    /// `tokenizer_config.json`.
    public var config: JSONTree?
    /// `special_tokens_map.json`.
    public var specialTokens: JSONTree?
    /// `added_tokens.json`: texts and their ids.
    public var addedTokens: JSONTree?
    /// `config.json`, whose `model_type` counts where the tokenizer's class isn't named.
    public var model: JSONTree?
    /// Counts instead of the class's.
    public var pattern: PreTokenizer?

    public init(vocabulary: JSONTree, merges: [UInt8]) {
        self.vocabulary = vocabulary
        self.merges = merges
    }

    /// A WordPiece vocabulary: the lines of `vocab.txt`, whose ids are their places.
    public init(lines: [UInt8]) throws(TokenizerError) {
        var names = lines.split(separator: 10, omittingEmptySubsequences: false)
            .map { $0.last == 13 ? $0.dropLast() : $0 }
        if names.last?.isEmpty == true { names.removeLast() }
        if names.contains(where: { $0.contains(13) || !isValidUTF8(Array($0)) }) {
            throw TokenizerError(.damagedFile, "not a WordPiece vocabulary: not lines of text")
        }
        vocabulary = .object(
            names.enumerated().map {
                .init(key: Array($1), value: .number(Array("\($0)".utf8)))
            })
    }

    /// What a class of `transformers` does to text.
    private enum Family {
        case gpt2, roberta, qwen2, bert
    }

    private func family() throws(TokenizerError) -> Family {
        let full = text(config?["tokenizer_class"]?.string ?? model?["model_type"]?.string ?? [])
        let name = full.hasSuffix("Fast") ? String(full.dropLast(4)) : full
        if merges == nil { return try bertFamily(name) }
        switch name {
        case "", "GPT2Tokenizer", "gpt2", "CodeGenTokenizer", "codegen", "WhisperTokenizer",
            "whisper":
            return .gpt2
        case "RobertaTokenizer", "roberta", "BartTokenizer", "bart", "LongformerTokenizer",
            "longformer", "LEDTokenizer", "led":
            return .roberta
        case "Qwen2Tokenizer", "qwen2", "qwen3", "qwen2_moe", "qwen3_moe": return .qwen2
        default:
            throw TokenizerError(
                .unsupported,
                "vocab.json and merges.txt of a \(name); save it as tokenizer.json with "
                    + "transformers"
            )
        }
    }

    private func bertFamily(_ name: String) throws(TokenizerError) -> Family {
        switch name {
        case "", "BertTokenizer", "bert", "DistilBertTokenizer", "distilbert", "ElectraTokenizer",
            "electra":
            return .bert
        default:
            throw TokenizerError(
                .unsupported,
                "vocab.txt of a \(name); save it as tokenizer.json with transformers")
        }
    }

    /// The folder as one `tokenizer.json`.
    fileprivate func tokenizerJSON() throws(TokenizerError) -> JSONTree {
        let family = try family()
        if family == .bert { return try bertJSON() }
        let tokens = try special(family)
        let prefixes = config?["add_prefix_space"]?.bool ?? false
        let byteLevel = #"{"type":"ByteLevel","add_prefix_space":\#(prefixes),"use_regex":"#
        let split = SplitPattern.qwen2.regexes[0]
        var members: [(String, JSONTree)] = [
            ("model", try modelJSON()), ("added_tokens", .array(tokens)),
            ("decoder", try .init(json: #"{"type":"ByteLevel"}"#)),
        ]
        if family == .qwen2 {
            var quoted = JSONText()
            quoted.string(Array(split.utf8))
            let regex = String(decoding: quoted.bytes, as: UTF8.self)
            members += [
                ("normalizer", try .init(json: #"{"type":"NFC"}"#)),
                (
                    "pre_tokenizer",
                    try .init(
                        json: #"{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":"#
                            + #"{"Regex":\#(regex)},"behavior":"Isolated","invert":false},"#
                            + byteLevel + "false}]}")
                ),
            ]
        } else {
            members.append(("pre_tokenizer", try .init(json: byteLevel + "true}")))
        }
        if family == .roberta {
            members.append(("post_processor", try template("RobertaProcessing", .roberta)))
        }
        return .object(members.map { .init(key: Array($0.0.utf8), value: $0.1) })
    }

    private func bertJSON() throws(TokenizerError) -> JSONTree {
        let lowercases = try lowercases()
        let ideographs = config?["tokenize_chinese_chars"]?.bool ?? true
        let accents = config?["strip_accents"]?.bool ?? lowercases
        let unknown = roles(.bert)["unk_token"] ?? Array("[UNK]".utf8)
        let members: KeyValuePairs = [
            "model": JSONTree.object([
                .init(key: Array("type".utf8), value: .string(Array("WordPiece".utf8))),
                .init(key: Array("unk_token".utf8), value: .string(unknown)),
                .init(key: Array("vocab".utf8), value: vocabulary),
            ]),
            "added_tokens": .array(try special(.bert)),
            "normalizer": try .init(
                json: #"{"type":"BertNormalizer","clean_text":true,"#
                    + #""handle_chinese_chars":\#(ideographs),"strip_accents":\#(accents),"#
                    + #""lowercase":\#(lowercases)}"#),
            "pre_tokenizer": try .init(json: #"{"type":"BertPreTokenizer"}"#),
            "post_processor": try template("BertProcessing", .bert),
            "decoder": try .init(json: ###"{"type":"WordPiece","prefix":"##","cleanup":true}"###),
        ]
        return .object(members.map { .init(key: Array($0.key.utf8), value: $0.value) })
    }

    /// `transformers` makes lower case of everything where nothing is said of it, also where the
    /// vocabulary shows that this is wrong.
    private func lowercases() throws(TokenizerError) -> Bool {
        if let said = config?["do_lower_case"]?.bool { return said }
        let hasCapitals = (vocabulary.object ?? []).contains { member in
            member.key.first != UInt8(ascii: "[") && member.key.contains { (65...90).contains($0) }
        }
        if hasCapitals {
            throw TokenizerError(
                .missingField,
                "a vocabulary with capitals: do_lower_case of a tokenizer_config.json beside it")
        }
        return true
    }

    private func modelJSON() throws(TokenizerError) -> JSONTree {
        let lines = (merges ?? []).split(separator: 10)
            .map { $0.last == 13 ? $0.dropLast() : $0 }
            .filter { !$0.isEmpty && !$0.starts(with: Array("#version".utf8)) }
        return .object([
            .init(key: Array("type".utf8), value: .string(Array("BPE".utf8))),
            .init(key: Array("vocab".utf8), value: vocabulary),
            .init(key: Array("merges".utf8), value: .array(lines.map { .string(Array($0)) })),
        ])
    }

    private func id(of name: [UInt8]) -> UInt32? {
        vocabulary.object?.last { $0.key == name }?.value.uint32
            ?? addedTokens?.object?.last { $0.key == name }?.value.uint32
    }

    private func template(
        _ type: String, _ family: Family
    ) throws(TokenizerError) -> JSONTree {
        let roles = roles(family)
        func pair(_ name: [UInt8]?) throws(TokenizerError) -> JSONTree {
            guard let name, let id = id(of: name) else {
                throw TokenizerError(
                    .missingField, "the tokens around a text (cls_token and sep_token)")
            }
            return .array([.string(name), .number(Array("\(id)".utf8))])
        }
        return .object([
            .init(key: Array("type".utf8), value: .string(Array(type.utf8))),
            .init(key: Array("cls".utf8), value: try pair(roles["cls_token"])),
            .init(key: Array("sep".utf8), value: try pair(roles["sep_token"])),
        ])
    }

    private static let roleNames = [
        "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token",
    ]

    /// The texts of the special tokens by their names in the files, or as the class has them.
    private func roles(_ family: Family) -> [String: [UInt8]] {
        let defaults: [String: String] =
            switch family {
            case .gpt2: ["bos_token": "<|endoftext|>", "eos_token": "<|endoftext|>"]
            case .qwen2: ["eos_token": "<|endoftext|>", "pad_token": "<|endoftext|>"]
            case .bert:
                [
                    "unk_token": "[UNK]", "sep_token": "[SEP]", "pad_token": "[PAD]",
                    "cls_token": "[CLS]", "mask_token": "[MASK]",
                ]
            case .roberta:
                [
                    "bos_token": "<s>", "eos_token": "</s>", "sep_token": "</s>",
                    "cls_token": "<s>", "unk_token": "<unk>", "pad_token": "<pad>",
                    "mask_token": "<mask>",
                ]
            }
        var result: [String: [UInt8]] = [:]
        for name in Self.roleNames {
            let value = named(name).flatMap { $0.string ?? $0["content"]?.string }
            let known = value ?? defaults[name].map { Array($0.utf8) }
            if let known, value != nil || id(of: known) != nil { result[name] = known }
        }
        return result
    }

    private func named(_ role: String) -> JSONTree? {
        let key = Array(role.utf8)
        for file in [config, specialTokens] {
            let value = file?.object?.last { $0.key == key }?.value
            if let value, !value.isNull { return value }
        }
        return nil
    }

    /// All added tokens, in the order of their ids, as items of a tokenizer.json.
    private func special(_ family: Family) throws(TokenizerError) -> [JSONTree] {
        var tokens: [UInt32: AddedToken] = [:]
        for member in addedTokens?.object ?? [] {
            guard let id = member.value.uint32 else {
                throw TokenizerError(.invalidToken, "added_tokens.json: \(text(member.key))")
            }
            tokens[id] = AddedToken(id: id, text: member.key, isSpecial: false, isNormalized: true)
        }
        let roles = roles(family)
        var items = roles.sorted { $0.key < $1.key }.map { role, text in
            named(role) ?? .string(text)
        }
        for file in [config, specialTokens] {
            items += file?["additional_special_tokens"]?.array ?? []
        }
        for value in items {
            guard let name = value.string ?? value["content"]?.string, let id = id(of: name) else {
                continue
            }
            tokens[id] = Self.token(id, name, value, isSpecial: true)
        }
        for member in config?["added_tokens_decoder"]?.object ?? [] {
            guard let id = UInt32(String(decoding: member.key, as: UTF8.self)),
                let name = member.value["content"]?.string
            else {
                throw TokenizerError(.invalidToken, "added_tokens_decoder: \(text(member.key))")
            }
            tokens[id] = Self.token(
                id, name, member.value, isSpecial: member.value["special"]?.bool ?? false)
        }
        return tokens.sorted { $0.key < $1.key }.map { Self.item($0.value) }
    }

    private static func token(
        _ id: UInt32, _ name: [UInt8], _ value: JSONTree, isSpecial: Bool
    ) -> AddedToken {
        AddedToken(
            id: id, text: name, isSpecial: isSpecial,
            isNormalized: value["normalized"]?.bool ?? !isSpecial,
            isSingleWord: value["single_word"]?.bool ?? false,
            stripsLeft: value["lstrip"]?.bool ?? false,
            stripsRight: value["rstrip"]?.bool ?? false)
    }

    private static func item(_ token: AddedToken) -> JSONTree {
        let flags: KeyValuePairs = [
            "special": token.isSpecial, "normalized": token.isNormalized,
            "single_word": token.isSingleWord, "lstrip": token.stripsLeft,
            "rstrip": token.stripsRight,
        ]
        return .object(
            [
                .init(key: Array("id".utf8), value: .number(Array("\(token.id)".utf8))),
                .init(key: Array("content".utf8), value: .string(token.text)),
            ] + flags.map { .init(key: Array($0.key.utf8), value: .bool($0.value)) })
    }

    /// The tokenizer.
    public func tokenizer() throws(TokenizerError) -> Tokenizer {
        var parts = try Tokenizer(huggingFace: tokenizerJSON()).parts
        let roles = roles(try family())
        (parts.roles.beginning, parts.roles.end) = (roles["bos_token"], roles["eos_token"])
        (parts.roles.padding, parts.roles.unknown) = (roles["pad_token"], roles["unk_token"])
        if let pattern { parts.preTokenizer = pattern }
        return try Tokenizer(parts)
    }
}

extension JSONTree {
    fileprivate init(json: String) throws(TokenizerError) {
        try self.init(parsing: Array(json.utf8))
    }
}
