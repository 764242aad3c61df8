// `winnow tokenizer train`.
import ArgumentParser
import BytePairEncoding
import Execution
import FileStore
import Foundation
import Stages

struct TokenizerTrain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Learn a vocabulary from texts.",
        discussion: """
            Byte-level BPE as Hugging Face's trainer does it: the same texts give the same
            vocabulary, whatever the order of files and the workers. The words must fit in
            half of --memory; --min-word-count leaves the rarest out. Writes a folder that
            AutoTokenizer.from_pretrained takes, and training.json: what was read, how
            held-back texts compress, and tokens that are hardly used.

            Examples:
              winnow tokenizer train corpus/*.jsonl.zst --output mine --vocab-size 32768
              winnow tokenizer train books/ code/ -o mine --weight code=3 --pattern o200k
              winnow tokenizer train new/*.jsonl --extend mine/tokenizer.json -o larger \\
                --vocab-size 40000 --compare gpt2.json --by language
            """)

    @OptionGroup var texts: TextArguments

    @Option(name: .shortAndLong, help: "The folder to write.")
    var output: String

    @Flag(help: "Replace a tokenizer that the folder holds.")
    var force = false

    @Option(help: "Tokens in all, special tokens and the 256 bytes included.")
    var vocabSize = 32_768

    @Option(help: "How text is cut: \(SplitPattern.names), or a regular expression.")
    var pattern = SplitPattern.cl100k.rawValue

    @Option(help: "A special token; the first gets id 0. Give it once for each.")
    var specialToken: [String] = ["<|endoftext|>"]

    @Option(help: "The special token that begins a text, for tokenizer_config.json.")
    var bosToken = ""

    @Option(help: "The special token that ends a text.")
    var eosToken = ""

    @Option(help: "The special token that fills up batches.")
    var padToken = ""

    @Flag(help: "Names of special tokens in texts are words like others (else: left out).")
    var learnSpecialTokens = false

    @Option(help: "Pairs that occur less often are not merged.")
    var minFrequency: UInt64 = 2

    @Option(help: "Words that occur less often are left out.")
    var minWordCount: UInt64 = 1

    @Option(help: "No token has more bytes than this.")
    var maxTokenLength: Int?

    @Flag(help: "Every digit is a token of its own.")
    var splitDigits = false

    @Option(help: "Unicode normalization before anything else: nfc or nfkc.")
    var normalize: String?

    @Option(help: "A tokenizer whose tokens and merges stay; new ones come after them.")
    var extend: String?

    @Option(help: "Count texts of files whose path has NAME in it N times: --weight code=3")
    var weight: [String] = []

    @Option(help: "One text in this many is held back to measure on; 0 for none.")
    var holdBack = 1000

    @Option(
        help: "A field of JSON lines to group the measurements by. May be given several times.")
    var by: [String] = []

    @Option(help: "A tokenizer to compare with on the held-back texts.")
    var compare: [String] = []

    @Option(name: .shortAndLong, help: "Threads that work (default: one per core).")
    var workers: Int?

    @Option(name: .shortAndLong, help: "Memory to stay within, such as 900M or 4G.")
    var memory = "2G"

    @Flag(name: .shortAndLong, help: "No progress and no summary.")
    var quiet = false

    func validate() throws {
        if let workers, !(1...1024).contains(workers) {
            throw ValidationError("--workers must be from 1 to 1024.")
        }
        if holdBack < 0 || holdBack == 1 {
            throw ValidationError(
                "--hold-back must be 0 or at least 2: one text in so many is not trained on.")
        }
        if let normalize, !["nfc", "nfkc"].contains(normalize) {
            throw ValidationError("--normalize is nfc or nfkc.")
        }
    }

    /// What a folder may have that others would read in the place of the new tokenizer, or beside it.
    private static let tokenizerFiles = [
        "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.json",
        "merges.txt", "vocab.txt", "tokenizer.model", "tekken.json",
    ]

    func run() throws {
        if !force { try refuseToReplace(Self.tokenizerFiles.map { "\(output)/\($0)" }) }
        let memory = try MachineArguments.bytes(self.memory)
        let options = options
        let base = try extend.map { try TokenizerFile.load($0) }
            .map { try $0.with(options.roles($0.parts.roles)) }
        if base?.isExtensible == false {
            throw ValidationError(
                "--extend takes byte-level BPE with merges, which alone can be extended.")
        }
        if let known = base?.vocabulary.tokenCount, known >= vocabSize {
            throw ValidationError(
                "--vocab-size must be more than the \(known) tokens of the tokenizer to extend.")
        }
        let parts = try base?.parts ?? newParts()
        let trainer = try BPETrainer(trainerOptions(memory))
        try FileManager.default.createDirectory(
            atPath: output, withIntermediateDirectories: true)
        let count = try WordCount(countOptions(memory, base), parts)
        try count.run(texts.source, warn: printWarning)
        let result = try train(trainer, count.words(), base, parts)
        warnOfSize(result.tokenizer.vocabulary.tokenCount)
        try TokenizerFile.write(result.tokenizer, to: output)
        let comparison = try comparison(of: result.tokenizer, on: count)
        var input = count.input
        input.wantedTokens = vocabSize
        let report = TrainingReport(result, input, heldBack: comparison.rows)
        try StoredFile(output + "/training.json").write(report.json())
        if quiet { return }
        if isatty(STDERR_FILENO) == 1 { printProgress("\r\u{1B}[K") }
        print(report.text + (report.heldBackTexts > 0 ? "\n\n" + comparison.table : ""))
    }

    private func countOptions(_ memory: Int, _ base: Tokenizer?) -> WordCountOptions {
        var options = WordCountOptions()
        options.weights = weights(of:)
        options.skippedNames = self.options.skippedNames(base)
        options.holdBack = holdBack
        options.by = by
        options.workers = workers ?? ProcessInfo.processInfo.activeProcessorCount
        options.memory = memory / 2
        options.folder = output
        return options
    }

    /// The tokenizer, and those to compare with, on the texts held back.
    private func comparison(
        of tokenizer: Tokenizer, on count: WordCount
    ) throws -> TokenizerComparison {
        var comparison = TokenizerComparison(
            [(output, tokenizer)] + (try compare.map { ($0, try TokenizerFile.load($0)) }))
        for (text, groups) in count.heldBack { comparison.add(text.span, groups: groups) }
        return comparison
    }

    private func train(
        _ trainer: BPETrainer, _ words: some WordCounts, _ base: Tokenizer?,
        _ parts: TokenizerParts
    ) throws -> TrainingResult {
        do {
            if let base { return try trainer.extend(base, with: words, progress: showMerges) }
            return try trainer.train(words, as: parts, progress: showMerges)
        } catch let error as TokenizerError where error.code == .notEnoughMemory {
            throw TokenizerError(error.code, error.context + "; it is --memory \(memory)")
        }
    }

    /// The options that the pipeline's training has, too.
    private var options: TrainOptions {
        var options = TrainOptions()
        options.specialTokens = specialToken
        (options.bosToken, options.eosToken, options.padToken) = (bosToken, eosToken, padToken)
        options.learnSpecialTokens = learnSpecialTokens
        return options
    }

    private func warnOfSize(_ tokens: Int) {
        if tokens >= vocabSize { return }
        printWarning(
            "the vocabulary has \(tokens) tokens, not \(vocabSize): no more pairs occur "
                + "\(minFrequency) times in the texts")
    }

    private func trainerOptions(_ memory: Int) -> BPETrainerOptions {
        var options = BPETrainerOptions(
            vocabularySize: vocabSize, minFrequency: minFrequency,
            specialTokens: self.options.allSpecialTokens.map { Array($0.utf8) },
            maxTokenLength: maxTokenLength)
        options.wordBytes = memory / 2
        options.leastWordCount = minWordCount
        options.leavesOutRareWords = false
        return options
    }

    /// The settings of a new tokenizer.
    private func newParts() throws -> TokenizerParts {
        var steps = try splitSteps(pattern)
        if splitDigits {
            steps.insert(.regex(try SplitRegex(#"\p{N}"#), .isolated, inverted: false), at: 0)
        }
        var parts = TokenizerParts(
            vocabulary: Vocabulary([]), merges: [], preTokenizer: PreTokenizer(steps))
        parts.roles = options.roles()
        if let normalize {
            parts.normalizer = TextPreparation([.normalize(normalize == "nfc" ? .nfc : .nfkc)])
        }
        return parts
    }

    /// One line that renews itself on a terminal, nothing elsewhere.
    private func showMerges(_ tokens: Int) {
        if quiet || isatty(STDERR_FILENO) == 0 { return }
        printProgress("\r\u{1B}[K\(tokens) tokens of \(vocabSize)")
    }

    /// How often the texts of each file count. Throws for a weight that no file has.
    private func weights(of paths: [String]) throws -> [UInt64] {
        let weights = try weight.map { item in
            let parts = item.split(separator: "=")
            guard parts.count == 2, let times = UInt64(parts[1]), times > 0, times < 1_000_000
            else { throw ValidationError("--weight takes NAME=N, such as code=3.") }
            if !paths.contains(where: { $0.contains(parts[0]) }) {
                throw ValidationError("--weight \(item): no file's path has '\(parts[0])' in it.")
            }
            return (name: parts[0], times: times)
        }
        return paths.map { path in weights.first { path.contains($0.name) }?.times ?? 1 }
    }
}
