// `shuffle`: the documents in an order by chance, the same on every run.
import ByteKernels
import PipelineCore

/// Puts all documents in an order that their ids and the seed decide.
///
/// Nothing has to fit in memory: documents wait on disk by their ranks' first bits, and each stretch of
/// ranks is sorted by itself.
public struct Shuffle: Ordering {
    public static let info = StageInfo(
        name: "shuffle",
        summary: "Puts all documents in an order by chance, the same on every run.",
        example: "- shuffle",
        takes: [.html, .text, .renderedChat, .conversation])

    public struct Options: StageOptions {
        public var seed: Int?

        public init() {}

        public static let help: KeyValuePairs = [
            "seed": "decides the order (default: the pipeline's seed)"
        ]
    }

    private let seed: UInt64
    /// Other draws from the same seed and id must not tell a document's place.
    private static let salt: UInt64 = 0x7368_7566_666C_6531

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(options.seed ?? 0 >= 0, "seed", "must not be negative")
        seed = (options.seed.map { UInt64($0) } ?? context.seed) ^ Self.salt
    }

    public func rank(of document: Document, copy: Int) -> UInt64 {
        xxHash64(document.id.span, seed: seed &+ UInt64(copy) &* 0x9E37_79B9_7F4A_7C15)
    }
}
