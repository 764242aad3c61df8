// `tokenize`: text to token ids, with a tokenizer from a file or trained on the corpus.
import BytePairEncoding
import PipelineCore

/// Encodes documents; trains the tokenizer first when asked to, behind a barrier.
public struct Tokenize: CorpusStage, ReadingFiles, KnowingMarks {
    public static let info = StageInfo(
        name: "tokenize",
        summary: "Text to token ids, with a tokenizer from a file or trained on the corpus.",
        source: "Byte-level BPE (Radford et al., 2019)",
        example: "- tokenize: { tokenizer: { train: { vocab_size: 16384 } } }",
        gives: .tokens)

    public struct Options: StageOptions {
        public var tokenizer: TokenizerSource?
        public var pattern = ""
        public var template = false
        public var beginningOfDocument = ""
        public var endOfDocument: String?
        public var output = "tokenizer"

        public init() {}

        public static let help: KeyValuePairs = [
            "tokenizer": "a tokenizer.json or its folder, a .tiktoken or SentencePiece .model, or "
                + "another that `winnow tokenizer` reads, or how to train one",
            "pattern": "the split of a rank file that isn't known: " + SplitPattern.names
                + ", or a regular expression",
            "template": "puts the tokenizer's own tokens around every document, as its "
                + "post-processor says; conversations have those of their chat template",
            "beginning_of_document": "the special token before every document; '' for none",
            "end_of_document": "the special token after every document; '' for none (default: "
                + "<|endoftext|>, or none with template)",
            "output": "folder in the run for the tokenizer: the trained one, or a copy",
        ]
    }

    private let ends: DocumentEnds
    private let output: String
    /// The tokenizer of a file.
    private let loaded: Tokenizer?
    private let training: CorpusTraining?
    /// The files that make the tokenizer, or that training starts from.
    public let files: [String]

    public init(_ options: Options, in context: StageContext) throws {
        ends = DocumentEnds(options)
        output = options.output
        switch options.tokenizer {
        case .file(let name)?:
            let path = context.resolve(name)
            let tokenizer = try load(path, "tokenizer", pattern: options.pattern)
            try ends.check(in: tokenizer)
            (loaded, training, files) = (tokenizer, nil, TokenizerFile.files(of: path))
        case .train(let trainOptions)?:
            try OptionError.check(
                options.pattern.isEmpty, "pattern", "stands in 'train' where a tokenizer is trained"
            )
            let training = try CorpusTraining(trainOptions, "tokenizer.train.", in: context)
            try ends.check(in: training)
            (loaded, self.training, files) = (nil, training, training.files)
        case nil:
            throw OptionError("tokenizer", "is missing: name a tokenizer's file, or train one")
        }
    }

    public var needsCorpus: Bool { loaded == nil }

    public func knows(mark: String) -> Bool {
        training?.knows(mark) ?? false
            || loaded?.addedTokens.contains { $0.text == Array(mark.utf8) } ?? false
    }

    public func makeObserver(_ task: TaskContext) throws -> TrainingObserver {
        try required.makeObserver(task)
    }

    public func collect(_ observers: [TrainingObserver], _ task: TaskContext) throws {
        try required.collect(observers, task)
    }

    public func phases(observedTasks: Int) -> [CorpusPhase] {
        training.map { [$0.phase(observedTasks: observedTasks)] } ?? []
    }

    /// The training; only asked for where the corpus is needed for it.
    private var required: CorpusTraining {
        get throws {
            guard let training else { throw OptionError("tokenizer", "is not to be trained") }
            return training
        }
    }

    public func finish(_ inputs: FinishContext) throws -> EncodeTokens {
        try EncodeTokens(loaded ?? CorpusTraining.tokenizer(inputs), ends)
    }

    public func artifacts(_ inputs: FinishContext) -> [Artifact] {
        if let loaded { return TokenizerFile.artifacts(of: loaded, files, in: output) }
        return CorpusTraining.artifacts(inputs, in: output)
    }
}
