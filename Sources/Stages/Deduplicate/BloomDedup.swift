// `bloom_dedup`: paragraphs and documents that are mostly made of n-grams seen before.
import ByteKernels
import FileFormats
import FileStore
import Glibc
import PipelineCore
import TextRules

/// Goes through the corpus once, in its order, with a Bloom filter of the n-grams that were kept;
/// cuts paragraphs, or drops documents, of which too many n-grams are known by then. Documents that
/// are dropped leave no n-grams: nothing is cut in favour of what doesn't stay.
///
/// A decision depends on the decisions before it, as only the n-grams of what stays are added: that
/// takes one order of documents and one filter. So the n-grams are gathered by all workers, sorted
/// by document on disk, and judged by one task in the documents' order: the outcome does not depend
/// on workers. Their number is known by then, and the filter is made for it; a run whose memory the
/// filter does not fit is ended with what would do. What is gained over sorted sets of n-grams is
/// that order of decisions and about 1.2 bytes of memory for each n-gram.
public struct BloomDedup: CorpusStage {
    public static let info = StageInfo(
        name: "bloom_dedup",
        summary: "Cuts paragraphs and drops documents that consist of n-grams seen before.",
        source: "BFF (Groeneveld, AI2); n-gram and threshold of DCLM-baseline, Li et al. 2024",
        example: "- bloom_dedup: { mode: both, threshold: 0.8 }",
        takes: .text)

    private static let judge: PhaseName = "judge"

    public enum Mode: String, Codable, Sendable, CaseIterable {
        /// Lines are judged one by one.
        case paragraph
        /// The whole text is judged.
        case document
        /// Lines are judged; then the document, by what its lines' n-grams came to.
        case both
    }

    public struct Options: StageOptions {
        public var mode = Mode.both
        public var ngram = 13
        public var minWords = 13
        public var threshold = 0.8
        public var falsePositiveRate = 0.01
        public var minLeftBytes = 1

        public init() {}

        public static let help: KeyValuePairs = [
            "mode": "what is judged: each paragraph (a line), each document, or both",
            "ngram": "words in a row that are looked up",
            "min_words": "shorter pieces are one n-gram when they have so many words, else stay",
            "threshold": "more than this share of known n-grams is a repeat",
            "false_positive_rate": "share of new n-grams that the full filter calls known",
            "min_left_bytes": "drop documents that were cut to fewer bytes",
        ]
    }

    public let rules: [Rule<CutSpans.Column>]
    private let judging: BloomJudging
    private let minWords: Int

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check((1...1000).contains(options.ngram), "ngram", "must be from 1 to 1000")
        try OptionError.check(
            (1...options.ngram).contains(options.minWords), "min_words",
            "must be from 1 to ngram (\(options.ngram))")
        try OptionError.check((0...1).contains(options.threshold), "threshold", "must be 0 to 1")
        let rate = options.falsePositiveRate
        try OptionError.check(
            rate > 0 && rate <= 0.5, "false_positive_rate", "must be above 0 and at most 0.5")
        try checkCutOptions(minLeftBytes: options.minLeftBytes, maxCut: 1)
        judging = BloomJudging(
            mode: options.mode, ngram: options.ngram, threshold: options.threshold, rate: rate,
            minLeft: options.minLeftBytes)
        minWords = options.minWords
        rules = CutSpans.table(minLeft: options.minLeftBytes, maxCut: 1)
    }

    /// Gathers the n-grams of one task's documents.
    public final class Observer: CorpusObserver {
        fileprivate let sorter: RecordSorter<NGramRecord>
        private let words = PlainWords(.separates)
        private let mode: Mode
        private let ngram: Int
        private let minWords: Int
        private let countsBytes: Bool
        private var hashes: [UInt64] = []

        fileprivate init(_ judging: BloomJudging, _ minWords: Int, _ task: TaskContext) {
            (mode, ngram, self.minWords) = (judging.mode, judging.ngram, minWords)
            countsBytes = judging.minLeft > 1
            sorter = RecordSorter("ngrams", in: task.folder.scratch, memory: task.memory)
        }

        public func observe(_ document: Document, in shared: DocumentScratch) throws {
            try checkSpannable(document)
            words.load(shared.analysis(of: document))
            let text = document.text.span
            guard mode != .document else {
                return try add(0..<words.count, of: 0..<text.count, document.key)
            }
            var pieces: [Range<Int>] = []
            TextPiece.line.forEach(in: text) { _, whole in pieces.append(whole) }
            var word = 0
            for piece in pieces {
                let first = word
                while word < words.count, words[word].lowerBound < piece.upperBound { word += 1 }
                try add(first..<word, of: piece, document.key)
            }
            if countsBytes { try addSize(of: document) }
        }

        /// The document's bytes that are no white space, behind its pieces.
        private func addSize(of document: Document) throws {
            let solid = document.text.reduce(0) { isSpace($1) ? $0 : $0 + 1 }
            try sorter.add(
                NGramRecord(
                    key: document.key.rawValue, piece: NGramRecord.size, hash: UInt64(solid)))
        }

        private func add(_ range: Range<Int>, of piece: Range<Int>, _ key: DocumentKey) throws {
            guard range.count >= minWords else { return }
            hashes.removeAll(keepingCapacity: true)
            words.appendNGrams(of: range, length: min(ngram, range.count), to: &hashes)
            for hash in hashes {
                try sorter.add(
                    NGramRecord(key: key.rawValue, piece: ByteSpan(piece).word, hash: hash))
            }
        }
    }

    public func makeObserver(_ task: TaskContext) throws -> Observer {
        Observer(judging, minWords, task)
    }

    public func collect(_ observers: [Observer], _ task: TaskContext) throws {
        try mergeRuns(
            of: observers.map(\.sorter), to: task.folder.file("ngrams"), memory: task.memory)
    }

    public func phases(observedTasks: Int) -> [CorpusPhase] {
        [
            CorpusPhase(name: Self.judge, taskCount: 1) { task in
                let files = task.folder.earlier.files("ngrams", of: .observe, tasks: observedTasks)
                try judging.judge(files, task)
            }
        ]
    }

    public func finish(_ inputs: FinishContext) throws -> CutSpans {
        try CutSpans(inputs.files.file("cuts", of: Self.judge), rules: rules)
    }
}

/// An n-gram of a piece of a document; ordered by document, then piece.
private struct NGramRecord: FixedRecord {
    let key: UInt64
    let piece: UInt64
    let hash: UInt64

    /// In the place of a piece: the hash is the document's size.
    static let size = UInt64.max

    static func < (a: NGramRecord, b: NGramRecord) -> Bool {
        if a.key != b.key { return a.key < b.key }
        return a.piece != b.piece ? a.piece < b.piece : a.hash < b.hash
    }
}

/// Judges pieces in the documents' order.
private struct BloomJudging: Sendable {
    let mode: BloomDedup.Mode
    let ngram: Int
    let threshold: Double
    let rate: Double
    /// Bytes that must be left of a document that was cut.
    let minLeft: Int

    /// What is known of the document at hand.
    private struct Progress {
        /// n-grams of its pieces that stay, which others may repeat once it is known to stay.
        var fresh: Set<UInt64> = []
        var cuts: [ByteSpan] = []
        var known = 0
        var total = 0
        /// Bytes that are no white space, where they matter.
        var size: Int?

        /// Whether too little may be left: what is cut counts whole, the rest without white space.
        func leavesLess(than least: Int) -> Bool {
            guard let size, !cuts.isEmpty else { return false }
            return size - cuts.reduce(0) { $0 + $1.range.count } < least
        }
    }

    func judge(_ files: [StoredFile], _ task: TaskContext) throws {
        let count = try files.reduce(0) { try $0 + recordCount(of: $1, NGramRecord.self) }
        var filter = try makeFilter(count, memory: task.memory / 4 * 3)
        let merge = try RecordMerge<NGramRecord>(files, memory: task.memory / 8)
        let cuts = RecordSorter<CutRecord>(
            "cuts", in: task.folder.scratch, memory: task.memory / 8)
        var (piece, document) = ([UInt64](), Progress())
        var next = try merge.next()
        while let record = next {
            piece.removeAll(keepingCapacity: true)
            while let same = next, same.key == record.key, same.piece == record.piece {
                piece.append(same.hash)
                next = try merge.next()
            }
            if record.piece == NGramRecord.size {
                document.size = Int(record.hash)
            } else {
                judge(piece, of: ByteSpan(word: record.piece), &document, filter)
            }
            guard next?.key != record.key else { continue }
            try conclude(document, record.key, &filter, cuts)
            document = Progress()
            try task.checkCancelled()
        }
        try mergeRuns(of: [cuts], to: task.folder.file("cuts"), memory: task.memory)
    }

    private func judge(
        _ piece: [UInt64], of span: ByteSpan, _ document: inout Progress, _ filter: BloomFilter
    ) {
        let found = piece.reduce(0) {
            $0 + (filter.contains($1) || document.fresh.contains($1) ? 1 : 0)
        }
        document.known += found
        document.total += piece.count
        if isRepeat(found, of: piece.count) {
            document.cuts.append(span)
        } else {
            document.fresh.formUnion(piece)
        }
    }

    /// Records a document's cuts, and its n-grams where it stays.
    private func conclude(
        _ document: Progress, _ key: UInt64, _ filter: inout BloomFilter,
        _ cuts: RecordSorter<CutRecord>
    ) throws {
        for span in document.cuts { try cuts.add(CutRecord(key: key, span: span, twin: key)) }
        if mode == .both, isRepeat(document.known, of: document.total) {
            let everything = ByteSpan(0..<Int(UInt32.max))
            try cuts.add(CutRecord(key: key, span: everything, twin: key))
        } else if !document.leavesLess(than: minLeft) {
            for hash in document.fresh { filter.insert(hash) }
        }
    }

    private func isRepeat(_ known: Int, of total: Int) -> Bool {
        Double(known) / Double(total) > threshold
    }

    private func makeFilter(_ count: Int, memory: Int) throws -> BloomFilter {
        let size = BloomSize(elements: count, falsePositiveRate: rate)
        guard size.bytes <= max(memory, 1 << 20) else {
            let possible = BloomSize.falsePositiveRate(elements: count, bytes: memory)
            throw ConfigError(
                "bloom_dedup: \(count) n-grams at a false_positive_rate of \(rate) take a filter of "
                    + "\(size.bytes >> 20) MiB, and there are \(memory >> 20)",
                suggestion: "Run with --memory \(((size.bytes / 3 * 8) >> 20) + 1)M, or set "
                    + "false_positive_rate to \(possible).")
        }
        return BloomFilter(bits: size.bits, probes: size.probes)
    }
}

/// How large a Bloom filter has to be.
///
/// For `n` elements and a rate `p` of false positives it takes `m = -n ln p / (ln 2)^2` bits and
/// `k = (m / n) ln 2` probes; at `p = 0.01` that is 9.6 bits an element and 7 probes.
struct BloomSize {
    let bits: Int
    let probes: Int
    var bytes: Int { (bits + 7) / 8 }

    init(elements: Int, falsePositiveRate rate: Double) {
        let count = Double(max(1, elements))
        bits = max(64, Int((-count * log(rate) / (log(2) * log(2))).rounded(.up)))
        probes = max(1, Int((Double(bits) / count * log(2)).rounded()))
    }

    /// The rate of the best filter in so many bytes.
    static func falsePositiveRate(elements: Int, bytes: Int) -> Double {
        exp(-Double(bytes) * 8 / Double(max(1, elements)) * log(2) * log(2))
    }
}
