// `pack`: documents' tokens in sequences of one length.
import PipelineCore

/// Makes sequences of `length` tokens.
///
/// `concat` lays document behind document and cuts every `length` tokens; what is left at the end of a
/// writing task is in no sequence. Where documents mustn't cross, each begins a sequence of its own, and
/// the rest of its last one is padding. `best_fit` cuts only documents that are longer than a sequence and
/// puts pieces together so that little room is left (Ding et al., 2024); the room is filled with padding,
/// which a loss mask leaves out.
public struct Pack: Packing {
    public static let info = StageInfo(
        name: "pack",
        summary: "Makes sequences of one length of the documents' tokens.",
        source: "Fewer Truncations Improve Language Modeling (Ding et al., 2024)",
        example: "- pack: { length: 2048, method: best_fit }",
        takes: [.tokens, .lossMask, .lossWeights], gives: [.tokens, .sequences])

    public struct Options: StageOptions {
        public var length = 2048
        public var method = Method.concat
        public var padId: Int?
        public var repeatBeginning = false
        public var crossDocuments = true

        public init() {}

        public static let help: KeyValuePairs = [
            "length":
                "tokens of a sequence; trainers that shift by one want one more than their context",
            "method":
                "concat (no padding, documents cut anywhere) or best_fit (cuts only documents longer "
                + "than a sequence, pads)",
            "pad_id": "the token that fills sequences (default: the end of document, else 0)",
            "repeat_beginning":
                "the rest of a cut document begins with its beginning_of_document again",
            "cross_documents":
                "of concat: whether a sequence may hold more than one document; without, padding "
                + "fills what a document leaves",
        ]
    }

    public enum Method: String, Codable, CaseIterable, Sendable {
        case concat
        case bestFit = "best_fit"
    }

    private let options: Options

    public var sequenceLength: Int { options.length }

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(
            (2...1 << 22).contains(options.length), "length", "must be from 2 to \(1 << 22)")
        try OptionError.check(
            (0...Int(Int32.max)).contains(options.padId ?? 0), "pad_id", "is no token")
        try OptionError.check(
            options.padId == nil || options.method == .bestFit || !options.crossDocuments, "pad_id",
            "is for padding: concat pads nothing where documents may cross")
        try OptionError.check(
            options.crossDocuments || options.method == .concat, "cross_documents",
            "is for concat: best_fit puts documents together")
        self.options = options
    }

    /// Padding carries no loss, so there is a mask.
    public var flow: ContentFlow {
        options.method == .concat && options.crossDocuments
            ? Self.info.flow
            : ContentFlow(
                takes: Self.info.flow.takes, gives: [.tokens, .lossMask, .sequences])
    }

    public func makePacker(_ tokens: TokenFacts?) -> any SequencePacker {
        let beginning = options.repeatBeginning ? tokens?.beginning ?? [] : []
        let cutter = DocumentCutter(
            length: options.length,
            beginning: beginning.count < options.length ? beginning : [])
        let pad = options.padId.map { UInt32($0) } ?? tokens?.endOfDocument ?? 0
        if options.method == .bestFit { return BestFitPacker(cutter, pad: pad) }
        return ConcatPacker(cutter, pad: options.crossDocuments ? nil : pad)
    }
}
