// `sentence_dedup`: spans of a few sentences that stand earlier in the corpus, C4's rule.
import FileFormats
import FileStore
import PipelineCore
import TextRules

/// Cuts every span of `sentences` sentences in a row that stands earlier in the corpus, and drops
/// documents that were cut to too little.
///
/// Spans overlap and are compared by their sentences as ``SimplifiedText``. All sentences of a
/// repeated span go. (datatrove can spare short spans and then brings back only their first
/// sentence; there is no such option here.) What others lose stays in a document that this stage
/// keeps, see ``CutTrial``; with the preset datatrove that may be one that is dropped.
public struct SentenceDedup: SpanDedup {
    public typealias Finish = CutSentences

    public static let info = StageInfo(
        name: "sentence_dedup",
        summary: "Cuts spans of three sentences that stand earlier in the corpus.",
        source: "Raffel et al. 2019 (C4); counted as datatrove 0.10 does",
        example: "- sentence_dedup: { min_words: 50 }",
        takes: .text)

    public enum Preset: String, Codable, Sendable, CaseIterable {
        case none
        /// Words and sentences of spaCy, as datatrove has them for English.
        case datatrove
    }

    public struct Options: StageOptions {
        public var preset = Preset.none
        public var words: WordChoice?
        public var sentences = 3
        public var minWords = 50
        public var minSentences = 3

        public init() {}

        public static let help: KeyValuePairs = [
            "preset": "whose words: datatrove means spacy_en",
            "words": "what sentences are found and words counted by: unicode or spacy_en (unicode)",
            "sentences": "sentences in a row that make a span",
            "min_words": "fewest words of a document that was cut",
            "min_sentences": "fewest sentences of a document that was cut",
        ]
    }

    public let rules: [Rule<CutSentences.Column>]
    let matching = SpanMatching(maxCopies: 1, keeps: .first)
    let dropsHolders: Bool
    private let words: WordSegmentation
    private let sentences: Int

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(
            (1...1000).contains(options.sentences), "sentences", "must be from 1 to 1000")
        let own: WordChoice = options.preset == .datatrove ? .spacyEnglish : .unicode
        words = (options.words ?? own).segmentation
        sentences = options.sentences
        // datatrove cuts in favour of documents that it drops afterwards.
        dropsHolders =
            options.preset != .datatrove && (options.minWords > 1 || options.minSentences > 1)
        rules = CutSentences.table(
            minWords: options.minWords, minSentences: options.minSentences)
    }

    func makeFinder() -> any SpanFinder { SentenceFinder(sentences, words) }

    func makeCutter(_ cuts: StoredFile) throws -> CutSentences {
        CutSentences(try SpanCutter(cuts), words: words, rules: rules)
    }
}

/// Finds spans of sentences.
private final class SentenceFinder: SpanFinder {
    private let count: Int
    private let words: WordSegmentation
    private var simplified = SimplifiedText()
    /// The sentences simplified, a blank between them, and where each is.
    private var text: [UInt8] = []
    private var places: [Range<Int>] = []

    init(_ count: Int, _ words: WordSegmentation) {
        self.count = count
        self.words = words
    }

    func append(of document: Document, in shared: DocumentScratch, to spans: inout [SpanDigest]) {
        let analysis = shared.analysis(of: document)
        let sentences = analysis.sentences(words)
        guard sentences.count >= count else { return }
        text.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
        for index in 0..<sentences.count {
            if index > 0 { text.append(0x20) }
            let start = text.count
            let sentence = UnsafeBufferPointer(rebasing: analysis.bytes[sentences[index]])
            simplified.load(sentence.span)
            text += simplified.bytes
            places.append(start..<text.count)
        }
        for first in 0...(sentences.count - count) {
            let last = first + count - 1
            // Three rows of dashes are no repeat worth a cut.
            guard (first...last).contains(where: { !places[$0].isEmpty }) else { continue }
            let compared = places[first].lowerBound..<places[last].upperBound
            let whole = sentences[first].lowerBound..<sentences[last].upperBound
            spans.append(
                SpanDigest(
                    of: text.span.extracting(compared), key: document.key.rawValue,
                    span: ByteSpan(whole)))
        }
    }
}

/// Cuts spans of sentences, and drops documents with too few words or sentences left.
public struct CutSentences: Editing {
    public enum Column: Int, MeasurementColumn {
        case cuts, cutBytes, cutShare, leftWords, leftSentences

        public var measurement: Measurement {
            switch self {
            case .cuts: Measurement("cuts", .count, "stretches of sentences that were cut")
            case .cutBytes: Measurement("cut_bytes", .bytes, "bytes that were cut")
            case .cutShare: Measurement("cut_share", .fraction, "share of the text that was cut")
            case .leftWords:
                Measurement("left_words", .count, "words left, where something was cut")
            case .leftSentences:
                Measurement("left_sentences", .count, "sentences left, where something was cut")
            }
        }
    }

    static func table(minWords: Int, minSentences: Int) -> [Rule<Column>] {
        [
            // A document that lost everything goes whatever the options say.
            .drop("too_few_words_left", when: .leftWords, .isBelow(Double(max(1, minWords)))),
            .drop(
                "too_few_sentences_left", when: .leftSentences,
                .isBelow(Double(max(1, minSentences)))),
        ]
    }

    public let rules: [Rule<Column>]
    private let cutter: SpanCutter
    private let words: WordSegmentation

    init(_ cutter: SpanCutter, words: WordSegmentation, rules: [Rule<Column>]) {
        self.cutter = cutter
        self.words = words
        self.rules = rules
    }

    /// One worker's scratch.
    public struct Scratch {
        var cutter = SpanCutter.Scratch()
        let left = TextAnalysis()
    }

    public func makeScratch() throws -> Scratch { Scratch() }

    public func rewrite(
        _ document: inout Document, using scratch: inout Scratch, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        let isCut = try cutter.cut(
            &document, using: &scratch.cutter, into: record,
            cuts: .cuts, cutBytes: .cutBytes, cutShare: .cutShare)
        guard isCut else { return }
        scratch.left.load(document.text.span)
        record.count(.leftWords, scratch.left.words(words).count)
        record.count(.leftSentences, scratch.left.sentences(words).count)
    }
}
