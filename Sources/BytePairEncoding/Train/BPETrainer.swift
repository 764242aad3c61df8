// Learns a byte-level vocabulary from word counts, merge by merge, as Hugging Face's trainer does.
import ByteKernels

/// What to learn.
public struct BPETrainerOptions: Sendable {
    /// How many tokens in all, special tokens and bytes included.
    public var vocabularySize: Int
    /// Pairs that occur less often are not merged.
    public var minFrequency: UInt64
    /// Their ids come first, in this order.
    public var specialTokens: [[UInt8]]
    /// No token has more bytes; nil is no limit.
    public var maxTokenLength: Int?

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

    /// Throws when the vocabulary has no room for the special tokens and the bytes.
    public init(_ options: BPETrainerOptions) throws(TokenizerError) {
        self.options = options
        let least = options.specialTokens.count + 256
        guard options.vocabularySize >= least, options.vocabularySize <= 1 << 24 else {
            throw TokenizerError(
                .invalidOption,
                "vocabulary size \(options.vocabularySize); from \(least) to 16777216")
        }
    }

    /// Learns the vocabulary of the counted words.
    ///
    /// `progress` gets the number of tokens so far, now and then.
    public func train(
        _ words: WordCounter, progress: (Int) -> Void = { _ in }
    ) throws(TokenizerError) -> Tokenizer {
        var learner = MergeLearner(words: words, options: options)
        learner.run(progress: progress)
        var parts = TokenizerParts(
            vocabulary: learner.vocabulary, merges: learner.merges,
            preTokenizer: PreTokenizer(words.split))
        parts.addedTokens = options.specialTokens.enumerated().map {
            AddedToken(id: UInt32($0), text: $1)
        }
        return try Tokenizer(parts)
    }
}
