// The options of training, and what they make: shared by `tokenize` and `train_tokenizer`.
import BytePairEncoding
import PipelineCore

/// How a byte-level BPE tokenizer is trained.
public struct TrainOptions: StageOptions {
    public var vocabSize = 32_768
    public var pattern = "cl100k"
    public var specialTokens = ["<|endoftext|>"]
    public var bosToken = ""
    public var eosToken = ""
    public var padToken = ""
    public var learnSpecialTokens = false
    public var minFrequency = 2
    public var maxTokenLength: Int?
    public var splitDigits = false
    public var normalize = Normalization.none
    public var extend = ""
    public var weightBy = "source"
    public var weights: [String: Int] = [:]
    public var minWordCount = 1
    public var holdBack = 1000
    public var reportBy = ["source", "language"]
    public var compare: [String] = []

    public init() {}

    public static let help: KeyValuePairs = [
        "vocab_size": "tokens in all, special tokens and the 256 bytes included",
        "pattern": "how text is cut into the pieces that merges never cross: "
            + SplitPattern.names + ", or a regular expression",
        "special_tokens": "their ids come first, in this order",
        "bos_token": "the special token that begins a text, for the tokenizer's files",
        "eos_token": "the special token that ends a text, for the tokenizer's files",
        "pad_token": "the special token that fills up batches, for the tokenizer's files",
        "learn_special_tokens":
            "whether the names of special tokens that stand in texts are learned from as words",
        "min_frequency": "pairs that occur less often are not merged",
        "max_token_length": "no token has more bytes than this",
        "split_digits": "every digit is a token of its own",
        "normalize": "Unicode normalization before anything else",
        "extend": "a tokenizer whose tokens and merges stay; new ones come after them",
        "weight_by": "the field whose value 'weights' names",
        "weights": "documents with this value of 'weight_by' count so many times, others once",
        "min_word_count": "words that occur less often are left out: less memory for many words",
        "hold_back": "one document in this many is held back to measure on; 0 for none",
        "report_by": "fields by which the report groups the documents held back",
        "compare": "tokenizers that the report compares with",
    ]

    /// Unicode normalization forms.
    public enum Normalization: String, Codable, CaseIterable, Sendable {
        case none, nfc, nfkc

        var preparation: TextPreparation {
            switch self {
            case .none: TextPreparation()
            case .nfc: TextPreparation([.normalize(.nfc)])
            case .nfkc: TextPreparation([.normalize(.nfkc)])
            }
        }
    }

    /// Throws ``OptionError``; `option` is where these options stand, such as `tokenizer.train.`.
    func check(_ option: String) throws {
        let specialTokens = allSpecialTokens
        let least = 256 + specialTokens.count
        try OptionError.check(
            vocabSize >= least && vocabSize <= 1 << 24, option + "vocab_size",
            "must be from \(least) to \(1 << 24)")
        try OptionError.check(minFrequency >= 1, option + "min_frequency", "must be at least 1")
        try OptionError.check(minWordCount >= 1, option + "min_word_count", "must be at least 1")
        try OptionError.check(
            holdBack == 0 || holdBack >= 2, option + "hold_back",
            "must be 0 or at least 2: one document in so many is not trained on")
        try OptionError.check(
            maxTokenLength ?? 2 >= 2, option + "max_token_length", "must be at least 2")
        try OptionError.check(
            weights.values.allSatisfy { (1..<1_000_000).contains($0) }, option + "weights",
            "must be from 1 to 999999")
        try OptionError.check(
            specialTokens.allSatisfy { !$0.isEmpty }
                && Set(specialTokens).count == specialTokens.count,
            option + "special_tokens", "must be different, non-empty texts")
    }

    /// The special tokens, those with a role after the others where they are not among them.
    package var allSpecialTokens: [String] {
        let roles = [bosToken, eosToken, padToken].filter { !$0.isEmpty }
        return roles.reduce(into: specialTokens) { if !$0.contains($1) { $0.append($1) } }
    }

    /// The roles that are named; the others as they were.
    package func roles(_ roles: TokenRoles = TokenRoles()) -> TokenRoles {
        func text(_ name: String, _ known: [UInt8]?) -> [UInt8]? {
            name.isEmpty ? known : Array(name.utf8)
        }
        var roles = roles
        roles.beginning = text(bosToken, roles.beginning)
        roles.end = text(eosToken, roles.end)
        roles.padding = text(padToken, roles.padding)
        return roles
    }

    /// The names that are no words in texts.
    package func skippedNames(_ base: Tokenizer?) -> [[UInt8]] {
        if learnSpecialTokens { return [] }
        return allSpecialTokens.map { Array($0.utf8) } + (base?.specialTokens.map(\.text) ?? [])
    }

    /// The settings of a new tokenizer.
    func newParts() throws(TokenizerError) -> TokenizerParts {
        var steps = try splitSteps(pattern)
        if splitDigits {
            steps.insert(.regex(try SplitRegex(#"\p{N}"#), .isolated, inverted: false), at: 0)
        }
        var parts = TokenizerParts(
            vocabulary: Vocabulary([]), merges: [], preTokenizer: PreTokenizer(steps))
        parts.normalizer = normalize.preparation
        parts.roles = roles()
        return parts
    }

    /// - Parameter wordBytes: the memory for words while merging.
    func trainer(wordBytes: Int) throws(TokenizerError) -> BPETrainer {
        var options = BPETrainerOptions(
            vocabularySize: vocabSize, minFrequency: UInt64(minFrequency),
            specialTokens: allSpecialTokens.map { Array($0.utf8) }, maxTokenLength: maxTokenLength)
        options.wordBytes = wordBytes
        options.leastWordCount = UInt64(minWordCount)
        options.leavesOutRareWords = false
        return try BPETrainer(options)
    }
}

/// The split that a name or a regular expression means. An expression must mean the same to
/// Oniguruma, which reads what training writes, and to tiktoken, whose patterns people know.
public func splitSteps(_ pattern: String) throws(TokenizerError) -> [SplitStep] {
    if let known = SplitPattern(rawValue: pattern) ?? SplitPattern(regex: pattern) {
        return [.pattern(known)]
    }
    // As an expression a name would match itself and nothing else.
    guard !pattern.utf8.allSatisfy(isOfName) else {
        throw TokenizerError(
            .unsupported,
            "there is no split pattern '\(pattern)'; there are "
                + SplitPattern.allCases.map(\.rawValue).joined(separator: ", ")
                + ", or write a regular expression")
    }
    let split = try SplitRegex(pattern)
    guard try split.means(in: .tiktoken, ignoringWords: true) else {
        throw TokenizerError(
            .unsupported,
            "tokenizer.json's regular expressions and tiktoken's read the pattern otherwise: "
                + "{1,3}+ and the like, ^ and $")
    }
    return [.regex(split, .isolated, inverted: false)]
}

/// A letter, a digit, a hyphen or an underscore of ASCII.
private func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
    default: false
    }
}
