// Reads the pre_tokenizer of a tokenizer.json.
import ByteKernels

/// What a `pre_tokenizer` says: changes to the text, splits, and whether bytes are the symbols.
struct HuggingFaceSplit {
    private(set) var preparation: [TextPreparation.Step] = []
    private(set) var isByteLevel = false
    private var steps: [SplitStep] = []

    var preTokenizer: PreTokenizer { PreTokenizer(steps) }

    init(_ value: JSONTree?) throws(TokenizerError) {
        if let value, !value.isNull { try append(value) }
    }

    private mutating func append(_ value: JSONTree) throws(TokenizerError) {
        let type = text(value["type"]?.string ?? [])
        switch type {
        case "Sequence":
            for item in value["pretokenizers"]?.array ?? [] { try append(item) }
        case "ByteLevel":
            isByteLevel = true
            if value["add_prefix_space"]?.bool ?? false { try prepare(.prefixSpace, type) }
            if value["use_regex"]?.bool ?? true { steps.append(.pattern(.gpt2)) }
        case "Split":
            steps.append(try split(value))
        case "Digits":
            let individually = value["individual_digits"]?.bool ?? false
            try regex(#"\p{N}"#, individually ? .isolated : .contiguous)
        case "Punctuation":
            try regex(#"[!-/:-@\[-`{-~\p{P}]"#, try behavior(value, default: .isolated))
        case "Whitespace":
            try regex(#"\w+|[^\w\s]+"#, .removed, inverted: true)
        case "WhitespaceSplit":
            try regex(#"\s"#, .removed)
        case "Metaspace":
            try appendMetaspace(value)
        default:
            throw TokenizerError(.unsupported, "pre_tokenizer \(type)")
        }
    }

    /// Changes to the text come before any split, or they would be made to each piece.
    private mutating func prepare(
        _ step: TextPreparation.Step, _ type: String
    ) throws(TokenizerError) {
        if !steps.isEmpty { throw TokenizerError(.unsupported, "\(type) after another split") }
        preparation.append(step)
    }

    private mutating func regex(
        _ pattern: String, _ behavior: SplitBehavior, inverted: Bool = false
    ) throws(TokenizerError) {
        steps.append(.regex(try SplitRegex(pattern), behavior, inverted: inverted))
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
        if let literal = value["pattern"]?["String"]?.string, !literal.isEmpty {
            return .literal(literal, behavior, inverted: inverted)
        }
        guard let regex = value["pattern"]?["Regex"]?.string else {
            throw TokenizerError(.missingField, "pre_tokenizer Split needs a pattern")
        }
        let source = Self.asOnigurumaReads(String(decoding: regex, as: UTF8.self))
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
        try prepare(.metaspace(mark: mark, scheme), "Metaspace")
        if value["split"]?.bool ?? true {
            steps.append(.literal(mark, .mergedWithNext, inverted: false))
        }
    }
}
