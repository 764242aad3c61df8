// `tokenize`: text to token ids, with a tokenizer from a file or trained on the corpus.
import BytePairEncoding
import FileFormats
import PipelineCore

/// Encodes documents; trains the tokenizer first when asked to, behind a barrier.
public struct Tokenize: CorpusStage, ReadingFiles {
    public static let info = StageInfo(
        name: "tokenize",
        summary: "Text to token ids, with a tokenizer from a file or trained on the corpus.",
        source: "Byte-level BPE (Radford et al., 2019)",
        example: "- tokenize: { tokenizer: { train: { vocab_size: 16384 } } }")

    public struct Options: StageOptions {
        public var tokenizer: TokenizerSource?
        public var endOfDocument = "<|endoftext|>"
        public var output = "tokenizer"

        public init() {}

        public static let help: KeyValuePairs = [
            "tokenizer": "a tokenizer.json, or how to train one",
            "end_of_document": "the special token after every document; '' for none",
            "output": "folder in the run for a trained tokenizer",
        ]
    }

    private let source: TokenizerSource
    private let endOfDocument: [UInt8]
    private let output: String
    /// The tokenizer of a file.
    private let loaded: Tokenizer?
    /// That file, if any.
    public let files: [String]

    public init(_ options: Options, in context: StageContext) throws {
        guard let source = options.tokenizer else {
            throw OptionError("tokenizer", "is missing: name a tokenizer.json, or train one")
        }
        self.source = source
        endOfDocument = Array(options.endOfDocument.utf8)
        output = options.output
        switch source {
        case .file(let path):
            files = [context.resolve(path)]
            loaded = try Self.load(context.resolve(path))
        case .train(let training):
            try training.check("tokenizer.train")
            try OptionError.check(
                endOfDocument.isEmpty || training.specialTokens.contains(options.endOfDocument),
                "end_of_document", "must be one of the special tokens, or ''")
            loaded = nil
            files = []
        }
        if let loaded { try Self.check(endOfDocument, in: loaded) }
    }

    private static func load(_ path: String) throws -> Tokenizer {
        do {
            return try Tokenizer(huggingFace: RandomAccessFile.contents(of: path))
        } catch {
            throw OptionError("tokenizer", "can't be read: \(error)")
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

    /// Counts the words that one worker sees.
    public final class Observer: CorpusObserver {
        let words: WordCounter

        init(_ split: SplitPattern) {
            words = WordCounter(split: split)
        }

        public func observe(_ document: Document, in worker: Worker) throws {
            words.add(document.text.span)
        }
    }

    private var training: TrainOptions {
        guard case .train(let options) = source else { return TrainOptions() }
        return options
    }

    public func makeObserver(_ task: TaskContext) throws -> Observer {
        Observer(training.pattern.split)
    }

    public func collect(_ observers: [Observer], _ task: TaskContext) throws {
        let all = WordCounter(split: training.pattern.split)
        for observer in observers { all.merge(observer.words) }
        try write(all.serialized(), to: task.folder + "/words")
    }

    public func phases(observedTasks: Int) -> [CorpusPhase] {
        let training = training
        return [
            CorpusPhase(name: "train", taskCount: 1) { task in
                let words = WordCounter(split: training.pattern.split)
                for index in 0..<observedTasks {
                    try task.checkCancelled()
                    let path = task.file("words", phase: 0, task: index)
                    let counts = try RandomAccessFile.contents(of: path)
                    try words.add(serialized: counts)
                }
                let tokenizer = try training.trainer.train(words)
                try write(tokenizer.huggingFaceJSON(), to: task.folder + "/tokenizer.json")
            }
        ]
    }

    public func finish(_ inputs: FinishContext) throws -> EncodeTokens {
        if let loaded { return EncodeTokens(loaded, endOfDocument: endOfDocument) }
        let json = try RandomAccessFile.contents(of: inputs.file("tokenizer.json", phase: 1))
        return EncodeTokens(try Tokenizer(huggingFace: json), endOfDocument: endOfDocument)
    }

    public func artifacts(_ inputs: FinishContext) -> [Artifact] {
        let trained = inputs.file("tokenizer.json", phase: 1)
        return [Artifact(source: trained, path: output + "/tokenizer.json")]
    }
}

/// Writes a small file of a task.
private func write(_ bytes: [UInt8], to path: String) throws {
    let file = try AtomicFile(path: path)
    try file.write(bytes.span)
    try file.commit()
}
