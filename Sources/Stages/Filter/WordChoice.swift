// What the text filters share: the choice of words, and rules for rewriters.
import PipelineCore
import TextRules

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

/// Where an earlier stage's label is found, such as `detect_language.language`; nil for no name.
func labelColumn(_ name: String, _ option: String, _ context: StageContext) throws -> Int? {
    guard !name.isEmpty else { return nil }
    let column = try context.earlierColumn(name, option: option)
    try OptionError.check(column.unit == .label, option, "must name a label, not a number")
    return column.index
}
