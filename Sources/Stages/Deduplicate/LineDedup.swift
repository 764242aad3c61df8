// `line_dedup`: lines that occur again and again across the corpus.
import FileFormats
import FileStore
import PipelineCore

/// Cuts lines that occurred before, or that occur too often, anywhere in the corpus.
///
/// Copies are counted over all documents, those inside one document included. The copy that stays
/// is the first in a document that this stage keeps, see ``CutTrial``; a later stage may drop that
/// one, and the others stay cut.
public struct LineDedup: SpanDedup {
    public typealias Finish = CutSpans

    public static let info = StageInfo(
        name: "line_dedup",
        summary: "Cuts lines that occur elsewhere in the corpus, or too often in it.",
        source: "preset llama-3: Dubey et al. 2024, section 3.1.1 (there per 30 M documents)",
        example: "- line_dedup: { max_copies: 6, keep: none }",
        takes: .text)

    public enum Preset: String, Codable, Sendable, CaseIterable {
        case none
        /// Lines that occur more than six times lose all their copies.
        case llama3 = "llama-3"
    }

    public struct Options: StageOptions {
        public var preset = Preset.none
        public var maxCopies: Int?
        public var keep: KeptCopy?
        public var normalize = PieceNormalization.caseAndSpace
        public var minChars = 30
        public var minLeftBytes = 1
        public var maxCut = 1.0

        public init() {}

        public static let help: KeyValuePairs = [
            "preset": "whose max_copies and keep: llama-3 means 6 and none",
            "max_copies": "lines that occur no more often than this stay everywhere (1)",
            "keep": "the copy of other lines that stays: first, or none (first)",
            "normalize": PieceNormalization.help,
            "min_chars": "lines with fewer characters, as compared, always stay",
            "min_left_bytes": "drop documents that were cut to fewer bytes",
            "max_cut": "drop documents of which more than this share was cut",
        ]
    }

    public let rules: [Rule<CutSpans.Column>]
    let matching: SpanMatching
    let dropsHolders: Bool
    private let normalization: PieceNormalization
    private let minChars: Int

    public init(_ options: Options, in context: StageContext) throws {
        let isLlama = options.preset == .llama3
        matching = SpanMatching(
            maxCopies: options.maxCopies ?? (isLlama ? 6 : 1),
            keeps: options.keep ?? (isLlama ? .none : .first))
        normalization = options.normalize
        minChars = options.minChars
        try checkPieceOptions(
            maxCopies: matching.maxCopies, minChars: minChars, minLeftBytes: options.minLeftBytes,
            maxCut: options.maxCut)
        dropsHolders = mayDropHolders(
            minLeftBytes: options.minLeftBytes, maxCut: options.maxCut)
        rules = CutSpans.table(minLeft: options.minLeftBytes, maxCut: options.maxCut)
    }

    func makeFinder() -> any SpanFinder { PieceFinder(.line, normalization, minChars: minChars) }

    func makeCutter(_ cuts: StoredFile) throws -> CutSpans { try CutSpans(cuts, rules: rules) }
}
