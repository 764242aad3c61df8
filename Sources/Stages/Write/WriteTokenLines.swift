// `token_jsonl`: writes tokens as the JSON lines that fine-tuning trainers read.
import FileFormats
import PipelineCore

/// Writes a line a document with `input_ids`, `attention_mask` and `labels`.
///
/// These are the fields that TRL and Axolotl document for data that is tokenized already: a label
/// is its token's id where it carries loss, and -100 where it doesn't. Behind `pack` a line is a
/// sequence: `position_ids` begin at 0 with every document in it, by which attention is kept inside
/// documents, and a document's first token has no label, since it follows from none of its own.
public struct WriteTokenLines: Writer {
    public static let info = StageInfo(
        name: "token_jsonl",
        summary: "Writes tokens as JSON lines with input_ids, attention_mask and labels.",
        source: "the pre-tokenized data sets of TRL and Axolotl",
        example: "- token_jsonl: { path: tokens, max_tokens: 4096 }",
        takes: [.tokens, .lossMask, .sequences])

    public struct Options: StageOptions {
        public var path = "tokens"
        public var compression = LineCompression.none
        public var level: Int?
        public var maxTokens: Int?
        public var attentionMask = true
        public var weights = false
        public var id = true
        public var fileMegabytes = 1024

        public init() {}

        public static let help: KeyValuePairs = [
            "path": "folder for the files, inside the run's folder",
            "compression": "zst, gz or none",
            "level": "compression level; zst 1 to 19 (3), gz 1 to 12 (6)",
            "max_tokens": "longer documents are bad records, never cut",
            "attention_mask": "write attention_mask: ones, and zeros for padding",
            "weights": "write loss_weights, how much each label counts, 0 to 1",
            "id": "write the document's id; behind pack, the ids of the documents",
            "file_megabytes": "begin a new file after this many MiB of lines",
        ]
    }

    public let path: String
    private let options: Options

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(!options.path.isEmpty, "path", "names no folder")
        try OptionError.check(options.fileMegabytes > 0, "file_megabytes", "must be 1 or more")
        try OptionError.check(options.maxTokens ?? 1 > 0, "max_tokens", "must be 1 or more")
        let levels = options.compression.levels
        try OptionError.check(
            options.level.map(levels.contains) ?? true, "level",
            "must be from \(levels.lowerBound) to \(levels.upperBound)")
        path = options.path
        self.options = options
    }

    /// Sequences have the length that `pack` gives them, and weights are written when asked for.
    public var flow: ContentFlow {
        var takes = Self.info.flow.takes
        if options.maxTokens != nil { takes.remove(.sequences) }
        if options.weights { takes.insert(.lossWeights) }
        return ContentFlow(takes: takes)
    }

    /// What a worker needs to compress.
    public struct Scratch {
        var compressor: LineCompressor
    }

    public func makeScratch() -> Scratch {
        Scratch(compressor: LineCompressor(options.compression, level: options.level))
    }

    public func makeEncoded() -> TokenLineBatch { TokenLineBatch() }

    public func validate(_ document: Document) throws {
        guard let tokens = document.tokens else {
            throw DataError("it has no tokens; a 'tokenize' stage has to come before")
        }
        if let most = options.maxTokens, tokens.ids.count > most {
            throw DataError("\(tokens.ids.count) tokens, more than max_tokens (\(most))")
        }
    }

    public func encode(
        _ document: Document, using scratch: inout Scratch, into batch: inout TokenLineBatch
    ) {
        batch.append(document.tokens ?? Tokens(), id: document.id)
    }

    public func pack(
        _ group: TokenLineGroup, using scratch: inout Scratch
    ) -> PackedLines {
        let form = TokenLineForm(
            hasID: options.id, hasAttentionMask: options.attentionMask, hasWeights: options.weights)
        return PackedLines(
            file: group.file, documents: group.lines.count,
            bytes: scratch.compressor.compress(form.lines(of: group)))
    }

    public func open(
        _ output: OutputContext
    ) throws -> any WriterOutput<TokenLineBatch, TokenLineGroup, PackedLines> {
        let files = LineOutput(
            output, ending: options.compression.ending, fileBytes: options.fileMegabytes << 20,
            columns: [])
        return TokenLineOutput(output, files, fileBytes: options.fileMegabytes << 20)
    }
}
