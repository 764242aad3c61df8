// Which language a document is in, for stages that are made for some languages only.
import FastText
import PipelineCore

/// A document's language: what `detect_language` recorded earlier in the pipeline, else a quick look.
struct DocumentLanguage: Sendable {
    private let columns: (label: Int, score: Int)?

    init(in context: StageContext) {
        let known = context.earlierColumns
        func last(_ end: String) -> Int? {
            known.last { $0.name.hasPrefix("detect_language") && $0.name.hasSuffix(end) }?.index
        }
        columns = last(".language").flatMap { label in last(".score").map { (label, $0) } }
    }

    /// The label, `und` for none, and how sure it is.
    func find(_ document: Document, in shared: DocumentScratch) -> (label: [UInt8], score: Double) {
        if let columns, let found = document.labels.last(where: { $0.column == columns.label }) {
            return (found.text, document.values[columns.score])
        }
        let look = shared.object(QuickLook.self) { QuickLook() }
        return look.language(of: document, version: shared.textVersion)
    }
}

/// The embedded model's answer on a small sample, once for all stages of a worker.
private final class QuickLook {
    private let teller = LanguageTeller(sampleBytes: 1024)
    private lazy var scratch = teller.classifier.makeScratch()
    private var version: UInt64?
    private var known: (label: [UInt8], score: Double) = ([], 0)

    func language(of document: Document, version: UInt64) -> (label: [UInt8], score: Double) {
        if self.version == version { return known }
        self.version = version
        let answer = teller.tell(document.text.span, using: scratch)
        known = (teller.name(of: answer), answer.score)
        return known
    }
}
