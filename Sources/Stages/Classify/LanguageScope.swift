// Whether a document's language is one that a model or a word list was made for.
import PipelineCore

/// The languages that something was made for.
struct LanguageScope: Sendable {
    /// Where a document stands to these languages.
    enum Place {
        case inside
        /// Nobody can tell: too short, or in no language.
        case doubtful
        case outside
    }

    /// Codes as given; empty: every language.
    let languages: [String]
    private let labels: Set<[UInt8]>
    private let language: DocumentLanguage
    /// Below this the look at a document says nothing.
    private static let leastScore = 0.5

    /// - Throws: ``OptionError`` for what is no language.
    init(_ languages: [String], option: String, in context: StageContext) throws {
        self.languages = languages
        labels = Set(
            try languages.flatMap { try LanguageLabels.everyForm(of: $0, option: option) }
                .map { Array($0.utf8) })
        language = DocumentLanguage(in: context)
    }

    func place(of document: Document, in shared: DocumentScratch) -> Place {
        guard !labels.isEmpty else { return .inside }
        let found = language.find(document, in: shared)
        if contains(found.label) { return .inside }
        let isUnknown = found.label == LanguageTeller.noLanguage || found.label.isEmpty
        return isUnknown || found.score < Self.leastScore ? .doubtful : .outside
    }

    /// A label without its script: `zh` of `zh-Hant`.
    static func withoutScript(_ label: [UInt8]) -> [UInt8] {
        Array(label.prefix { $0 != 0x2D && $0 != 0x5F })
    }

    /// Whether a label means one of the languages, whatever its script: `zh-Hant` is `zh`.
    func contains(_ label: [UInt8]) -> Bool {
        if labels.contains(label) { return true }
        return labels.contains(Self.withoutScript(label))
    }
}
