// `train_tokenizer`: learns a vocabulary from the documents and leaves its files; encodes nothing.
import BytePairEncoding
import PipelineCore

/// Trains a tokenizer on the documents, which all go on unchanged.
public struct TrainTokenizer: CorpusStage, ReadingFiles, KnowingMarks {
    public static let info = StageInfo(
        name: "train_tokenizer",
        summary: "Trains a tokenizer on the documents and leaves its files; encodes nothing.",
        source: "Byte-level BPE (Radford et al., 2019)",
        example: "- train_tokenizer: { vocab_size: 1024, pattern: o200k }")

    /// ``TrainOptions``, and where the files go.
    public struct Options: StageOptions {
        public var training = TrainOptions()
        public var output = "tokenizer"

        public init() {}

        private enum Keys: String, CodingKey {
            case output
        }

        public init(from decoder: any Decoder) throws {
            training = try TrainOptions(from: decoder)
            output = try decoder.container(keyedBy: Keys.self).decode(String.self, forKey: .output)
        }

        public func encode(to encoder: any Encoder) throws {
            try training.encode(to: encoder)
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(output, forKey: .output)
        }

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
            "min_word_count":
                "words that occur less often are left out: less memory for many words",
            "hold_back": "one document in this many is held back to measure on; 0 for none",
            "report_by": "fields by which the report groups the documents held back",
            "compare": "tokenizers that the report compares with",
            "output": "folder in the run for the tokenizer and its report",
        ]
    }

    private let training: CorpusTraining
    private let output: String

    public init(_ options: Options, in context: StageContext) throws {
        training = try CorpusTraining(options.training, "", in: context)
        output = options.output
    }

    public var files: [String] { training.files }

    public func knows(mark: String) -> Bool { training.knows(mark) }

    public func makeObserver(_ task: TaskContext) throws -> TrainingObserver {
        training.makeObserver(task)
    }

    public func collect(_ observers: [TrainingObserver], _ task: TaskContext) throws {
        try training.collect(observers, task)
    }

    public func phases(observedTasks: Int) -> [CorpusPhase] {
        [training.phase(observedTasks: observedTasks)]
    }

    public func finish(_ inputs: FinishContext) throws -> Unchanged { Unchanged() }

    public func artifacts(_ inputs: FinishContext) -> [Artifact] {
        CorpusTraining.artifacts(inputs, in: output)
    }
}

/// Measures nothing and lets every document pass.
public struct Unchanged: Judging {
    public func measure(
        _ document: Document, using scratch: inout Void, in shared: DocumentScratch,
        into record: Recorder<NoColumns>
    ) throws {}
}
