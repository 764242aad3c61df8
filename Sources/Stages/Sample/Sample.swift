// `sample`: keeps a random share of the documents, the same share on every run.
import ByteKernels
import PipelineCore

/// Keeps each document with probability `rate`, decided by the document's id and the run's seed:
/// not by its place, so that documents keep their fate however the input is put together.
public struct Sample: Filter {
    public static let info = StageInfo(
        name: "sample",
        summary: "Keeps a random share of the documents, the same share on every run.",
        example: "- sample: { rate: 0.1 }",
        takes: .anything)

    public struct Options: StageOptions {
        /// Probability from 0 to 1.
        public var rate = 0.1

        public init() {}

        public static let help: KeyValuePairs = ["rate": "share of documents to keep, 0 to 1"]
    }

    public enum Column: Int, MeasurementColumn {
        case draw

        public var measurement: Measurement {
            switch self {
            case .draw: Measurement("draw", .score, "the document's random number, 0 to 1")
            }
        }
    }

    public let rules: [Rule<Column>]
    private let seed: UInt64

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check((0...1).contains(options.rate), "rate", "must be from 0 to 1")
        rules = [.drop("not_sampled", when: .draw, .isAtLeast(options.rate))]
        seed = context.seed
    }

    public func measure(
        _ document: Document, using scratch: inout Void, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        // A number in [0, 1) from the upper 53 bits.
        record[.draw] = Double(xxHash64(document.id.span, seed: seed) >> 11) * 0x1p-53
    }
}
