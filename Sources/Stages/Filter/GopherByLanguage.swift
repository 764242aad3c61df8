// `gopher_quality` on documents of many languages: which row of the table judges a document.
import PipelineCore
import TextRules

/// The rules that depend on the language, for the document at hand.
struct GopherByLanguage: Sendable {
    private struct LanguageRules: Sendable {
        let usual: GopherLanguage
        let stopWords: StopWords?
    }

    private let rows: [[UInt8]: LanguageRules]
    private let language: DocumentLanguage
    /// Below this nobody knows the language.
    private static let leastScore = 0.5
    private static let english = Array("en".utf8)
    private static let none = Array("none".utf8)

    /// Nil where `by_language` is off.
    init?(_ options: GopherQuality.Options, in context: StageContext) throws {
        guard options.byLanguage == .auto else { return nil }
        try OptionError.check(
            options.preset.undated == .datatrove && options.words == .unicode, "by_language",
            "needs the preset datatrove and unicode words, for which its table was made")
        try OptionError.check(
            options.languageFrom.isEmpty, "language_from", "has no say beside by_language")
        language = DocumentLanguage(in: context)
        let english = GopherLanguage(
            shortestMeanWord: options.minMeanWordLength,
            longestMeanWord: options.maxMeanWordLength,
            leastAlphabetic: options.minAlphabeticWords, stopWords: options.stopWords)
        rows = Dictionary(
            uniqueKeysWithValues: GopherLanguage.table.merging(["en": english]) { $1 }.map {
                let words = $1.stopWords
                return (
                    Array($0.utf8),
                    LanguageRules(usual: $1, stopWords: words.isEmpty ? nil : StopWords(words))
                )
            })
    }

    /// Records how far the document is from what is usual in its language.
    func judge(
        _ document: Document, in shared: DocumentScratch,
        into record: Recorder<GopherQuality.Column>
    ) {
        let (found, score) = language.find(document, in: shared)
        let base = LanguageScope.withoutScript(found)
        let isKnown = score >= Self.leastScore || base == Self.english
        guard isKnown, let row = rows[base]?.usual else {
            record.label(.rulesOf, Self.none)
            // Code and noise are in no language; words without letters tell them in any.
            if found == LanguageTeller.noLanguage, let row = rows[Self.english]?.usual {
                record[.fewAlphabetic] = max(0, row.leastAlphabetic - record[.alphabeticWords])
            }
            return
        }
        record.label(.rulesOf, base)
        let length = record[.meanWordLength]
        record[.tooShortWords] = max(0, row.shortestMeanWord - length)
        record[.tooLongWords] = max(0, length - row.longestMeanWord)
        record[.fewAlphabetic] = max(0, row.leastAlphabetic - record[.alphabeticWords])
    }

    /// The stop words of the row that judged.
    func stopWords(_ language: [UInt8]) -> StopWords? { rows[language]?.stopWords }
}
