// Which model a classifying stage uses.
import FastText
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
    do {
        return try FastTextModel(contentsOf: context.resolve(model))
    } catch let error as FastTextError {
        throw OptionError(option, error.detail)
    }
}

/// The file that such an option names, as ``ReadingFiles`` wants it; none for built-in models.
func classifierFiles(_ model: String, in context: StageContext) -> [String] {
    model.isEmpty || model.hasPrefix("builtin:") ? [] : [context.resolve(model)]
}
