// Reads the pre_tokenizer of a tokenizer.json.
import ByteKernels

/// What a `pre_tokenizer` says: changes to the text, splits, and whether bytes are the symbols.
struct HuggingFaceSplit {
    /// Changes to a text before all splits.
    private(set) var preparation: [TextPreparation.Step] = []
    /// Whether the pretokens are bytes whose stand-ins the file has: `ByteLevel` comes last.
    private(set) var isByteLevel = false
    private(set) var steps: [SplitStep] = []
    /// Whether a mark goes before the first word of a text alone.
    private(set) var marksFirst = false
    /// The mark that is put before words; a space without one.
    var mark: [UInt8] {
        if case .metaspace(let mark, _)? = preparation.first { mark } else { [32] }
    }
    /// The same, where bytes are not the symbols.
    private(set) var spelled: [SplitStep] = []
    /// Whether pieces are not always stretches of the text.
    var changesText: Bool { !preparation.isEmpty || spelled.contains(where: \.changesText) }

    init(_ value: JSONTree?) throws(TokenizerError) {
        if let value, !value.isNull { try append(value) }
        spelled = steps
        simplify()
    }

    /// What changes the text before all splits, and the change to bytes after all, are done faster
    /// elsewhere.
    private mutating func simplify() {
        if case .metaspace(let mark, let prefixes, let splits)? = steps.first {
            let scheme: PrependScheme = marksFirst ? .first : prefixes ? .always : .never
            preparation = [.metaspace(mark: mark, scheme)]
            steps.removeFirst()
            if splits { steps.insert(.literal(mark, .mergedWithNext, inverted: false), at: 0) }
            spelled = steps
        }
        guard case .byteLevel(let prefixesSpace, let usesRegex)? = steps.last,
            steps.dropLast().allSatisfy({ !$0.changesText }), !prefixesSpace || steps.count == 1
        else { return }
        isByteLevel = preparation.isEmpty
        if !isByteLevel { return }
        if prefixesSpace { preparation.append(.prefixSpace) }
        steps.removeLast()
        if usesRegex { steps.append(.pattern(.gpt2)) }
    }

    private mutating func append(_ value: JSONTree) throws(TokenizerError) {
        let type = text(value["type"]?.string ?? [])
        switch type {
        case "Sequence":
            for item in value["pretokenizers"]?.array ?? [] { try append(item) }
        case "ByteLevel":
            if steps.contains(where: \.spellsBytes) {
                throw TokenizerError(.unsupported, "pre_tokenizer ByteLevel twice")
            }
            steps.append(
                .byteLevel(
                    prefixesSpace: value["add_prefix_space"]?.bool ?? true,
                    usesRegex: value["use_regex"]?.bool ?? true))
        case "Split": steps.append(try split(value))
        case "Digits":
            let individually = value["individual_digits"]?.bool ?? false
            steps.append(.classes(.digits(individually: individually)))
        case "Punctuation":
            steps.append(.classes(.punctuation(try behavior(value, default: .isolated))))
        case "BertPreTokenizer": steps.append(.classes(.bert))
        case "Whitespace": steps.append(.classes(.whitespace))
        case "WhitespaceSplit": steps.append(.classes(.whitespaceSplit))
        case "CharDelimiterSplit": steps.append(.classes(.delimiter(try delimiter(value))))
        case "FixedLength":
            guard let length = value["length"]?.uint32, length > 0 else {
                throw TokenizerError(.missingField, "pre_tokenizer FixedLength needs a length")
            }
            steps.append(.fixedLength(Int(length)))
        case "Metaspace": try appendMetaspace(value)
        default: throw TokenizerError(.unsupported, "pre_tokenizer \(type)")
        }
    }

    private func delimiter(_ value: JSONTree) throws(TokenizerError) -> UInt32 {
        guard let scalar = value["delimiter"]?.character else {
            throw TokenizerError(.missingField, "CharDelimiterSplit needs one character")
        }
        return scalar
    }

    private func behavior(
        _ value: JSONTree, default behavior: SplitBehavior? = nil
    ) throws(TokenizerError) -> SplitBehavior {
        guard let name = value["behavior"]?.string else {
            if let behavior { return behavior }
            throw TokenizerError(.missingField, "pre_tokenizer needs a behavior")
        }
        // Written in camel case in files and in snake case by hand.
        let plain = text(name).lowercased().filter { $0 != "_" }
        guard let found = SplitBehavior.allCases.first(where: { $0.rawValue.lowercased() == plain })
        else { throw TokenizerError(.unsupported, "behavior \(text(name))") }
        return found
    }

    private func split(_ value: JSONTree) throws(TokenizerError) -> SplitStep {
        let behavior = try behavior(value)
        let inverted = value["invert"]?.bool ?? false
        let regex: String
        switch try value.pattern(of: "pre_tokenizer Split") {
        case .literal(let literal): return .literal(literal, behavior, inverted: inverted)
        case .regex(let source): regex = source
        }
        let source = Self.asOnigurumaReads(regex)
        // All text matches these, so that removing what lies between them is the same split.
        if behavior == .isolated || (behavior == .removed && inverted),
            let pattern = SplitPattern(regex: source)
        {
            return .pattern(pattern)
        }
        return .regex(try SplitRegex(source), behavior, inverted: inverted)
    }

    /// tiktoken's cl100k pattern copied into a tokenizer.json means whole numbers there.
    private static func asOnigurumaReads(_ regex: String) -> String {
        guard regex.utf8.elementsEqual(SplitPattern.cl100k.regexes[1].utf8) else { return regex }
        let parts = SplitPattern.cl100k.regexes[0].split(separator: SplitPattern.cl100kNumbers[0])
        return parts.joined(separator: #"\p{N}+"#)
    }

    private mutating func appendMetaspace(_ value: JSONTree) throws(TokenizerError) {
        let mark = value["replacement"]?.string ?? spaceMark
        let prefix = value["add_prefix_space"]?.bool ?? true
        let name = value["prepend_scheme"]?.string.map { text($0) } ?? (prefix ? "always" : "never")
        guard let scheme = PrependScheme(rawValue: name), !mark.isEmpty else {
            throw TokenizerError(.unsupported, "prepend_scheme \(name)")
        }
        if scheme == .first {
            if !steps.isEmpty {
                throw TokenizerError(.unsupported, "prepend_scheme first after another split")
            }
            marksFirst = true
        }
        steps.append(
            .metaspace(
                mark: mark, prefixes: scheme != .never, splits: value["split"]?.bool ?? true))
    }
}
