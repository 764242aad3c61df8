// `winnow classifier`: train, test, use, shrink and describe fastText models.
import ArgumentParser
import FastText
import Foundation

struct ClassifierCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classifier",
        abstract: "Train and use text classifiers in fastText's file format.",
        subcommands: [
            ClassifierTrain.self, ClassifierTest.self, ClassifierPredict.self,
            ClassifierQuantize.self, ClassifierInfo.self,
        ])
}

/// The model that a command reads.
struct ModelArgument: ParsableArguments {
    @Option(help: "A .bin or .ftz file, or \(Self.builtinNames).")
    var model: String

    static var builtinNames: String {
        BuiltinModel.allCases.map { "builtin:" + $0.rawValue }.joined(separator: ", ")
    }

    /// The model, and what makes a line ready for it unless the user says otherwise.
    func load() throws -> (model: FastTextModel, preparation: TextPreparation?) {
        guard model.hasPrefix("builtin:") else {
            return (try FastTextModel(contentsOf: model), nil)
        }
        guard let builtin = BuiltinModel(rawValue: String(model.dropFirst(8))) else {
            throw ValidationError("no model \(model); there are \(Self.builtinNames)")
        }
        return (builtin.model, builtin.preparation)
    }
}

/// How a command makes lines ready.
struct PreparationArgument: ParsableArguments {
    @Option(
        help: "Make lines ready first: line, lowercase_line, letters or folded. (default: none)")
    var prepare: TextPreparation?

    /// Labelled lines, prepared if asked for.
    func read(_ path: String, preset: TextPreparation? = nil) throws -> [UInt8] {
        let text = try readBytes(path)
        guard let preparation = prepare ?? preset else { return text }
        return TextPreparer(preparation).labelled(text.span)
    }
}

extension TextPreparation: ExpressibleByArgument {}

/// Reads a whole file, or standard input for `-`.
func readBytes(_ path: String) throws -> [UInt8] {
    if path == "-" { return [UInt8](try FileHandle.standardInput.readToEnd() ?? Data()) }
    return [UInt8](try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe))
}

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
        FileHandle.standardError.write(Data(line.utf8))
    }
}

struct ClassifierTest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Measure a model on labelled lines.")

    @OptionGroup var source: ModelArgument
    @Argument(help: "Lines of __label__X and words, or - for standard input.") var input: String
    @Option(help: "Labels to predict per line.") var topK = 1
    @Option(help: "Least probability of a prediction.") var threshold: Float = 0
    @OptionGroup var lines: PreparationArgument
    @Flag(help: "Also precision, recall and F1 of each label.") var perLabel = false

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
        guard topK > 0 else { throw ValidationError("--top-k must be at least 1") }
    }

    func run() throws {
        let (model, preset) = try source.load()
        let preparer = (lines.prepare ?? preset).map(TextPreparer.init)
        let labels = (0..<model.vocabulary.labelCount).map(model.vocabulary.label)
        let state = model.makeState()
        var output = LineBuffer()
        var prepared: [UInt8] = []
        try LineSource(path: input).forEachLine { line, endsLine in
            if let preparer {
                prepared.removeAll(keepingCapacity: true)
                preparer.append(line, to: &prepared)
                model.predict(prepared.span, top: topK, threshold: threshold, state: state)
            } else {
                model.predict(
                    Span(_unsafeElements: line), top: topK, threshold: threshold,
                    endsLine: endsLine, state: state)
            }
            output.append(state.predictions, labels: labels)
            try output.flush(above: 1 << 16)
        }
        try output.flush(above: 0)
    }
}

/// Lines of a file or of standard input, read in blocks.
struct LineSource {
    private let file: FileHandle

    init(path: String) throws {
        file =
            path == "-"
            ? .standardInput : try FileHandle(forReadingFrom: URL(filePath: path))
    }

    /// Calls `body` with each line without its line feed, and whether it had one.
    func forEachLine(_ body: (UnsafeBufferPointer<UInt8>, Bool) throws -> Void) throws {
        var pending: [UInt8] = []
        while let block = try file.read(upToCount: 1 << 20), !block.isEmpty {
            pending.append(contentsOf: block)
            let whole = (pending.lastIndex(of: 0x0A) ?? -1) + 1
            try pending.withUnsafeBufferPointer { bytes in
                var start = 0
                while start < whole {
                    let end = bytes[start...].firstIndex(of: 0x0A)!
                    try body(UnsafeBufferPointer(rebasing: bytes[start..<end]), true)
                    start = end + 1
                }
            }
            pending.removeFirst(whole)
        }
        guard !pending.isEmpty else { return }
        try pending.withUnsafeBufferPointer { try body($0, false) }
    }
}

/// Output lines on their way to standard output.
struct LineBuffer {
    private var bytes: [UInt8] = []

    mutating func append(_ predictions: [Prediction], labels: [[UInt8]]) {
        for (index, prediction) in predictions.enumerated() {
            if index > 0 { bytes.append(0x20) }
            bytes.append(contentsOf: labels[prediction.label])
            bytes.append(0x20)
            appendNumber(prediction.probability)
        }
        bytes.append(0x0A)
    }

    /// Six significant digits, as C++ streams print by default.
    private mutating func appendNumber(_ value: Float) {
        guard value >= 1e-4, value < 10 else { return bytes.append(contentsOf: rare(value)) }
        var decimals = 5
        var power = 1e5
        while Double(value) * power < 1e5 {
            decimals += 1
            power *= 10
        }
        // The product has fewer than 53 bits, so it is exact and rounds as decimal printing does.
        var digits = UInt((Double(value) * power).rounded(.toNearestOrEven))
        while decimals > 0, digits % 10 == 0 {
            digits /= 10
            decimals -= 1
        }
        appendDecimal(digits, decimals)
    }

    private func rare(_ value: Float) -> String.UTF8View {
        String(format: "%g", Double(value)).utf8
    }

    private mutating func appendDecimal(_ digits: UInt, _ decimals: Int) {
        var rest = digits
        var place = 0
        let start = bytes.count
        repeat {
            if place == decimals, decimals > 0 { bytes.append(UInt8(ascii: ".")) }
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
            place += 1
        } while rest > 0 || place <= decimals
        bytes[start...].reverse()
    }

    mutating func flush(above limit: Int) throws {
        guard bytes.count > limit else { return }
        try FileHandle.standardOutput.write(contentsOf: Data(bytes))
        bytes.removeAll(keepingCapacity: true)
    }
}

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

extension Vocabulary {
    /// For people: how many words and labels.
    fileprivate var summary: String { "\(labelCount) labels, \(wordCount) words" }
}
