// `substring_dedup`: stretches of bytes that occur again anywhere in the corpus.
import ByteKernels
import FileFormats
import PipelineCore

/// Cuts every stretch of `min_length` bytes or more that stands earlier in the corpus.
///
/// What is cut: a window of `n = min_length` bytes is a repeat when the same bytes stand earlier, in
/// an earlier document or before it in its own; a document loses the bytes of all its repeats, save
/// those that a repeat shares with the copy before it (so that of a long run of one character the
/// first `n` stay). Repeats of repeats are maximal stretches. With `keep: none` all copies go.
///
/// Nothing is missed. A window's anchor (``WindowAnchors``) depends on its bytes alone, so equal
/// windows have equal anchors at the same place. A text's windows fall into runs with one anchor; the
/// runs of one anchor meet in the phase `match`. If two runs are equal as a whole, so are all their
/// windows, one by one: the later run is cut. Of each set of equal runs the first goes on; where one
/// anchor has several such runs, the phase `windows` compares all their windows one by one. So for
/// any two equal windows, either their runs are equal and the later one is cut, or the firsts of
/// their runs' sets are compared. Which of several earlier copies a repeat is held against makes no
/// difference to what is cut in all, as each of them but the first is a repeat itself.
///
/// Nothing is cut wrongly: windows are compared by the 128 bits of two XXH64s, runs by 64 bits of
/// their anchor and 64 bits of the whole.
///
/// Nothing is lost: where `min_left_bytes` or `max_cut` drop documents, copies in those that would go
/// don't count as the earlier ones (``CutTrial``).
///
/// Time and disk grow with the corpus alone, whatever repeats in it; memory follows the setting. A
/// copy of the texts waits on disk, compressed. Documents lose whole characters only.
public struct SubstringDedup: CorpusStage {
    public static let info = StageInfo(
        name: "substring_dedup",
        summary: "Cuts stretches of bytes that stand earlier in the corpus.",
        source: "Lee et al. 2021 (50 tokens, about 200 bytes of English)",
        example: "- substring_dedup: { min_length: 200 }",
        takes: .text)

    public struct Options: StageOptions {
        public var minLength = 200
        public var keep = KeptCopy.first
        public var minLeftBytes = 1
        public var maxCut = 1.0

        public init() {}

        public static let help: KeyValuePairs = [
            "min_length": "bytes that a stretch must have to be cut",
            "keep": "the copy that stays: first, or none",
            "min_left_bytes": "drop documents that were cut to fewer bytes",
            "max_cut": "drop documents of which more than this share was cut",
        ]
    }

    public let rules: [Rule<CutSpans.Column>]
    private let repeats: RepeatedWindows
    private let dropsHolders: Bool

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(
            (16...1 << 20).contains(options.minLength), "min_length",
            "must be from 16 to 1048576")
        try checkCutOptions(minLeftBytes: options.minLeftBytes, maxCut: options.maxCut)
        repeats = RepeatedWindows(length: options.minLength, keeps: options.keep)
        dropsHolders = mayDropHolders(
            minLeftBytes: options.minLeftBytes, maxCut: options.maxCut)
        rules = CutSpans.table(minLeft: options.minLeftBytes, maxCut: options.maxCut)
    }

    /// Gathers the runs of one task's documents, what repeats inside them, and their texts.
    public final class Observer: CorpusObserver {
        fileprivate let runs: RecordSorter<RunRecord>
        fileprivate let cuts: RecordSorter<CutRecord>
        fileprivate let spool: TextSpool
        private let anchors: WindowAnchors
        private let folding: RunFolding

        fileprivate init(_ repeats: RepeatedWindows, _ task: TaskContext) {
            let scratch = task.folder.scratch
            runs = RecordSorter("runs", in: scratch, memory: task.memory / 2)
            cuts = RecordSorter("cuts", in: scratch, memory: task.memory / 4)
            spool = TextSpool(scratch.file("texts"))
            anchors = WindowAnchors(length: repeats.length)
            folding = RunFolding(repeats)
        }

        public func observe(_ document: Document, in shared: DocumentScratch) throws {
            try checkSpannable(document)
            guard document.text.count >= anchors.length else { return }
            let text = document.text.span
            let key = document.key.rawValue
            try anchors.forEachRun(of: text) {
                try folding.add($0, of: text, key: key, to: runs, cuts)
            }
            try folding.flush(key, cuts)
            try spool.add(document.key.rawValue, document.text)
        }
    }

    public func makeObserver(_ task: TaskContext) throws -> Observer { Observer(repeats, task) }

    public func collect(_ observers: [Observer], _ task: TaskContext) throws {
        try mergeRuns(
            of: observers.map(\.runs), to: task.folder.file("runs"), memory: task.memory)
        try mergeRuns(
            of: observers.map(\.cuts), to: task.folder.file("cuts"), memory: task.memory)
        try publish(observers.map(\.spool), task)
    }

    public func phases(observedTasks: Int) -> [CorpusPhase] {
        repeats.phases(observedTasks: observedTasks, trial: trial)
    }

    private var trial: CutTrial? {
        guard dropsHolders && repeats.keeps == .first else { return nil }
        return CutTrial(
            makeStage: { try CutSpans($0, rules: rules) },
            columns: CutSpans.Column.allCases.count)
    }

    public func finish(_ inputs: FinishContext) throws -> CutSpans {
        try CutSpans(RepeatedWindows.cuts(inputs), rules: rules)
    }
}

/// Finds the runs of a document that repeat one before them in it, so that text that goes on and on
/// takes no records; scratch for one worker.
private final class RunFolding {
    private struct Known {
        var document = UInt64.max
        var anchor: UInt64 = 0
        var context: UInt64 = 0
        var start = 0
        /// With `keep: none`, whether it was cut itself.
        var isCut = false
    }

    private let repeats: RepeatedWindows
    /// The runs of the document at hand by some bits of their hash; a later one never takes the
    /// place of one of the same document.
    private var known = Array(repeating: Known(), count: 4096)
    private var pending: (start: Int, end: Int)?

    init(_ repeats: RepeatedWindows) { self.repeats = repeats }

    /// Records the next run of a document, or what it cuts at once.
    func add(
        _ run: WindowAnchors.Run, of text: Span<UInt8>, key: UInt64,
        to runs: RecordSorter<RunRecord>, _ cuts: RecordSorter<CutRecord>
    ) throws {
        let end = run.start + run.count - 1 + repeats.length
        let context = xxHash64(text.extracting(run.start..<end))
        let place = Int(truncatingIfNeeded: context & 4095)
        let before = known[place]
        if before.document == key, before.anchor == run.anchor, before.context == context {
            if repeats.keeps == .none && !before.isCut {
                known[place].isCut = true
                try cut(before.start..<before.start + end - run.start, key, cuts)
            }
            let kept = repeats.keeps == .none ? 0 : before.start + repeats.length
            return try cut(max(run.start, kept)..<end, key, cuts)
        }
        if before.document != key {
            known[place] = Known(
                document: key, anchor: run.anchor, context: context, start: run.start)
        }
        try runs.add(
            RunRecord(
                high: run.anchor, context: context, key: key, start: run.start, count: run.count))
    }

    /// Cuts that touch become one.
    private func cut(_ range: Range<Int>, _ key: UInt64, _ cuts: RecordSorter<CutRecord>) throws {
        if let last = pending, range.lowerBound >= last.start, range.lowerBound <= last.end {
            pending = (last.start, max(last.end, range.upperBound))
        } else {
            try flush(key, cuts)
            pending = (range.lowerBound, range.upperBound)
        }
    }

    /// Records what waits to be cut; after the last run of a document.
    func flush(_ key: UInt64, _ cuts: RecordSorter<CutRecord>) throws {
        guard let last = pending else { return }
        try cuts.add(CutRecord(key: key, span: ByteSpan(last.start..<last.end), twin: key))
        pending = nil
    }
}
