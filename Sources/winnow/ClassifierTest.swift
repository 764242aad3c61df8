// `winnow classifier test`: how well a model does on labelled lines.
import ArgumentParser
import FastText
import Foundation

struct ClassifierTest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Measure a model on labelled lines.")

    @OptionGroup var source: ModelArgument
    @Argument(help: "Lines of __label__X and words, or - for standard input.") var input: String
    @Option(help: "Labels to predict per line.") var topK = 1
    @Option(help: "Least probability of a prediction.") var threshold: Float = 0
    @OptionGroup var lines: PreparationArgument
    @Flag(help: "Also precision, recall and F1 of each label.") var perLabel = false

    func validate() throws { try checkPredictions(topK: topK, threshold: threshold) }

    func run() throws {
        let (model, preset) = try source.load()
        let text = try lines.read(input, preset: preset)
        let report = model.evaluate(text.span, top: topK, threshold: threshold)
        if perLabel {
            for label in report.labels where label.gold > 0 || label.predicted > 0 {
                print(
                    "F1 \(percent(label.f1))  precision \(percent(label.precision))  "
                        + "recall \(percent(label.recall))  \(label.name)")
            }
        }
        print("lines      \(report.lines)")
        print("precision  \(percent(report.precision))")
        print("recall     \(percent(report.recall))")
        print("macro F1   \(percent(report.macroF1))")
    }

    private func percent(_ value: Double) -> String {
        value.isNaN ? "-----" : String(format: "%.4f", value)
    }
}
