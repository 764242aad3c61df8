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
        public var endOfDocument = "<|endoftext|>"
        public var output = "tokenizer"

        public init() {}

        public static let help: KeyValuePairs = [
            "tokenizer": "a tokenizer.json or its folder, a .tiktoken or SentencePiece .model, or "
                + "another that `winnow tokenizer` reads, or how to train one",
            "pattern": "the split of a rank file that isn't known: " + SplitPattern.names
                + ", or a regular expression",
            "end_of_document": "the special token after every document; '' for none",
            "output": "folder in the run for a trained tokenizer",
        ]
    }

    private let endOfDocument: [UInt8]
    private let output: String
    /// The tokenizer of a file.
    private let loaded: Tokenizer?
    private let training: CorpusTraining?
    /// The files that make the tokenizer, or that training starts from.
    public let files: [String]

    public init(_ options: Options, in context: StageContext) throws {
        endOfDocument = Array(options.endOfDocument.utf8)
        output = options.output
        switch options.tokenizer {
        case .file(let name)?:
            let path = context.resolve(name)
            let tokenizer = try load(path, "tokenizer", pattern: options.pattern)
            try Self.check(endOfDocument, in: tokenizer)
            (loaded, training, files) = (tokenizer, nil, TokenizerFile.files(of: path))
        case .train(let trainOptions)?:
            try OptionError.check(
                options.pattern.isEmpty, "pattern", "stands in 'train' where a tokenizer is trained"
            )
            let training = try CorpusTraining(trainOptions, "tokenizer.train.", in: context)
            try OptionError.check(
                endOfDocument.isEmpty
                    || training.knows(String(decoding: endOfDocument, as: UTF8.self)),
                "end_of_document", "must be one of the special tokens, or ''")
            (loaded, self.training, files) = (nil, training, training.files)
        case nil:
            throw OptionError("tokenizer", "is missing: name a tokenizer's file, or train one")
        }
    }

    private static func check(_ token: [UInt8], in tokenizer: Tokenizer) throws {
        if token.isEmpty || tokenizer.specialTokens.contains(where: { $0.text == token }) { return }
        let known = tokenizer.specialTokens.map { String(decoding: $0.text, as: UTF8.self) }
        throw OptionError(
            "end_of_document",
            "is no special token of the tokenizer; it has: " + known.joined(separator: ", "))
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
        if let loaded { return EncodeTokens(loaded, endOfDocument: endOfDocument) }
        return EncodeTokens(try CorpusTraining.tokenizer(inputs), endOfDocument: endOfDocument)
    }

    public func artifacts(_ inputs: FinishContext) -> [Artifact] {
        CorpusTraining.artifacts(inputs, in: output)
    }
}
