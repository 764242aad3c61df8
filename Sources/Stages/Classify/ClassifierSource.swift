// Which model a classifying stage uses.
import FastText
import FileStore
import PipelineCore

/// Loads the model that an option names: a file, or `builtin:NAME` from inside the program.
func loadClassifier(_ model: String, option: String, in context: StageContext) throws
    -> FastTextModel
{
    if model.hasPrefix("builtin:") {
        guard let known = BuiltinModel(rawValue: String(model.dropFirst("builtin:".count))) else {
            let names = BuiltinModel.allCases.map { "builtin:" + $0.rawValue }
            throw OptionError(option, "must be a file or one of \(names.joined(separator: ", "))")
        }
        return known.model
    }
    let path = context.resolve(model)
    do {
        return try readModel(path)
    } catch let error as FileError {
        throw OptionError(option, "names a model that can't be read: \(error)")
    } catch let error as FastTextError {
        throw OptionError(option, "\(path): \(error.detail)")
    }
}

/// A model's file, at most 16 GiB, read in pieces: it is never held beside the model.
private func readModel(_ path: String) throws -> FastTextModel {
    let file = try StoredFile(path).openRanges()
    guard file.count <= 1 << 34 else {
        throw FileError(
            .tooLarge, path: path, reason: "it holds \(file.count) bytes, \(1 << 34) at most")
    }
    return try FastTextModel(byteCount: file.count) { try file.fill($0, from: $1) }
}

/// The file that such an option names, as ``ReadingFiles`` wants it; none for built-in models.
func classifierFiles(_ model: String, in context: StageContext) -> [String] {
    model.isEmpty || model.hasPrefix("builtin:") ? [] : [context.resolve(model)]
}
