// `cut_other_languages`: removes the paragraphs that aren't in a wanted language.
import FastText
import PipelineCore

/// Keeps the paragraphs (lines) in wanted languages. Short lines go with the line before them.
public struct CutOtherLanguages: Rewriter, ReadingFiles {
    public static let info = StageInfo(
        name: "cut_other_languages",
        summary: "Removes the paragraphs that aren't in a wanted language.",
        example: "- cut_other_languages: { keep: [en] }",
        takes: .text)

    public struct Options: StageOptions {
        public var model = "builtin:language"
        public var prepare: DetectLanguage.Preparation = .auto
        public var keep: [String] = []
        public var sampleBytes = 2048
        public var minParagraphBytes = 40
        public var maxCut = 1.0

        public init() {}

        public static let help: KeyValuePairs = [
            "model": "a fastText .bin or .ftz file, or builtin:language",
            "prepare": "how text is made the model's line; auto: letters for builtin, else line",
            "keep":
                "languages to keep, by the model's labels, ISO codes or English names",
            "sample_bytes": "bytes read per paragraph, spread evenly; 0 reads all of it",
            "min_paragraph_bytes": "shorter paragraphs go with the one before them",
            "max_cut": "drop documents of which more than this share was cut",
        ]
    }

    public enum Column: Int, MeasurementColumn {
        case cutShare
        case cutParagraphs
        case leftBytes

        public var measurement: Measurement {
            switch self {
            case .cutShare: Measurement("cut_share", .fraction, "bytes of paragraphs cut")
            case .cutParagraphs: Measurement("cut_paragraphs", .count, "paragraphs cut")
            case .leftBytes: Measurement("left_bytes", .bytes, "bytes of text left")
            }
        }
    }

    public let rules: [Rule<Column>]
    public let files: [String]
    private let teller: LanguageTeller
    private let paragraphs: ParagraphLanguages
    private let wanted: Set<Int>

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(!options.keep.isEmpty, "keep", "must name at least one language")
        try OptionError.check((0...1).contains(options.maxCut), "max_cut", "must be 0 to 1")
        files = classifierFiles(options.model, in: context)
        teller = try makeLanguageTeller(
            options.model, options.prepare, sampleBytes: options.sampleBytes, context)
        paragraphs = ParagraphLanguages(teller, minBytes: options.minParagraphBytes)
        wanted = try Self.labels(options.keep, of: teller.classifier.model)
        rules = [
            .drop("nothing_in_wanted_language", when: .leftBytes, .isAtMost(0)),
            .drop("too_much_cut", when: .cutShare, .isAbove(options.maxCut)),
        ]
    }

    private static func labels(_ names: [String], of model: FastTextModel) throws -> Set<Int> {
        let labels = try LanguageLabels(of: model).labels(for: names, option: "keep")
        return Set(
            labels.compactMap {
                model.vocabulary.index(ofLabel: Vocabulary.labelPrefix + Array($0.utf8))
            })
    }

    public func makeScratch() -> DocumentClassifier.Scratch { teller.classifier.makeScratch() }

    public func rewrite(
        _ document: inout Document, using scratch: inout DocumentClassifier.Scratch,
        in shared: DocumentScratch, into record: Recorder<Column>
    ) throws {
        let all = paragraphs.paragraphs(of: document.text, using: scratch)
        let kept = all.filter { $0.label.map(wanted.contains) ?? true }
        record.count(.cutParagraphs, all.count - kept.count)
        if kept.count < all.count {
            let total = document.text.count
            document.text = Array(
                kept.map { document.text[$0.range] }.joined(separator: [0x0A]))
            record.fraction(.cutShare, total - document.text.count, of: total)
        } else {
            record[.cutShare] = 0
        }
        record.count(.leftBytes, document.text.count)
    }
}
