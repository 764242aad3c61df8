// Where a tokenizer comes from: a file, or training on the corpus at hand.
import BytePairEncoding
import PipelineCore

/// The option `tokenizer`: a path, or `{ train: { … } }`.
public enum TokenizerSource: Codable, Sendable, OptionTypeProviding {
    case file(String)
    case train(TrainOptions)

    /// `{ train: { … } }`.
    private struct Training: StageOptions {
        var train = TrainOptions()

        static let help: KeyValuePairs = ["train": "train a tokenizer on the documents"]
    }

    public static var optionType: OptionType {
        .either([.string, .group((try? Training.describe()) ?? [])])
    }

    public init(from decoder: any Decoder) throws {
        if let path = try? decoder.singleValueContainer().decode(String.self) {
            self = .file(path)
        } else {
            self = .train(try decoder.singleValueContainer().decode(Training.self).train)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .file(let path): try container.encode(path)
        case .train(let options):
            var training = Training()
            training.train = options
            try container.encode(training)
        }
    }
}

/// How a byte-level BPE tokenizer is trained.
public struct TrainOptions: StageOptions {
    public var vocabSize = 32_768
    public var pattern = Pattern.cl100k
    public var specialTokens = ["<|endoftext|>"]
    public var minFrequency = 2

    public init() {}

    public static let help: KeyValuePairs = [
        "vocab_size": "tokens in all, special tokens and the 256 bytes included",
        "pattern": "how text is cut into the pieces that merges never cross",
        "special_tokens": "their ids come first, in this order",
        "min_frequency": "pairs that occur less often are not merged",
    ]

    /// The split patterns that have a scanner, by the tokenizer that introduced them.
    public enum Pattern: String, Codable, CaseIterable, Sendable {
        case gpt2
        case cl100k
        case llama3
        case qwen2
        case o200k

        var split: SplitPattern { SplitPattern(rawValue: rawValue) ?? .cl100k }
    }

    func check(_ option: String) throws {
        let least = 256 + specialTokens.count
        try OptionError.check(
            vocabSize >= least && vocabSize <= 1 << 24, option + ".vocab_size",
            "must be from \(least) to \(1 << 24)")
        try OptionError.check(
            minFrequency >= 1, option + ".min_frequency", "must be at least 1")
        try OptionError.check(
            specialTokens.allSatisfy { !$0.isEmpty }
                && Set(specialTokens).count == specialTokens.count,
            option + ".special_tokens", "must be different, non-empty texts")
    }

    var trainer: BPETrainer {
        get throws {
            try BPETrainer(
                BPETrainerOptions(
                    vocabularySize: vocabSize, minFrequency: UInt64(minFrequency),
                    specialTokens: specialTokens.map { Array($0.utf8) }))
        }
    }
}
