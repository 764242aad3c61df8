// For which languages a model is: by its card, or as the pipeline says.
import FastText
import PipelineCore

/// The shortest codes of a model's languages; empty: all.
///
/// - Parameter named: what the pipeline says, which goes before what a card says.
func modelLanguages(_ model: String, _ named: [String], option: String) throws -> [String] {
    guard named.isEmpty else {
        return try named.map { try LanguageLabels.everyForm(of: $0, option: option)[0] }
    }
    let name = model.dropFirst("builtin:".count)
    guard model.hasPrefix("builtin:"), let builtin = BuiltinModel(rawValue: String(name)) else {
        return []
    }
    return builtin.scope.languages
}

/// What a stage's documentation says of an embedded model's scope.
func scope(of model: BuiltinModel) -> String {
    let languages = model.scope.languages
    let named = languages.isEmpty ? "text in any language" : languages.joined(separator: ", ")
    return "The built-in model is for \(named): \(model.scope.text)."
}
