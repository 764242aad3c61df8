// `toxicity`: word lists in context and a small model, sentence by sentence, where they know the
// language.
import FastText
import PipelineCore

/// Drops text that insults, hates or is obscene, and spares text that only mentions such words.
///
/// It judges text in the languages of its lists and its model; all other text stays, not judged.
public struct Toxicity: Filter, ReadingFiles {
    public static let info = StageInfo(
        name: "toxicity",
        summary:
            "Drops English text that insults, hates or is obscene; judges no other language.",
        source: "terms in LDNOOBW-format lists; context rules and embedded model measured on "
            + "HateCheck (Röttger et al. 2021) and Davidson et al. 2017",
        example: "- toxicity: { max_score: 0.6 }",
        errors: ToxicityBias.errors,
        scope: scope(of: .toxicity)
            + " A list adds its language. Other text is not judged, and stays.")

    public struct Options: StageOptions {
        public var maxScore = 0.6
        public var maxDensity: Double?
        public var lists: [String: String] = [:]
        public var sampleList = true
        public var model = "builtin:toxicity"
        public var languages: [String] = []

        public init() {}

        public static let help: KeyValuePairs = [
            "max_score": "drop documents that score higher, 0 to 1",
            "max_density": "drop documents with more weight of terms per word than this",
            "lists": "word lists by language, each for text in that language: one term per line, "
                + "then optionally kind and weight",
            "sample_list": "whether the program's own short English list is used too",
            "model": "builtin:toxicity, a fastText file with the label toxic, or nothing",
            "languages": "languages that the model is for; empty: what the built-in one's card "
                + "says, and all of them for a file",
        ]
    }

    public enum Column: Int, MeasurementColumn {
        case judged
        case score
        case toxicShare
        case density
        case terms
        case heaviest
        case model

        public var measurement: Measurement {
            switch self {
            case .judged: .judged("the text is in a language of a list or the model")
            case .score: Measurement("score", .score, "how toxic the text is, 0 to 1")
            case .toxicShare:
                Measurement("toxic_share", .fraction, "words that are in toxic sentences")
            case .density:
                Measurement("density", .score, "weight of terms in their context, per word")
            case .terms: Measurement("terms", .count, "occurrences of listed terms")
            case .heaviest: Measurement("heaviest", .score, "weight of the worst occurrence")
            case .model:
                Measurement("model", .score, "the model's highest probability for a sentence")
            }
        }
    }

    public let rules: [Rule<Column>]
    public let files: [String]
    private let detectors: ToxicityDetectors

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check((0...1).contains(options.maxScore), "max_score", "must be 0 to 1")
        files =
            options.lists.values.sorted().map(context.resolve)
            + classifierFiles(options.model, in: context)
        detectors = try ToxicityDetectors(options, in: context)
        rules =
            [.drop("toxic", when: .score, .isAbove(options.maxScore))]
            + (options.maxDensity.map {
                [.drop("toxic_density", when: .density, .isAbove($0))]
            } ?? [])
    }

    public func makeScratch() -> ToxicityDetector.Scratch { detectors.makeScratch() }

    public func measure(
        _ document: Document, using scratch: inout ToxicityDetector.Scratch,
        in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        guard let finding = detectors.examine(document, in: shared, using: scratch) else {
            record[.judged] = 0
            return
        }
        record[.judged] = 1
        record[.score] = Double(finding.score)
        record[.toxicShare] = Double(finding.toxicShare)
        record[.density] = Double(finding.evidence.density)
        record.count(.terms, finding.evidence.terms)
        record[.heaviest] = Double(finding.evidence.heaviest)
        // In this order not a number stays one.
        record[.model] = min(Double(finding.probability), 1)
    }
}
