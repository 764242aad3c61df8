// Learns a byte-level vocabulary from word counts, merge by merge, as Hugging Face's trainer does.
import ByteKernels

/// What to learn.
public struct BPETrainerOptions: Sendable {
    /// How many tokens in all, special tokens and bytes included.
    public var vocabularySize: Int
    /// Pairs that occur less often are not merged.
    public var minFrequency: UInt64
    /// Tokens that are found in text as they stand.
    public var specialTokens: [[UInt8]]
    /// Whether the ids of special tokens come after all others; else they come first.
    public var specialTokensLast = false
    /// No token has more bytes; nil is no limit.
    public var maxTokenLength: Int?
    /// Words that occur less often are left out.
    public var leastWordCount: UInt64 = 1
    /// Bounds the memory for words while merging, in bytes.
    public var wordBytes = Int.max
    /// Whether the rarest words are left out where not all fit in ``wordBytes``; else training is
    /// refused, so that what is learned never depends on memory.
    public var leavesOutRareWords = true

    public init(
        vocabularySize: Int = 32_000, minFrequency: UInt64 = 1, specialTokens: [[UInt8]] = [],
        maxTokenLength: Int? = nil
    ) {
        self.vocabularySize = vocabularySize
        self.minFrequency = minFrequency
        self.specialTokens = specialTokens
        self.maxTokenLength = maxTokenLength
    }
}

/// Trains byte-level BPE: again and again the most frequent pair becomes a token; of equally
/// frequent pairs the one with the smaller ids.
///
/// ```swift
/// let words = WordCounter(split: .gpt2)
/// words.add(text.span)
/// let tokenizer = try BPETrainer(BPETrainerOptions(vocabularySize: 1000)).train(words)
/// ```
public struct BPETrainer {
    public let options: BPETrainerOptions

    /// Throws when an option has an impossible value.
    public init(_ options: BPETrainerOptions) throws(TokenizerError) {
        self.options = options
        let least = options.specialTokens.count + 256
        guard options.vocabularySize >= least, options.vocabularySize <= 1 << 24 else {
            throw TokenizerError(
                .invalidOption,
                "vocabulary size \(options.vocabularySize); from \(least) to 16777216")
        }
        if let length = options.maxTokenLength, length < 2 {
            throw TokenizerError(.invalidOption, "maximum token length \(length); from 2")
        }
        let specials = Set(options.specialTokens)
        if specials.count < options.specialTokens.count || specials.contains([]) {
            throw TokenizerError(.invalidOption, "special tokens must differ and not be empty")
        }
    }

    /// Learns the vocabulary of the counted words.
    ///
    /// `progress` gets the number of tokens so far, now and then.
    public func train(
        _ words: WordCounter, progress: (Int) -> Void = { _ in }
    ) throws(TokenizerError) -> Tokenizer {
        var parts = TokenizerParts(
            vocabulary: Vocabulary([]), merges: [], preTokenizer: words.preTokenizer)
        parts.normalizer = words.normalizer
        do {
            return try train(words, as: parts, progress: progress).tokenizer
        } catch {
            throw error as? TokenizerError ?? TokenizerError(.damagedFile, "\(error)")
        }
    }

    /// Learns the vocabulary of words that were counted before with the pre-tokenizer of `parts`,
    /// whose other settings the tokenizer takes over. Throws what `words` throws.
    public func train(
        _ words: some WordCounts, as parts: TokenizerParts, progress: (Int) -> Void = { _ in }
    ) throws -> TrainingResult {
        var parts = parts
        let specials = options.specialTokens
        let size = options.vocabularySize - (options.specialTokensLast ? specials.count : 0)
        let first = (options.specialTokensLast ? [] : specials) + ByteAlphabet.order.map { [$0] }
        var learner = try MergeLearner(
            words, vocabulary: Vocabulary(first), options: options, symbols: ByteSymbols(first))
        learner.run(until: size, progress: progress)
        parts.vocabulary = learner.vocabulary
        parts.merges = learner.merges
        let firstSpecial = options.specialTokensLast ? parts.vocabulary.idBound : 0
        if options.specialTokensLast { for token in specials { parts.vocabulary.append(token) } }
        parts.addedTokens = specials.enumerated().map {
            AddedToken(id: UInt32(firstSpecial + $0), text: $1)
        }
        return try learner.result(Tokenizer(parts))
    }

    /// Goes on with a tokenizer: its tokens and merges stay, new ones come after them, until the
    /// vocabulary has the size that the options say. Special tokens that it lacks come first.
    public func extend(
        _ tokenizer: Tokenizer, with words: some WordCounts, progress: (Int) -> Void = { _ in }
    ) throws -> TrainingResult {
        guard tokenizer.isExtensible else {
            throw TokenizerError(
                .unsupported, "extending a tokenizer that is not byte-level BPE with merges")
        }
        var parts = tokenizer.parts
        let known = Set(parts.addedTokens.map(\.text))
        for token in options.specialTokens where !known.contains(token) {
            parts.addedTokens.append(AddedToken(id: UInt32(parts.vocabulary.idBound), text: token))
            parts.vocabulary.append(token)
        }
        var learner = try MergeLearner(
            words, vocabulary: parts.vocabulary, options: options,
            symbols: TokenSymbols(tokenizer))
        learner.run(until: options.vocabularySize, progress: progress)
        parts.vocabulary = learner.vocabulary
        parts.merges += learner.merges
        return try learner.result(Tokenizer(parts))
    }
}

/// A trained tokenizer and what training saw.
public struct TrainingResult: Sendable {
    public let tokenizer: Tokenizer
    /// By id, how often the token stands in the training text, as far as merging looked at it:
    /// words of one byte and words left out are not counted.
    public let tokenCounts: [UInt64]
    /// Words that occur less often were left out; 1 when none were.
    public let leastWordCount: UInt64
    /// How often the pair of the last merge occurred; 0 when nothing was merged.
    public let lastPairCount: UInt64
}

/// What merging a word begins with.
protocol FirstSymbols {
    func symbols(of word: UnsafeBufferPointer<UInt8>, into ids: inout [UInt32])
}

/// The bytes of a word.
private struct ByteSymbols: FirstSymbols {
    private var ids = [UInt32](repeating: 0, count: 256)

    init(_ tokens: [[UInt8]]) {
        // The bytes stand at the end of the list.
        for (id, token) in tokens.enumerated().suffix(256) { ids[Int(token[0])] = UInt32(id) }
    }

    func symbols(of word: UnsafeBufferPointer<UInt8>, into ids: inout [UInt32]) {
        ids.removeAll(keepingCapacity: true)
        for byte in word { ids.append(self.ids[Int(byte)]) }
    }
}

/// The tokens that a tokenizer makes of a word.
private struct TokenSymbols: FirstSymbols {
    private let tokenizer: Tokenizer
    private let merger = WordMerger()

    init(_ tokenizer: Tokenizer) { self.tokenizer = tokenizer }

    func symbols(of word: UnsafeBufferPointer<UInt8>, into ids: inout [UInt32]) {
        tokenizer.encodeWord(word, into: &ids, with: merger)
    }
}

extension Tokenizer {
    /// Whether training can go on with it: it merges bytes, one pair at a rank.
    public var isExtensible: Bool {
        parts.symbols == .bytes && parts.segmentation == .merges && !parts.ranksByResult
    }
}
