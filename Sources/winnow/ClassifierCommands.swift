// `winnow classifier`: train, test, use, shrink and describe fastText models.
import ArgumentParser
import FastText
import FileFormats
import FileStore

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

/// Reads a whole file, or standard input for `-`; what is compressed is unpacked.
private func readBytes(_ path: String) throws -> [UInt8] {
    let file = try StoredFile(path)
    let stream = try ByteStream(file)
    var bytes: [UInt8] = []
    if path != "-" { bytes.reserveCapacity(try file.size()) }
    while try stream.read(into: &bytes, atMost: 1 << 20) > 0 {}
    return bytes
}

extension Vocabulary {
    /// For people: how many words and labels.
    var summary: String { "\(labelCount) labels, \(wordCount) words" }
}

/// Throws for numbers that no prediction can meet.
func checkPredictions(topK: Int, threshold: Float) throws {
    guard topK > 0 else { throw ValidationError("--top-k must be at least 1.") }
    guard (0...1).contains(threshold) else {
        throw ValidationError("--threshold is a probability, from 0 to 1.")
    }
}
