// The word lists and the model of `toxicity`, each for text in its own languages.
import FastText
import PipelineCore

/// Chooses by a document's language which lists and whether the model judge it.
struct ToxicityDetectors: Sendable {
    /// What judges text in one language.
    private struct Judge {
        let scope: LanguageScope
        let detector: ToxicityDetector
        let asksModel: Bool
    }

    private let judges: [Judge]
    /// All lists and no model: for text of which nobody can tell the language.
    private let lists: ToxicityDetector
    /// For a model that is for every language: text in none of the lists'.
    private let others: ToxicityDetector?
    private let language: DocumentLanguage
    /// Below this a text's language isn't known.
    private static let leastScore = 0.5
    /// Up to so many bytes a text may be too short to tell: then every list reads it, and no model.
    private static let short = 200

    init(_ options: Toxicity.Options, in context: StageContext) throws {
        let terms = try Self.terms(options, in: context)
        let model =
            options.model.isEmpty
            ? nil : try loadClassifier(options.model, option: "model", in: context)
        let scope = try modelLanguages(options.model, options.languages, option: "languages")
        let own = model == nil ? [] : scope
        let isForAll = model != nil && scope.isEmpty
        func detector(_ terms: [ToxicTerm]) throws -> ToxicityDetector {
            guard let detector = ToxicityDetector(terms, model: model) else {
                throw OptionError("model", "the model has no label 'toxic'")
            }
            return detector
        }
        judges = try Set(terms.keys).union(own).sorted().map { language in
            Judge(
                scope: try LanguageScope([language], option: "lists", in: context),
                detector: try detector(terms[language] ?? []),
                asksModel: isForAll || own.contains(language))
        }
        lists = try detector(terms.sorted { $0.key < $1.key }.flatMap(\.value))
        others = isForAll ? try detector([]) : nil
        language = DocumentLanguage(in: context)
    }

    /// Terms by their language's shortest code.
    private static func terms(_ options: Toxicity.Options, in context: StageContext) throws
        -> [String: [ToxicTerm]]
    {
        var terms: [String: [ToxicTerm]] = options.sampleList ? ["en": ToxicTerm.sample] : [:]
        for (name, path) in options.lists.sorted(by: { $0.key < $1.key }) {
            let language = try LanguageLabels.everyForm(of: name, option: "lists")[0]
            let file = context.resolve(path)
            let text = try readList(file, option: "lists")
            do {
                terms[language, default: []] += try ToxicTerm.list(text, language: language)
            } catch let error as FastTextError {
                throw OptionError("lists", "\(file): \(error.detail)")
            }
        }
        return terms
    }

    func makeScratch() -> ToxicityDetector.Scratch { lists.makeScratch() }

    /// Nil for a document in a language that nothing here is for.
    func examine(
        _ document: Document, in shared: DocumentScratch, using scratch: ToxicityDetector.Scratch
    ) -> ToxicityDetector.Finding? {
        let found = language.find(document, in: shared)
        let text = document.text.span
        let isShort = text.count <= Self.short
        let isNamed = found.label != LanguageTeller.noLanguage
        let judge = isNamed ? judges.first { $0.scope.contains(found.label) } : nil
        if let judge, isShort || found.score >= Self.leastScore {
            return judge.detector.examineDocument(text, asksModel: judge.asksModel, using: scratch)
        }
        if let others { return others.examineDocument(text, using: scratch) }
        guard isShort, !isNamed || found.score < Self.leastScore else { return nil }
        return lists.examineDocument(text, asksModel: false, using: scratch)
    }
}
