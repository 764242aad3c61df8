// `toxicity`: word lists in context and a small model, as densities rather than a single hit.
import FastText
import PipelineCore

/// Drops text that insults, hates or is obscene, and spares text that only mentions such words.
public struct Toxicity: Filter, ReadingFiles {
    public static let info = StageInfo(
        name: "toxicity",
        summary:
            "Drops text that insults, hates or is obscene, by words in context and a model.",
        source: "terms in LDNOOBW-format lists; context rules and embedded model measured on "
            + "HateCheck (Röttger et al. 2021) and Davidson et al. 2017",
        example: "- toxicity: { max_score: 0.6 }",
        errors: ToxicityBias.errors)

    public struct Options: StageOptions {
        public var maxScore = 0.6
        public var maxDensity: Double?
        public var lists: [String: String] = [:]
        public var sampleList = true
        public var model = "builtin:toxicity"

        public init() {}

        public static let help: KeyValuePairs = [
            "max_score": "drop documents that score higher, 0 to 1",
            "max_density": "drop documents with more weight of terms per word than this",
            "lists": "word lists by language: one term per line, then optionally kind and weight",
            "sample_list": "whether the program's own short English list is used too",
            "model": "builtin:toxicity, a fastText file with the label toxic, or nothing",
        ]
    }

    public enum Column: Int, MeasurementColumn {
        case score
        case density
        case terms
        case heaviest
        case model

        public var measurement: Measurement {
            switch self {
            case .score: Measurement("score", .score, "how toxic the text is, 0 to 1")
            case .density:
                Measurement("density", .score, "weight of terms in their context, per word")
            case .terms: Measurement("terms", .count, "occurrences of listed terms")
            case .heaviest: Measurement("heaviest", .score, "weight of the worst occurrence")
            case .model: Measurement("model", .score, "the model's probability")
            }
        }
    }

    public let rules: [Rule<Column>]
    public let files: [String]
    private let detector: ToxicityDetector

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check((0...1).contains(options.maxScore), "max_score", "must be 0 to 1")
        files =
            options.lists.values.sorted().map(context.resolve)
            + classifierFiles(options.model, in: context)
        var terms = options.sampleList ? ToxicTerm.sample : []
        for (language, path) in options.lists.sorted(by: { $0.key < $1.key }) {
            terms += try Self.list(context.resolve(path), language: language)
        }
        let model =
            options.model.isEmpty
            ? nil : try loadClassifier(options.model, option: "model", in: context)
        guard let detector = ToxicityDetector(terms, model: model) else {
            throw OptionError("model", "the model has no label 'toxic'")
        }
        self.detector = detector
        rules =
            [.drop("toxic", when: .score, .isAbove(options.maxScore))]
            + (options.maxDensity.map {
                [.drop("toxic_density", when: .density, .isAbove($0))]
            } ?? [])
    }

    private static func list(_ path: String, language: String) throws -> [ToxicTerm] {
        let text = try readList(path, option: "lists")
        do {
            return try ToxicTerm.list(text, language: language)
        } catch let error as FastTextError {
            throw OptionError("lists", "\(path): \(error.detail)")
        }
    }

    public func makeScratch() -> ToxicityDetector.Scratch { detector.makeScratch() }

    public func measure(
        _ document: Document, using scratch: inout ToxicityDetector.Scratch,
        in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        let finding = detector.examine(document.text.span, using: scratch)
        record[.score] = Double(finding.score)
        record[.density] = Double(finding.evidence.density)
        record.count(.terms, finding.evidence.terms)
        record[.heaviest] = Double(finding.evidence.heaviest)
        record[.model] = Double(finding.probability)
    }
}
