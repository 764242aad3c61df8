// Writes Hugging Face's tokenizer.json and the two files that `transformers` reads beside it.
import ByteKernels

extension Tokenizer {
    /// This tokenizer as a `tokenizer.json`, which `tokenizers` and `transformers` load. Throws
    /// `unsupported`, naming the part, for what such a file can't say.
    public func huggingFaceJSON() throws(TokenizerError) -> [UInt8] {
        if let reason = reasonNotToWrite {
            throw TokenizerError(.unsupported, "a tokenizer.json can't say: \(reason)")
        }
        return file
    }

    /// What can be said in the file's form; written once, since a run asks for it several times.
    private var file: [UInt8] {
        writtenFile.withLock { known in
            if let known { return known }
            var writer = HuggingFaceWriter(self)
            let bytes = writer.file()
            known = bytes
            return bytes
        }
    }

    /// Bytes that two tokenizers share only when they encode and decode alike: the `tokenizer.json`
    /// where there is one.
    public func identity() -> [UInt8] {
        var bytes = file
        if reasonNotToWrite == nil { return bytes }
        bytes += Array("\(reasonNotToWrite ?? "")\n".utf8)
        if case .mostProbable(let scores) = parts.segmentation {
            bytes += Array("\(scores.unknown) \(scores.bytes)\n".utf8)
            for score in scores.scores { bytes += Array("\(score ?? .infinity)\n".utf8) }
        }
        for case .pieces(let rules) in parts.normalizer.steps { bytes += rules.identity }
        return bytes
    }

    /// What `tokenizers` would do otherwise; nil when there is nothing.
    private var reasonNotToWrite: String? {
        switch parts.segmentation {
        case .merges, .wordPieces, .words: break
        case .longest: return "the longest token each time"
        case .mostProbable(let scores):
            if scores.arithmetic == .sentencePiece { return "SentencePiece's Unigram" }
            if !scores.scores.allSatisfy({ $0.map(\.isWritten) ?? true }) {
                return "a score that is read as another number"
            }
        }
        for case .pieces(let rules) in parts.normalizer.steps {
            if let reason = rules.reasonNotToWrite { return reason }
        }
        if case .pieces(let how) = parts.decoding, let unknown = how.unknown,
            Array(vocabulary[unknown]).characters.count == 1
        {
            return "an unknown piece of one character"
        }
        if case .pieces(let how) = parts.decoding, how.dropsAllSpaces, !canStripAllSpaces(how) {
            return "a decoder that drops the spaces of all pieces before the first that shows more"
        }
        let isTie =
            parts.ranksByResult
            && zip(parts.merges, parts.merges.dropFirst()).contains { $0.result == $1.result }
        return isTie ? "several merges of one rank" : nil
    }

    /// Whether dropping all spaces at the beginning is what SentencePiece does, which drops one of
    /// each piece up to the first that shows anything, but none of an unknown one.
    private func canStripAllSpaces(_ how: PieceDecoding) -> Bool {
        how.hasBytes
            && (0..<UInt32(vocabulary.idBound)).allSatisfy {
                !vocabulary[$0].starts(with: spaceMark + spaceMark)
            }
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

    /// The tokens with a role: those that are named, and else those that look like it.
    private var roles: [(role: String, token: [UInt8])] {
        let named = parts.roles.named
        let names: KeyValuePairs = [
            "bos_token": ["<|begin_of_text|>", "<s>", "<|bos|>", "<bos>", "<|endoftext|>"],
            "eos_token": ["<|end_of_text|>", "</s>", "<|eos|>", "<eos>", "<|endoftext|>"],
            "pad_token": ["<pad>", "<|pad|>", "[PAD]"],
            "unk_token": ["<unk>", "<|unk|>", "[UNK]"],
        ]
        let special = addedTokens.filter(\.isSpecial).map(\.text)
        return names.compactMap { role, candidates in
            let name = named.first { $0.key == role }?.text
            let guess = candidates.lazy.map { Array($0.utf8) }.first { special.contains($0) }
            return (name ?? guess).map { (role, $0) }
        }
    }
}

extension Double {
    /// Whether `tokenizers` reads it as it is written.
    fileprivate var isWritten: Bool {
        JSONTree.number(Array("\(self)".utf8)).doubleAsSerde == self
    }
}

extension PieceRules {
    /// What a tokenizer.json can't say of them; nil when there is nothing.
    fileprivate var reasonNotToWrite: String? {
        if map != nil { return "SentencePiece's normalization table" }
        if flags.addsSpace && flags.spaceIsSuffix { return "a space after the text" }
        let isByCharacter = !flags.addsSpace && !flags.collapsesSpaces
        let areSimple = kept.allSatisfy {
            !$0.contains(32) && [UInt8]($0).replacing(spaceMark, with: []) == $0
        }
        return kept.isEmpty || (isByCharacter && areSimple)
            ? nil : "user-defined pieces that stay as they are where spaces are changed"
    }
}

/// The writer of one file.
private struct HuggingFaceWriter {
    private let tokenizer: Tokenizer
    private let parts: TokenizerParts
    private var json = JSONText()
    /// Where the names of tokens stand that were written before, by id.
    private var places: [Range<Int>]

    init(_ tokenizer: Tokenizer) {
        self.tokenizer = tokenizer
        parts = tokenizer.parts
        places = Array(repeating: 0..<0, count: parts.vocabulary.idBound)
    }

    mutating func file() -> [UInt8] {
        json.raw(#"{"version":"1.0","truncation":null,"padding":null,"added_tokens":["#)
        writeAddedTokens()
        json.raw(#"],"normalizer":"#)
        writeList(parts.normalizer.steps.flatMap(normalizers), "normalizers") { $0.json.raw($1) }
        json.raw(#","pre_tokenizer":"#)
        writeList(preTokenizers, "pretokenizers") { $0.json.raw($1) }
        json.raw(#","post_processor":"#)
        writeTemplate()
        json.raw(#","decoder":"#)
        writeDecoder()
        json.raw(#","model":{"#)
        writeModel()
        json.raw("}}\n")
        return json.bytes
    }

    private mutating func writeAddedTokens() {
        for (index, token) in parts.addedTokens.sorted(by: { $0.id < $1.id }).enumerated() {
            json.raw((index > 0 ? "," : "") + #"{"id":\#(token.id),"content":"#)
            json.string(token.text)
            json.raw(#","single_word":\#(token.isSingleWord),"lstrip":\#(token.stripsLeft),"#)
            let isNormalized = token.isNormalized && parts.normalizesAddedTokens
            json.raw(#""rstrip":\#(token.stripsRight),"normalized":\#(isNormalized),"#)
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

    private func normalizers(_ step: TextPreparation.Step) -> [String] {
        switch step {
        case .normalize(let form): [#"{"type":"\#("\(form)".uppercased())"}"#]
        case .lowercase: [#"{"type":"Lowercase"}"#]
        case .strip(let left, let right):
            [#"{"type":"Strip","strip_left":\#(left),"strip_right":\#(right)}"#]
        case .prepend(let prefix): [prepend(prefix)]
        case .prefixSpace: [replace("Regex", Array("\\A(?! )".utf8), [32])]
        case .replace(let old, let new): [replace("String", old, new)]
        case .replaceRegex(let regex, let new): [replace("Regex", Array(regex.pattern.utf8), new)]
        case .metaspace(let mark, _): [replace("String", [32], mark)]
        case .pieces(let rules): normalizers(rules)
        case .stripAccents: [#"{"type":"StripAccents"}"#]
        case .spaceControls: [#"{"type":"Nmt"}"#]
        case .spellBytes: [#"{"type":"ByteLevel"}"#]
        case .bert(let cleaning): [json(of: cleaning)]
        case .table(let map):
            [
                #"{"type":"Precompiled","precompiled_charsmap":"#
                    + quoted(Base64.encode(map.file)) + "}"
            ]
        }
    }

    private func json(of cleaning: BertCleaning) -> String {
        #"{"type":"BertNormalizer","clean_text":\#(cleaning.cleans),"#
            + #""handle_chinese_chars":\#(cleaning.partsIdeographs),"#
            + #""strip_accents":\#(cleaning.dropsMarks),"lowercase":\#(cleaning.lowercases)}"#
    }

    private func normalizers(_ rules: PieceRules) -> [String] {
        var items: [String] = []
        if rules.flags.collapsesSpaces {
            // Marks in the text go with the spaces at its end.
            let ending = rules.flags.marksSpaces ? "[ ▁]" : " "
            items.append(replace("Regex", Array("\\A +|\(ending)+\\z|(?<= ) +".utf8), []))
        }
        if rules.flags.addsSpace { items.append(prepend([32])) }
        if rules.flags.marksSpaces { items.append(replace("String", [32], spaceMark)) }
        return items
    }

    private func prepend(_ prefix: [UInt8]) -> String {
        #"{"type":"Prepend","prepend":\#(quoted(prefix))}"#
    }

    private func replace(_ kind: String, _ old: [UInt8], _ new: [UInt8]) -> String {
        #"{"type":"Replace","pattern":{"\#(kind)":\#(quoted(old))},"content":\#(quoted(new))}"#
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
            items.append(metaspace(mark, scheme, splits))
        }
        let usesRegex = steps.last == .pattern(.gpt2) && parts.symbols == .bytes
        if usesRegex { steps = steps.dropLast() }
        items += steps.flatMap(splits)
        if parts.symbols == .bytes {
            let prefix = parts.preparation.steps.contains(.prefixSpace)
            items.append(byteLevel(prefix, usesRegex))
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
        case .classes(let split): [json(of: split)]
        case .fixedLength(let length): [#"{"type":"FixedLength","length":\#(length)}"#]
        case .byteLevel(let prefixesSpace, let usesRegex): [byteLevel(prefixesSpace, usesRegex)]
        case .metaspace(let mark, let prefixes, let splits):
            [metaspace(mark, prefixes ? .always : .never, splits)]
        }
    }

    private func json(of split: CharacterSplit) -> String {
        switch split {
        case .digits(let individually):
            #"{"type":"Digits","individual_digits":\#(individually)}"#
        case .punctuation(let behavior):
            #"{"type":"Punctuation","behavior":"\#(behavior.rawValue)"}"#
        case .bert: #"{"type":"BertPreTokenizer"}"#
        case .whitespace: #"{"type":"Whitespace"}"#
        case .whitespaceSplit: #"{"type":"WhitespaceSplit"}"#
        case .delimiter(let scalar):
            #"{"type":"CharDelimiterSplit","delimiter":\#(quoted(character(scalar)))}"#
        }
    }

    private func character(_ scalar: UInt32) -> [UInt8] { Unicode.Scalar(scalar)?.utf8Bytes ?? [] }

    private func byteLevel(_ prefixesSpace: Bool, _ usesRegex: Bool) -> String {
        #"{"type":"ByteLevel","add_prefix_space":\#(prefixesSpace),"trim_offsets":true,"#
            + #""use_regex":\#(usesRegex)}"#
    }

    private func metaspace(_ mark: [UInt8], _ scheme: PrependScheme, _ splits: Bool) -> String {
        #"{"type":"Metaspace","replacement":\#(quoted(mark)),"#
            + #""prepend_scheme":"\#(scheme.rawValue)","split":\#(splits)}"#
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
        switch parts.decoding {
        case .bytes: json.raw(byteLevel(false, true))
        case .spaced: json.raw("null")
        case .pieces(let how): write(decoders(how))
        case .steps(let steps): write(steps)
        }
    }

    private func decoders(_ how: PieceDecoding) -> [DecodingStep] {
        var steps = [DecodingStep.replace(spaceMark, with: [32])]
        if how.hasBytes {
            steps.append(.byteFallback)
        } else if let unknown = how.unknown {
            steps.append(.replace(tokenizer.name(of: unknown), with: how.unknownText))
        }
        steps.append(.fuse)
        let most = how.dropsAllSpaces ? 1_000_000 : 1
        if how.dropsFirstSpace { steps.append(.strip(32, start: most, stop: 0)) }
        return steps
    }

    private mutating func write(_ steps: [DecodingStep]) {
        let items = steps.map(item)
        json.raw(
            items.count == 1
                ? items[0] : #"{"type":"Sequence","decoders":[\#(items.joined(separator: ","))]}"#)
    }

    private func item(_ step: DecodingStep) -> String {
        switch step {
        case .byteLevel: byteLevel(false, true)
        case .byteFallback: #"{"type":"ByteFallback"}"#
        case .fuse: #"{"type":"Fuse"}"#
        case .strip(let scalar, let start, let stop):
            #"{"type":"Strip","content":\#(quoted(character(scalar))),"start":\#(start),"stop":\#(stop)}"#
        case .replace(let old, let new): replace("String", old, new)
        case .replaceRegex(let regex, let new): replace("Regex", Array(regex.pattern.utf8), new)
        case .metaspace(let mark, let drops):
            metaspace(mark, drops ? .always : .never, true)
        case .endOfWord(let suffix): #"{"type":"BPEDecoder","suffix":\#(quoted(suffix))}"#
        case .wordPiece(let prefix, let cleansUp):
            #"{"type":"WordPiece","prefix":\#(quoted(prefix)),"cleanup":\#(cleansUp)}"#
        }
    }

    private mutating func writeModel() {
        switch parts.segmentation {
        case .wordPieces(let pieces):
            json.raw(#""type":"WordPiece","unk_token":\#(name(pieces.unknown)),"#)
            json.raw(#""continuing_subword_prefix":\#(quoted(pieces.prefix)),"#)
            json.raw(#""max_input_chars_per_word":\#(pieces.longestWord),"#)
            writeVocabulary()
        case .words(let unknown):
            json.raw(#""type":"WordLevel","unk_token":\#(name(unknown)),"#)
            writeVocabulary()
        case .mostProbable(let scores): write(scores)
        case .merges, .longest: writePairs()
        }
    }

    private mutating func write(_ scores: UnigramScores) {
        json.raw(#""type":"Unigram","unk_id":\#(scores.unknown),"#)
        json.raw(#""byte_fallback":\#(!scores.bytes.isEmpty),"vocab":["#)
        for (id, score) in scores.scores.enumerated() {
            json.raw((id > 0 ? ",[" : "[") + name(UInt32(id)) + ",\(score ?? 0)]")
        }
        json.raw("]")
    }

    private mutating func writeVocabulary() {
        json.raw(#""vocab":{"#)
        var isFirst = true
        for id in 0..<UInt32(parts.vocabulary.idBound) where isOfModel(id) {
            if !isFirst { json.raw(",") }
            write(nameOf: id)
            json.raw(":\(id)")
            isFirst = false
        }
        json.raw("}")
    }

    private mutating func writePairs() {
        var (fallback, fuses) = (false, false)
        var unknownName = "null"
        var (before, after): ([UInt8], [UInt8]) = ([], [])
        if case .characters(let bytes, let unknown, let fusesUnknown, let prefix, let suffix) =
            parts.symbols
        {
            (fallback, fuses, before, after) = (bytes, fusesUnknown, prefix, suffix)
            if let unknown { unknownName = name(unknown) }
        }
        json.raw(#""type":"BPE","dropout":null,"unk_token":"# + unknownName)
        json.raw(#","continuing_subword_prefix":\#(before.isEmpty ? "null" : quoted(before)),"#)
        json.raw(#""end_of_word_suffix":\#(after.isEmpty ? "null" : quoted(after)),"#)
        json.raw(#""fuse_unk":\#(fuses),"byte_fallback":\#(fallback),"#)
        json.raw(#""ignore_merges":\#(parts.ignoresMerges),"#)
        writeVocabulary()
        json.raw(#","merges":["#)
        for (index, merge) in parts.merges.enumerated() {
            json.raw(index > 0 ? ",[" : "[")
            write(nameOf: merge.left)
            json.raw(",")
            write(nameOf: merge.right)
            json.raw("]")
        }
        json.raw("]")
    }

    /// Where whole pretokens or characters are looked up, added tokens must not be found so.
    private func isOfModel(_ id: UInt32) -> Bool {
        guard parts.vocabulary.contains(id) else { return false }
        let name = parts.vocabulary[id]
        let isFoundAdded = tokenizer.added[id] != nil && parts.vocabulary.id(of: name) != id
        return !(isFoundAdded && isLookedUp(name))
    }

    /// Whether text may become a token of this name without a merge.
    private func isLookedUp(_ name: ArraySlice<UInt8>) -> Bool {
        if parts.ignoresMerges || parts.segmentation != .merges { return true }
        guard case .characters(_, _, _, let prefix, let suffix) = parts.symbols else {
            return false
        }
        let isCharacter = String(decoding: name, as: UTF8.self).unicodeScalars.count == 1
        return isCharacter || !prefix.isEmpty || !suffix.isEmpty
    }

    private func name(_ id: UInt32) -> String { quoted(tokenizer.name(of: id)) }

    /// Writes a name: merges repeat those of the vocabulary.
    private mutating func write(nameOf id: UInt32) {
        if !places[Int(id)].isEmpty { return json.again(places[Int(id)]) }
        let start = json.bytes.count
        json.string(tokenizer.name(of: id))
        places[Int(id)] = start..<json.bytes.count
    }
}
