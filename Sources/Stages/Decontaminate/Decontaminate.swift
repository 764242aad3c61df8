// `decontaminate`: documents that contain evaluation items.
import ByteKernels
import PipelineCore
import TextRules

/// Finds the word n-grams of evaluation sets in documents; drops the documents, cuts the places out
/// or only records them, with the item and the n-gram.
///
/// An item's text that is shorter than an n-gram is searched for as a whole when it has
/// `min_words` words. Runs of words are compared by 64 bits, see ``NGramIndex``. The sets are held
/// in memory, about 30 bytes for each n-gram.
///
/// Not taken from the papers: GPT-3 spared n-grams that more than ten training documents have;
/// Llama 2 looked at suffix arrays of tokens with four of them skipped, and at evaluation samples
/// instead of documents.
public struct Decontaminate: Rewriter, ReadingFiles {
    public static let info = StageInfo(
        name: "decontaminate",
        summary: "Drops, cuts or tags documents that contain items of evaluation sets.",
        source: "Brown et al. 2020, appendix C (GPT-3); Touvron et al. 2023, A.6 (Llama 2); "
            + "datatrove 0.10 NGramsDecontFilter",
        example: "- decontaminate: { benchmarks: [{ path: Samples/benchmarks/quiz.jsonl }] }")

    public enum Preset: String, Codable, Sendable, CaseIterable {
        case none
        /// 13-grams of words without punctuation, cut with 200 characters on each side.
        case gpt3 = "gpt-3"
        /// 10-grams; documents of which 80 % of the words are in one are dropped.
        case llama2 = "llama-2"
        /// 12-grams of simplified text; one is enough to drop a document.
        case datatrove
    }

    public enum Action: String, Codable, Sendable, CaseIterable {
        case drop, cut, tag
    }

    public struct Options: StageOptions {
        public var benchmarks: [Benchmark] = []
        public var preset = Preset.none
        public var action: Action?
        public var part = ComparedPart.text
        public var words: SearchedWordChoice?
        public var ngram: Int?
        public var minWords: Int?
        public var minShare: Double?
        public var margin = 200
        public var minPiece = 200
        public var maxPieces = 10

        public init() {}

        public static let help: KeyValuePairs = [
            "benchmarks":
                "the evaluation sets: a list of { path, name, fields, context, id_field }",
            "preset":
                "whose words, ngram, min_words, min_share and action: gpt-3, llama-2, datatrove",
            "action": "what is done to documents with matches: drop, cut or tag (drop)",
            "part":
                "where items are searched for: the text; of conversations the prompt, which is what "
                + "users say, or the whole conversation",
            "words": "what is compared: plain (letters and digits in lower case), no_punctuation "
                + "(between white space, as GPT-3), datatrove (plain)",
            "ngram": "words in a row that make a match (13)",
            "min_words": "shorter texts of items match as a whole when they have so many (8)",
            "min_share": "with drop: share of words in matches that drops; 0: one match does (0)",
            "margin": "with cut: characters that are cut on each side of a match",
            "min_piece": "with cut: pieces of fewer characters are left out",
            "max_pieces": "with cut: documents that fall into more pieces are dropped",
        ]
    }

    public enum Column: Int, MeasurementColumn {
        case matches, matchedShare, item, ngram, pieces, cutBytes, leftBytes

        public var measurement: Measurement {
            switch self {
            case .matches: Measurement("matches", .count, "n-grams of items in the text")
            case .matchedShare:
                Measurement("matched_share", .fraction, "share of the words that are in matches")
            case .item: Measurement("item", .label, "the first match's item: set:line:id")
            case .ngram: Measurement("ngram", .label, "the first match's words")
            case .pieces: Measurement("pieces", .count, "what the cuts divided the text into")
            case .cutBytes: Measurement("cut_bytes", .bytes, "bytes that were cut")
            case .leftBytes:
                Measurement("left_bytes", .bytes, "bytes left, where something was cut")
            }
        }
    }

    public let rules: [Rule<Column>]
    public let files: [String]
    private let index: NGramIndex
    private let labels: [[UInt8]]
    private let words: SearchedWordChoice
    private let cutter: ContaminationCutter?
    private let part: ComparedPart

    public init(_ options: Options, in context: StageContext) throws {
        let settings = DecontaminationSettings(options)
        try settings.check(options)
        words = settings.words
        part = options.part
        try OptionError.check(
            part == .text || settings.action != .cut, "part",
            "is text with action: cut; a conversation is dropped or tagged")
        files = options.benchmarks.map { context.resolve($0.path) }
        var builder = BenchmarkIndex(settings)
        for (benchmark, path) in zip(options.benchmarks, files) {
            try builder.add(benchmark, path)
        }
        (index, labels) = builder.sealed()
        rules = settings.rules(maxPieces: options.maxPieces)
        cutter =
            settings.action == .cut
            ? ContaminationCutter(margin: options.margin, minPiece: options.minPiece) : nil
    }

    /// Cutting moves the marks of rendered conversations; nothing else changes the text.
    public var flow: ContentFlow {
        part.flow(text: ContentFlow(takes: cutter == nil ? .prose : .text))
    }

    /// One worker's words and matches.
    public final class Scratch {
        fileprivate let words: SearchedWords
        fileprivate let analysis = TextAnalysis()
        fileprivate var matches: [NGramIndex.Match] = []

        fileprivate init(_ choice: SearchedWordChoice) { words = choice.makeScratch() }
    }

    public func makeScratch() -> Scratch { Scratch(words) }

    public func rewrite(
        _ document: inout Document, using scratch: inout Scratch, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        if part == .text {
            scratch.words.load(shared.analysis(of: document))
        } else {
            let bytes = try part.bytes(of: document, in: shared)
            scratch.analysis.update(bytes.span)
            scratch.words.load(scratch.analysis)
        }
        scratch.matches.removeAll(keepingCapacity: true)
        var count = 0
        scratch.words.withHashes { hashes in
            count = hashes.count
            index.append(matchesIn: hashes, to: &scratch.matches)
        }
        record.count(.matches, scratch.matches.count)
        guard let first = scratch.matches.min(by: { $0.firstWord < $1.firstWord }) else {
            record[.matchedShare] = 0
            return
        }
        let runs = merged(scratch.matches)
        record.fraction(.matchedShare, runs.reduce(0) { $0 + $1.count }, of: count)
        record.label(.item, labels[first.item])
        let range = first.firstWord..<first.firstWord + first.wordCount
        record.label(.ngram, scratch.words.text(of: range))
        if let cutter { cut(&document, runs.compactMap(scratch.words.place), cutter, record) }
    }

    private func cut(
        _ document: inout Document, _ places: [Range<Int>], _ cutter: ContaminationCutter,
        _ record: Recorder<Column>
    ) {
        let left = cutter.cut(document.text, places)
        record.count(.pieces, left.pieces)
        record.count(.cutBytes, max(0, document.text.count - left.text.count))
        record.count(.leftBytes, left.text.count)
        if !drops(record) { document.text = left.text }
    }

    /// The words in matches as runs that don't touch.
    private func merged(_ matches: [NGramIndex.Match]) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        for match in matches.sorted(by: { $0.firstWord < $1.firstWord }) {
            let end = match.firstWord + match.wordCount
            if let last = runs.last, match.firstWord <= last.upperBound {
                runs[runs.count - 1] = last.lowerBound..<max(last.upperBound, end)
            } else {
                runs.append(match.firstWord..<end)
            }
        }
        return runs
    }
}
