// Writes Hugging Face's tokenizer.json and the two files that `transformers` reads beside it.
import ByteKernels

extension Tokenizer {
    /// This tokenizer as a `tokenizer.json`, which `tokenizers` and `transformers` load.
    public func huggingFaceJSON() -> [UInt8] {
        var writer = HuggingFaceWriter(parts)
        return writer.file()
    }

    /// A `tokenizer_config.json` with which `AutoTokenizer.from_pretrained` takes the folder.
    ///
    /// The names of the end, beginning, padding and unknown tokens are looked for among the
    /// special tokens; those that are not there are left out.
    public func transformersConfig(modelMaxLength: Int = 1_000_000) -> [UInt8] {
        var json = JSONText()
        json.raw(
            #"{"tokenizer_class":"PreTrainedTokenizerFast","model_max_length":\#(modelMaxLength),"#)
        json.raw(#""clean_up_tokenization_spaces":false"#)
        for (role, token) in roles {
            json.raw(#","\#(role)":"#)
            json.string(token)
        }
        json.raw("}\n")
        return json.bytes
    }

    /// A `special_tokens_map.json`.
    public func transformersSpecialTokens() -> [UInt8] {
        var json = JSONText()
        json.raw("{")
        for (index, (role, token)) in roles.enumerated() {
            json.raw((index > 0 ? "," : "") + #""\#(role)":"#)
            json.string(token)
        }
        json.raw("}\n")
        return json.bytes
    }

    private var roles: [(role: String, token: [UInt8])] {
        let names: KeyValuePairs = [
            "bos_token": ["<|begin_of_text|>", "<s>", "<|bos|>", "<bos>", "<|endoftext|>"],
            "eos_token": ["<|end_of_text|>", "</s>", "<|eos|>", "<eos>", "<|endoftext|>"],
            "pad_token": ["<pad>", "<|pad|>", "[PAD]"],
            "unk_token": ["<unk>", "<|unk|>", "[UNK]"],
        ]
        let special = addedTokens.filter(\.isSpecial).map(\.text)
        return names.compactMap { role, candidates in
            candidates.map { Array($0.utf8) }.first { special.contains($0) }.map { (role, $0) }
        }
    }
}

/// The writer of one file.
private struct HuggingFaceWriter {
    private let parts: TokenizerParts
    private let added: Set<UInt32>
    private var json = JSONText()

    init(_ parts: TokenizerParts) {
        self.parts = parts
        added = Set(parts.addedTokens.map(\.id))
    }

    mutating func file() -> [UInt8] {
        json.raw(#"{"version":"1.0","truncation":null,"padding":null,"added_tokens":["#)
        writeAddedTokens()
        json.raw(#"],"normalizer":"#)
        writeList(parts.normalizer.steps, "normalizers") { $0.write(normalizer: $1) }
        json.raw(#","pre_tokenizer":"#)
        writeList(preTokenizers, "pretokenizers") { $0.json.raw($1) }
        json.raw(#","post_processor":"#)
        writeTemplate()
        json.raw(#","decoder":"#)
        writeDecoder()
        json.raw(#","model":{"type":"BPE","dropout":null,"unk_token":"#)
        writeModel()
        json.raw("}}\n")
        return json.bytes
    }

    private mutating func writeAddedTokens() {
        for (index, token) in parts.addedTokens.sorted(by: { $0.id < $1.id }).enumerated() {
            json.raw((index > 0 ? "," : "") + #"{"id":\#(token.id),"content":"#)
            json.string(token.text)
            json.raw(#","single_word":\#(token.isSingleWord),"lstrip":\#(token.stripsLeft),"#)
            json.raw(#""rstrip":\#(token.stripsRight),"normalized":\#(token.isNormalized),"#)
            json.raw(#""special":\#(token.isSpecial)}"#)
        }
    }

    /// Nothing, one item, or a sequence.
    private mutating func writeList<Item>(
        _ items: [Item], _ name: String, _ write: (inout Self, Item) -> Void
    ) {
        if items.isEmpty { return json.raw("null") }
        if items.count > 1 { json.raw(#"{"type":"Sequence","\#(name)":["#) }
        for (index, item) in items.enumerated() {
            if index > 0 { json.raw(",") }
            write(&self, item)
        }
        if items.count > 1 { json.raw("]}") }
    }

    private mutating func write(normalizer step: TextPreparation.Step) {
        switch step {
        case .normalize(let form): json.raw(#"{"type":"\#("\(form)".uppercased())"}"#)
        case .lowercase: json.raw(#"{"type":"Lowercase"}"#)
        case .strip(let left, let right):
            json.raw(#"{"type":"Strip","strip_left":\#(left),"strip_right":\#(right)}"#)
        case .prepend(let prefix):
            json.raw(#"{"type":"Prepend","prepend":\#(quoted(prefix))}"#)
        case .prefixSpace:
            json.raw(#"{"type":"Replace","pattern":{"Regex":"^(?! )"},"content":" "}"#)
        case .replace(let old, let new): writeReplace("String", old, new)
        case .replaceRegex(let regex, let new):
            writeReplace("Regex", Array(regex.pattern.utf8), new)
        case .collapseSpaces: writeReplace("Regex", Array("^ +| +$|(?<= ) +".utf8), [])
        case .metaspace(let mark, _): writeReplace("String", [32], mark)
        }
    }

    private mutating func writeReplace(_ kind: String, _ old: [UInt8], _ new: [UInt8]) {
        json.raw(#"{"type":"Replace","pattern":{"\#(kind)":\#(quoted(old))},"content":"#)
        json.raw(quoted(new) + "}")
    }

    private func quoted(_ text: [UInt8]) -> String {
        var json = JSONText()
        json.string(text)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    /// The items of `pre_tokenizer`, each as JSON.
    private var preTokenizers: [String] {
        var items: [String] = []
        var steps = parts.preTokenizer.steps[...]
        for step in parts.preparation.steps {
            guard case .metaspace(let mark, let scheme) = step else { continue }
            let splits = steps.first == .literal(mark, .mergedWithNext, inverted: false)
            if splits { steps = steps.dropFirst() }
            items.append(
                #"{"type":"Metaspace","replacement":\#(quoted(mark)),"#
                    + #""prepend_scheme":"\#(scheme.rawValue)","split":\#(splits)}"#)
        }
        let usesRegex = steps.last == .pattern(.gpt2) && parts.symbols == .bytes
        if usesRegex { steps = steps.dropLast() }
        items += steps.flatMap(splits)
        if parts.symbols == .bytes {
            let prefix = parts.preparation.steps.contains(.prefixSpace)
            items.append(
                #"{"type":"ByteLevel","add_prefix_space":\#(prefix),"trim_offsets":true,"#
                    + #""use_regex":\#(usesRegex)}"#)
        }
        return items
    }

    private func splits(_ step: SplitStep) -> [String] {
        switch step {
        case .pattern(.deepseek):
            SplitPattern.deepseekRegexes.map { split("Regex", Array($0.utf8), .isolated, false) }
        case .pattern(let pattern):
            [split("Regex", Array(pattern.regexes[0].utf8), .isolated, false)]
        case .regex(let regex, let behavior, let inverted):
            [split("Regex", Array(regex.pattern.utf8), behavior, inverted)]
        case .literal(let literal, let behavior, let inverted):
            [split("String", literal, behavior, inverted)]
        }
    }

    private func split(
        _ kind: String, _ pattern: [UInt8], _ behavior: SplitBehavior, _ inverted: Bool
    ) -> String {
        #"{"type":"Split","pattern":{"\#(kind)":\#(quoted(pattern))},"#
            + #""behavior":"\#(behavior.rawValue)","invert":\#(inverted)}"#
    }

    private mutating func writeTemplate() {
        let around = parts.prefix + parts.suffix
        if around.isEmpty { return json.raw("null") }
        func items(_ ids: [UInt32], _ type: Int) -> [String] {
            ids.map { #"{"SpecialToken":{"id":\#(name($0)),"type_id":\#(type)}}"# }
        }
        func side(_ sequence: String, _ type: Int) -> [String] {
            items(parts.prefix, type) + [#"{"Sequence":{"id":"\#(sequence)","type_id":\#(type)}}"#]
                + items(parts.suffix, type)
        }
        let single = side("A", 0)
        let pair = single + side("B", 1)
        let tokens = Set(around).sorted().map {
            #"\#(name($0)):{"id":\#(name($0)),"ids":[\#($0)],"tokens":[\#(name($0))]}"#
        }
        json.raw(#"{"type":"TemplateProcessing","single":[\#(single.joined(separator: ","))],"#)
        json.raw(#""pair":[\#(pair.joined(separator: ","))],"#)
        json.raw(#""special_tokens":{\#(tokens.joined(separator: ","))}}"#)
    }

    private mutating func writeDecoder() {
        if parts.symbols == .bytes {
            json.raw(#"{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"#)
            return json.raw(#""use_regex":true}"#)
        }
        json.raw(#"{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"#)
        json.raw(#""content":" "},{"type":"ByteFallback"},{"type":"Fuse"}"#)
        if parts.dropsFirstSpace {
            json.raw(#",{"type":"Strip","content":" ","start":1,"stop":0}"#)
        }
        json.raw("]}")
    }

    /// After `"unk_token":`.
    private mutating func writeModel() {
        var (fallback, fuses) = (false, false)
        var unknownName = "null"
        if case .characters(let bytes, let unknown, let fusesUnknown) = parts.symbols {
            (fallback, fuses) = (bytes, fusesUnknown)
            if let unknown { unknownName = name(unknown) }
        }
        json.raw(unknownName)
        json.raw(#","continuing_subword_prefix":null,"end_of_word_suffix":null,"#)
        json.raw(#""fuse_unk":\#(fuses),"byte_fallback":\#(fallback),"#)
        json.raw(#""ignore_merges":\#(parts.ignoresMerges),"vocab":{"#)
        var isFirst = true
        for id in 0..<UInt32(parts.vocabulary.idBound) where parts.vocabulary.contains(id) {
            json.raw((isFirst ? "" : ",") + name(id) + ":\(id)")
            isFirst = false
        }
        json.raw(#"},"merges":["#)
        for (index, merge) in parts.merges.enumerated() {
            json.raw((index > 0 ? ",[" : "[") + name(merge.left) + "," + name(merge.right) + "]")
        }
        json.raw("]")
    }

    /// A token's name, quoted: added tokens as they are, others in the byte alphabet when they are
    /// bytes.
    private func name(_ id: UInt32) -> String {
        let bytes = parts.vocabulary[id]
        let isPlain = parts.symbols != .bytes || added.contains(id)
        return quoted(isPlain ? Array(bytes) : ByteAlphabet.encode(bytes))
    }
}
