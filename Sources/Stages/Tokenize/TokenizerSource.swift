// Where a tokenizer comes from: a file, or training on the corpus at hand.
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
