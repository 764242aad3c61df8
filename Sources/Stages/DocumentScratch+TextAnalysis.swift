// The words, lines and repetitions of the text at hand, computed once for all stages of a chain.
import PipelineCore
import TextRules

extension DocumentScratch {
    /// The document's text, analysed; ten filters that ask for it scan the text once.
    ///
    /// Tables are made when first asked for and kept until a stage changes the text.
    func analysis(of document: Document) -> TextAnalysis {
        let known = object(VersionedAnalysis.self) { VersionedAnalysis() }
        if known.version != textVersion {
            known.analysis.update(document.text.span)
            known.version = textVersion
        }
        return known.analysis
    }
}

/// An analysis and the text version that it is of.
private final class VersionedAnalysis {
    let analysis = TextAnalysis()
    var version: UInt64?
}
