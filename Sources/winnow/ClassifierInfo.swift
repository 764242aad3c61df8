// `winnow classifier info`: what a model is.
import ArgumentParser
import FastText

struct ClassifierInfo: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info", abstract: "Describe a model.")

    @OptionGroup var source: ModelArgument
    @Flag(help: "Also list the labels.") var labels = false

    func run() throws {
        let model = try source.load().model
        let options = model.options
        print("vocabulary   \(model.vocabulary.summary)")
        print("vectors      \(model.rowCount) of \(options.dimension) dimensions")
        print("quantised    \(model.isQuantized ? "yes" : "no")")
        print("loss         \(options.loss.name)")
        print("word n-grams 1 to \(max(1, options.wordNgrams))")
        let characters = options.maximumNgram
        print(
            "characters   \(characters > 0 ? "\(options.minimumNgram) to \(characters)" : "none")")
        print("buckets      \(options.buckets)")
        guard labels else { return }
        for index in 0..<model.vocabulary.labelCount {
            print(String(decoding: model.vocabulary.label(index), as: UTF8.self))
        }
    }
}
