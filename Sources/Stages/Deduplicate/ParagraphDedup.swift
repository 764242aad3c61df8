// `paragraph_dedup`: paragraphs that occur again and again across the corpus.
import FileFormats
import FileStore
import PipelineCore

/// Cuts paragraphs that occurred before, or that occur too often, anywhere in the corpus.
///
/// A paragraph is what stands between blank lines. Copies are counted over all documents, those
/// inside one document included. The copy that stays is the first in a document that this stage
/// keeps, see ``CutTrial``; a later stage may drop that one, and the others stay cut.
public struct ParagraphDedup: SpanDedup {
    public typealias Finish = CutSpans

    public static let info = StageInfo(
        name: "paragraph_dedup",
        summary: "Cuts paragraphs that occur elsewhere in the corpus, or too often in it.",
        example: "- paragraph_dedup: { min_chars: 100 }",
        takes: .text)

    public struct Options: StageOptions {
        public var maxCopies = 1
        public var keep = KeptCopy.first
        public var normalize = PieceNormalization.caseAndSpace
        public var minChars = 50
        public var minLeftBytes = 1
        public var maxCut = 1.0

        public init() {}

        public static let help: KeyValuePairs = [
            "max_copies": "paragraphs that occur no more often than this stay everywhere",
            "keep": "the copy of other paragraphs that stays: first, or none",
            "normalize": PieceNormalization.help,
            "min_chars": "paragraphs with fewer characters, as compared, always stay",
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
        matching = SpanMatching(maxCopies: options.maxCopies, keeps: options.keep)
        normalization = options.normalize
        minChars = options.minChars
        try checkPieceOptions(
            maxCopies: matching.maxCopies, minChars: minChars, minLeftBytes: options.minLeftBytes,
            maxCut: options.maxCut)
        dropsHolders = mayDropHolders(
            minLeftBytes: options.minLeftBytes, maxCut: options.maxCut)
        rules = CutSpans.table(minLeft: options.minLeftBytes, maxCut: options.maxCut)
    }

    func makeFinder() -> any SpanFinder {
        PieceFinder(.paragraph, normalization, minChars: minChars)
    }

    func makeCutter(_ cuts: StoredFile) throws -> CutSpans { try CutSpans(cuts, rules: rules) }
}
