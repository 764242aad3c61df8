// What the text filters share: the choice of words, and rules for rewriters.
import ByteKernels
import PipelineCore

/// What counts as a word, as pipeline files name it.
public enum WordChoice: String, Codable, Sendable, CaseIterable {
    /// Unicode letters and digits; see ``WordTable``.
    case unicode
    /// spaCy's English tokenizer, which datatrove uses.
    case spacyEnglish = "spacy_en"
    /// Whatever stands between white space, as many programs count for speed.
    case whitespace

    var segmentation: WordSegmentation {
        switch self {
        case .unicode: .unicode
        case .spacyEnglish: .spacyEnglish
        case .whitespace: .whitespace
        }
    }

    static let help = "what counts as a word: unicode, spacy_en (datatrove's), or whitespace"
}

extension Measuring {
    /// Whether a rule fires on what was recorded, for rewriters that leave dropped text alone.
    func drops(_ record: Recorder<Column>) -> Bool {
        rules.contains { $0.comparison.fires(on: record[$0.column]) }
    }
}
