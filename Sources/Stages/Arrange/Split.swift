// `split`: parts of the corpus to validate and test on, the same ones when it grows.
import ByteKernels
import PipelineCore

/// Gives each document to `train`, `validation` or `test`, by chance from its content and the seed.
///
/// A document's part depends on nothing but itself, so it keeps it whatever is added to the corpus, and
/// two documents with one text are in one part.
public struct Split: Splitting {
    public static let info = StageInfo(
        name: "split",
        summary: "Divides the corpus into train, validation and test, each in a folder of its own.",
        example: "- split: { validation: 0.01, test: 0.01 }",
        takes: .anything)

    public struct Options: StageOptions {
        public var validation = 0.01
        public var test = 0.0
        public var by = Subject.text

        public init() {}

        public static let help: KeyValuePairs = [
            "validation": "share of the documents, 0 to 1; 0: no such part",
            "test": "share of the documents, 0 to 1; 0: no such part",
            "by": "what decides a document's part; documents without a URL go by their text",
        ]
    }

    public enum Subject: String, Codable, CaseIterable, Sendable {
        case text
        case id
        case url
    }

    public enum Column: Int, MeasurementColumn {
        case part
        case draw

        public var measurement: Measurement {
            switch self {
            case .part: Measurement("part", .label, "the part that the document is in")
            case .draw: Measurement("draw", .score, "the document's random number, 0 to 1")
            }
        }
    }

    public let parts: [String]
    private let names: [[UInt8]]
    /// Below which draw a document is in the part.
    private let bounds: [Double]
    private let subject: Subject
    private let seed: UInt64
    private static let salt: UInt64 = 0x7370_6C69_7431_3233

    public init(_ options: Options, in context: StageContext) throws {
        let shares = [("validation", options.validation), ("test", options.test)]
        for (name, share) in shares {
            try OptionError.check((0..<1).contains(share), name, "must be from 0 to below 1")
        }
        try OptionError.check(
            options.validation + options.test < 1, "test", "leaves nothing to train on")
        try OptionError.check(
            options.validation + options.test > 0, "validation", "is 0, and so is test")
        let used = shares.filter { $0.1 > 0 }
        parts = ["train"] + used.map(\.0)
        names = parts.map { Array($0.utf8) }
        var bounds: [Double] = []
        for (_, share) in used { bounds.append((bounds.last ?? 0) + share) }
        self.bounds = bounds
        subject = options.by
        seed = context.seed ^ Self.salt
    }

    public func measure(
        _ document: Document, using scratch: inout Void, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        // A number in [0, 1) from the upper 53 bits.
        let draw = Double(xxHash64(subject(of: document).span, seed: seed) >> 11) * 0x1p-53
        let part = bounds.firstIndex { draw < $0 }.map { $0 + 1 } ?? 0
        record.label(.part, names[part])
        record[.draw] = draw
    }

    private func subject(of document: Document) -> [UInt8] {
        switch subject {
        case .text: document.text
        case .id: document.id
        case .url: document.url.isEmpty ? document.text : document.url
        }
    }
}
