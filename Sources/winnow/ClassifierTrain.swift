// `winnow classifier train`: a model from labelled lines.
import ArgumentParser
import FastText
import Foundation

struct ClassifierTrain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train on lines of __label__X and words.",
        discussion: """
            One worker, the same model for the same text, options and seed:
              winnow classifier train train.txt --output quality.bin --word-ngrams 2
            """)

    @Argument(help: "The training text.") var input: String
    @Option(help: "The .bin file to write.") var output: String
    @Option(help: "Size of a vector.") var dim: Int32 = 100
    @Option(help: "Passes over the text.") var epochs: Int32 = 5
    @Option(help: "Learning rate at the start; it falls to zero.") var rate: Float = 0.1
    @Option(help: "softmax, hs, ns or ova.") var loss = "softmax"
    @Option(help: "Longest word n-gram.") var wordNgrams: Int32 = 1
    @Option(help: "Shortest character n-gram.") var minn: Int32 = 0
    @Option(help: "Longest character n-gram; 0: whole words only.") var maxn: Int32 = 0
    @Option(help: "Rows for hashed n-grams.") var buckets: Int32 = 2_000_000
    @Option(help: "Words rarer than this have no row.") var minCount: Int32 = 1
    @Option(help: "Labels rarer than this are left out.") var minLabelCount: Int64 = 0
    @Option(help: "Wrong labels per step with loss ns.") var negatives: Int32 = 5
    @Option(help: "The source of chance.") var seed: UInt64 = 0
    @OptionGroup var lines: PreparationArgument
    @Flag(help: "No progress line.") var quiet = false

    func options() throws -> TrainingOptions {
        guard let known = Loss(name: loss) else {
            throw ValidationError("loss '\(loss)' is none of softmax, hs, ns, ova")
        }
        var options = TrainingOptions()
        options.model.dimension = dim
        options.model.epochs = epochs
        options.model.loss = known
        options.model.wordNgrams = wordNgrams
        options.model.minimumNgram = minn
        options.model.maximumNgram = maxn
        options.model.buckets = buckets
        options.model.minimumCount = minCount
        options.model.negatives = negatives
        // Without hashed n-grams no row is spent on them, as in the original.
        if !options.model.usesBuckets { options.model.buckets = 0 }
        options.learningRate = rate
        options.minimumLabelCount = minLabelCount
        options.seed = seed
        return options
    }

    func run() throws {
        let text = try lines.read(input)
        let trainer = try FastTextTrainer(try options())
        let model = try trainer.train(text.span, report: ClassifierProgress(isQuiet: quiet).show)
        try model.write(to: output)
        print("\(output): \(model.vocabulary.summary)")
    }
}

/// A line on standard error that is written over and over.
struct ClassifierProgress {
    let isQuiet: Bool

    func show(_ progress: TrainingProgress) {
        guard !isQuiet, isatty(2) != 0 else { return }
        let percent = Int(progress.fraction * 100)
        let end = progress.fraction >= 1 ? "\n" : ""
        let line = "\rtraining \(percent) %, loss \(String(format: "%.4f", progress.loss))   \(end)"
        printProgress(line)
    }
}
