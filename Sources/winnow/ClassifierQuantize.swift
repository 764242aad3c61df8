// `winnow classifier quantize`: a model made small.
import ArgumentParser
import FastText

struct ClassifierQuantize: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quantize",
        abstract: "Make a model small: keep its heaviest features, code them in bytes.")

    @OptionGroup var source: ModelArgument
    @Option(help: "The .ftz file to write.") var output: String
    @Option(help: "Features to keep; 0 keeps all.") var cutoff = 0
    @Option(help: "Dimensions per code byte.") var dsub = 2
    @Flag(help: "Code lengths apart from directions.") var qnorm = false
    @Flag(help: "Code the output too (needs 256 labels).") var qout = false
    @Option(help: "With a cutoff: train the kept features again on this text.") var retrain: String?
    @Option(help: "Passes of retraining.") var epochs: Int32 = 5
    @Option(help: "Learning rate of retraining.") var rate: Float = 0.1
    @Option(help: "The source of chance.") var seed: UInt64 = 0
    @OptionGroup var lines: PreparationArgument
    @Flag(help: "No progress line.") var quiet = false

    func run() throws {
        let model = try source.load().model
        var options = QuantizeOptions()
        options.cutoff = cutoff
        options.partWidth = dsub
        options.codesNorms = qnorm
        options.codesOutput = qout
        var text: [UInt8] = []
        if let retrain {
            options.retraining = .init(epochs: epochs, learningRate: rate)
            text = try lines.read(retrain)
        }
        let small = try model.quantized(
            options, seed: seed, text: text.span,
            report: ClassifierProgress(isQuiet: quiet).show)
        try small.write(to: output)
        print("\(output): \(small.vocabulary.summary)")
    }
}
