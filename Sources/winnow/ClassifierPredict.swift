// `winnow classifier predict`: labels and probabilities for lines.
import ArgumentParser
import FastText
import FileFormats
import Foundation

struct ClassifierPredict: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Print label and probability for each line, as fastText does.",
        discussion: """
            A line of output per line of input, empty where nothing is known:
              winnow classifier predict --model builtin:language --top-k 2 lines.txt
            """)

    @OptionGroup var source: ModelArgument
    @Argument(help: "A text file, or - for standard input.") var input: String = "-"
    @Option(help: "Labels per line.") var topK = 1
    @Option(help: "Least probability of a prediction.") var threshold: Float = 0
    @OptionGroup var lines: PreparationArgument

    func validate() throws {
        try checkPredictions(topK: topK, threshold: threshold)
    }

    func run() throws {
        let (model, preset) = try source.load()
        let preparer = (lines.prepare ?? preset).map(TextPreparer.init)
        var output = PredictionLines(model.vocabulary)
        let state = model.makeState()
        var prepared: [UInt8] = []
        try forEachLine { line, endsLine in
            if let preparer {
                prepared.removeAll(keepingCapacity: true)
                line.withUnsafeBufferPointer { preparer.append($0, to: &prepared) }
                model.predict(prepared.span, top: topK, threshold: threshold, state: state)
            } else {
                model.predict(
                    line, top: topK, threshold: threshold, endsLine: endsLine, state: state)
            }
            output.append(state.predictions)
            if output.bytes.count > 1 << 16 { try write(&output) }
        }
        try write(&output)
    }

    private func write(_ output: inout PredictionLines) throws {
        printOutput(output.bytes)
        output.bytes.removeAll(keepingCapacity: true)
    }

    /// Calls `body` with each line without its line feed, and whether it had one.
    private func forEachLine(_ body: (Span<UInt8>, Bool) throws -> Void) throws {
        let blocks = LineBlocks(
            try ByteStream(path: input), blockSize: 1 << 20, maximumLine: .max)
        var block = LineBlock()
        while try blocks.next(into: &block) {
            var start = 0
            for index in 0..<block.lineCount {
                let line = block.line(index, at: start)
                start = line.range.upperBound + 1
                let endsLine = start <= block.bytes.count
                try body(block.bytes.span.extracting(line.range), endsLine)
            }
            if let problem = block.problem { throw problem }
        }
    }
}
