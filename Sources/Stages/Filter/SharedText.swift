// The text analysis that all stages of one worker share.
import ByteKernels
import PipelineCore

/// One worker's text analysis and the text version that it holds.
private final class SharedText {
    let analysis = TextAnalysis()
    var version: UInt64?
}

extension Worker {
    /// The analysis of the document at hand; ten filters that ask for it scan the text once.
    func analysis(of document: Document) -> TextAnalysis {
        let shared = object(SharedText.self) { SharedText() }
        if shared.version != textVersion {
            shared.analysis.update(document.text.span)
            shared.version = textVersion
        }
        return shared.analysis
    }
}

/// What counts as a word, as pipeline files name it.
public enum WordChoice: String, Codable, Sendable, CaseIterable {
    /// Unicode letters and digits; see ``WordTable``.
    case unicode
    /// spaCy's English tokenizer, which datatrove uses.
    case spacyEnglish = "spacy_en"

    var segmentation: WordSegmentation {
        switch self {
        case .unicode: .unicode
        case .spacyEnglish: .spacyEnglish
        }
    }

    static let help = "what counts as a word: unicode, or spacy_en as datatrove does for English"
}

extension Measuring {
    /// Whether a rule fires on what was recorded, for rewriters that leave dropped text alone.
    func drops(_ record: Recorder<Column>) -> Bool {
        rules.contains { $0.comparison.fires(on: record[$0.column]) }
    }
}
