// The catalogue of built-in stages: one line each.
import PipelineCore

extension StageCatalogue {
    /// Every stage that a pipeline file may name.
    public static let builtin = StageCatalogue([
        // Extract
        ExtractHTML.self,
        // Sample
        Sample.self,
        // Tokenize
        Tokenize.self,
    ])
}
