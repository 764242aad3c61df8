// Training on a pipeline's documents: what `tokenize` and `train_tokenizer` have in common.
import BytePairEncoding
import FileFormats
import PipelineCore

/// A training as its options say it, checked, with the files that they name read.
struct CorpusTraining: Sendable {
    private static let train: PhaseName = "train"

    let options: TrainOptions
    /// The files that the options name.
    let files: [String]
    private let base: Tokenizer?
    private let parts: TokenizerParts
    private let compared: [(name: String, tokenizer: Tokenizer)]

    /// Throws ``OptionError``; `option` is where the options stand, such as `tokenizer.train.`.
    init(_ options: TrainOptions, _ option: String, in context: StageContext) throws {
        try options.check(option)
        self.options = options
        let loaded =
            options.extend.isEmpty
            ? nil : try load(context.resolve(options.extend), option + "extend")
        base = try loaded.map { try $0.with(options.roles($0.parts.roles)) }
        if let base {
            try OptionError.check(
                base.isExtensible, option + "extend",
                "is not byte-level BPE with merges, which alone can be extended")
            let known = base.vocabulary.tokenCount
            try OptionError.check(
                options.vocabSize > known, option + "vocab_size",
                "must be more than the \(known) tokens of the tokenizer that it extends")
        }
        do {
            parts = try base?.parts ?? options.newParts()
        } catch {
            throw OptionError(option + "pattern", "can't be used: \(error)")
        }
        compared = try options.compare.map {
            ($0, try load(context.resolve($0), option + "compare"))
        }
        let named = (options.extend.isEmpty ? [] : [options.extend]) + options.compare
        files = named.flatMap { TokenizerFile.files(of: context.resolve($0)) }
    }

    /// Whether the tokenizer will have a text as one token.
    func knows(_ mark: String) -> Bool {
        options.allSpecialTokens.contains(mark)
            || base?.addedTokens.contains { $0.text == Array(mark.utf8) } == true
    }

    // MARK: Observing

    func makeObserver(_ task: TaskContext) -> TrainingObserver {
        let counter = WordCounter(
            parts.preTokenizer, normalizer: parts.normalizer,
            skipping: options.skippedNames(base))
        let words = SpillingWordCounter(
            counter, memory: task.memory * 2 / 3, in: task.folder.scratch)
        return TrainingObserver(options, words)
    }

    /// One sorted run of the words that the observers counted, and the texts that they held back.
    func collect(_ observers: [TrainingObserver], _ task: TaskContext) throws {
        var heldBack = HeldBackTexts()
        var input = TrainingInput()
        for observer in observers {
            try observer.words.spill()
            heldBack.add(observer.heldBack)
            input.add(observer.input)
        }
        let words = try WordRunFiles.merged(
            observers.flatMap(\.words.runs), in: task.folder.scratch)
        try WordRunFiles.write(to: task.folder.file("words")) { try words.visit($0) }
        try task.folder.file("held_back").write(heldBack.serialized())
        try task.folder.file("input").write(input.serialized())
    }

    // MARK: Learning

    func phase(observedTasks: Int) -> CorpusPhase {
        CorpusPhase(name: Self.train, taskCount: 1) { task in
            let words = try WordRunFiles.merged(
                task.folder.earlier.files("words", of: .observe, tasks: observedTasks),
                in: task.folder.scratch)
            let trainer = try options.trainer(wordBytes: task.memory / 2)
            try task.checkCancelled()
            let result =
                if let base { try trainer.extend(base, with: words) } else {
                    try trainer.train(words, as: parts)
                }
            for (name, bytes) in try TokenizerFile.folder(of: result.tokenizer) {
                try task.folder.file(name).write(bytes)
            }
            let report = try report(of: result, task, observedTasks)
            try task.folder.file("training.json").write(report.json())
        }
    }

    private func report(
        of result: TrainingResult, _ task: TaskContext, _ observedTasks: Int
    ) throws -> TrainingReport {
        var heldBack = HeldBackTexts()
        var input = TrainingInput()
        for index in 0..<observedTasks {
            let folder = task.folder.earlier.folder(of: .observe, task: index)
            heldBack.add(HeldBackTexts(serialized: try folder.file("held_back").contents()))
            input.add(TrainingInput(serialized: try folder.file("input").contents()))
        }
        heldBack.trim()
        var comparison = TokenizerComparison([("trained", result.tokenizer)] + compared)
        for item in heldBack.items { comparison.add(item.text.span, groups: item.groups) }
        var facts = TrainingReport.Input()
        facts.texts = Int(input.texts)
        facts.bytes = input.bytes
        facts.wantedTokens = options.vocabSize
        facts.heldBackTexts = Int(input.heldBackTexts)
        return TrainingReport(result, facts, heldBack: comparison.rows)
    }

    /// What the training left.
    static func tokenizer(_ inputs: FinishContext) throws -> Tokenizer {
        try Tokenizer(huggingFace: inputs.files.file("tokenizer.json", of: train).contents())
    }

    /// The tokenizer's files and the report, in a folder of the run.
    static func artifacts(_ inputs: FinishContext, in folder: String) -> [Artifact] {
        let names = [
            "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "training.json",
        ]
        return names.map {
            Artifact(source: inputs.files.file($0, of: train), path: "\(folder)/\($0)")
        }
    }
}

extension Tokenizer {
    /// The same with other tokens named for their roles.
    package func with(_ roles: TokenRoles) throws(TokenizerError) -> Tokenizer {
        if roles == parts.roles { return self }
        var parts = parts
        parts.roles = roles
        return try Tokenizer(parts)
    }
}

/// Reads a tokenizer that an option names.
func load(_ path: String, _ option: String, pattern: String = "") throws -> Tokenizer {
    do {
        return try TokenizerFile.load(path, pattern: pattern.isEmpty ? nil : pattern)
    } catch {
        throw OptionError(option, "can't be read: \(error)")
    }
}
