// Equal stretches across a corpus, found by sorting their digests: what several stages share.
import FileFormats
import FileStore
import PipelineCore

/// Which copy of a repeated stretch stays.
public enum KeptCopy: String, Codable, CaseIterable, Sendable {
    /// The first by the documents' order in the input, then by place in the document.
    case first
    /// No copy: all of them are cut.
    case none
}

/// Finds equal stretches of all documents and says what to cut.
///
/// Stretches are compared by 128 bits: two XXH64 hashes of different seeds. Among 10^12 different
/// ones the chance that any two meet is below 10^-14, for text that nobody made to collide.
/// Digests are sorted on disk; memory does not depend on how many there are.
struct SpanMatching: Sendable {
    /// Digests are matched in this many tasks, by their first bits.
    static let partitions = 16

    enum Phase {
        static let match: PhaseName = "match"
        /// The second round, see ``CutTrial``.
        static let rematch: PhaseName = "rematch"
        static let verdict: PhaseName = "verdict"
    }

    /// A stretch that occurs no more often than this stays everywhere.
    let maxCopies: Int
    let keeps: KeptCopy

    /// - Parameter trial: given where documents with a copy that stays may be dropped afterwards.
    func phases(observedTasks: Int, trial: CutTrial?) -> [CorpusPhase] {
        let match = { (phase: PhaseName, knowsRefused: Bool) in
            CorpusPhase(name: phase, taskCount: Self.partitions) { task in
                try self.match(
                    task, observedTasks,
                    knowsRefused ? RefusedDocuments(of: task.folder.earlier) : RefusedDocuments())
            }
        }
        let last = trial == nil ? Phase.match : Phase.rematch
        let again = trial.map {
            $0.phases(observedTasks: observedTasks) { Self.cuts(of: Phase.match, $0) }
                + [match(Phase.rematch, true)]
        }
        let verdict = CorpusPhase(name: Phase.verdict, taskCount: 1) { task in
            let merge = try RecordMerge<CutRecord>(
                Self.cuts(of: last, task), memory: task.memory)
            try merge.write(to: task.folder.file("cuts"))
        }
        return [match(Phase.match, false)] + (again ?? []) + [verdict]
    }

    private static func cuts(of phase: PhaseName, _ task: TaskContext) -> [StoredFile] {
        task.folder.earlier.files("cuts", of: phase, tasks: partitions)
    }

    /// What the last phase left.
    static func cuts(_ inputs: FinishContext) -> StoredFile {
        inputs.files.file("cuts", of: Phase.verdict)
    }

    /// Walks the digests of one partition in order.
    private func match(
        _ task: TaskContext, _ observedTasks: Int, _ refused: RefusedDocuments
    ) throws {
        let files = task.folder.earlier.files("spans", of: .observe, tasks: observedTasks)
        let merge: RecordMerge<SpanDigest> = try HashPartition(task.index, of: Self.partitions)
            .merge(files, memory: task.memory / 2, checkCancelled: task.checkCancelled)
        let sorter = RecordSorter<CutRecord>(
            "cuts", in: task.folder.scratch, memory: task.memory / 2)
        var group = EqualSpans(maxCopies: maxCopies, keeps: keeps, refused: refused)
        var seen = 0
        while let record = try merge.next() {
            try group.add(record, cutInto: sorter)
            seen += 1
            if seen & 0xF_FFFF == 0 { try task.checkCancelled() }
        }
        try mergeRuns(of: [sorter], to: task.folder.file("cuts"), memory: task.memory)
    }
}

/// The copies of one stretch as they come, first copy first.
private struct EqualSpans {
    let maxCopies: Int
    let keeps: KeptCopy
    private var refused: RefusedDocuments
    /// A copy of the stretch at hand.
    private var any: SpanDigest?
    /// The copy that stays: the first in a document that stays.
    private var first: SpanDigest?
    /// A copy in a document that may go, before that one.
    private var own: SpanDigest?
    /// Copies after that one that stay unless more than ``maxCopies`` turn up.
    private var waiting: [SpanDigest] = []
    private var count = 0

    init(maxCopies: Int, keeps: KeptCopy, refused: RefusedDocuments) {
        self.maxCopies = maxCopies
        self.keeps = keeps
        self.refused = refused
    }

    mutating func add(_ span: SpanDigest, cutInto cuts: RecordSorter<CutRecord>) throws {
        if any?.hasDigest(of: span) != true { begin(span) }
        count += 1
        guard let first else {
            if try !refused.contain(span.key) {
                first = span
            } else if let own, own.key == span.key {
                // What a document has twice is cut whether or not it stays itself.
                if count > maxCopies { try cuts.add(cut(span)) }
            } else {
                own = span
            }
            return
        }
        guard count > maxCopies else {
            waiting.append(span)
            return
        }
        if keeps == .none && count == maxCopies + 1 { try cuts.add(cut(first)) }
        for early in waiting { try cuts.add(cut(early)) }
        waiting.removeAll(keepingCapacity: true)
        try cuts.add(cut(span))
    }

    private mutating func begin(_ span: SpanDigest) {
        any = span
        first = nil
        own = nil
        waiting.removeAll(keepingCapacity: true)
        count = 0
    }

    private func cut(_ span: SpanDigest) -> CutRecord {
        let twin = keeps == .first ? first?.key ?? span.key : span.key
        return CutRecord(key: span.key, span: span.span, twin: twin)
    }
}

/// Finds the stretches of a document that are to be compared; scratch for one worker.
protocol SpanFinder: AnyObject {
    func append(of document: Document, in shared: DocumentScratch, to spans: inout [SpanDigest])
        throws
}

/// Gathers the digests of one task's documents.
public final class SpanObserver: CorpusObserver {
    fileprivate let sorter: RecordSorter<SpanDigest>
    fileprivate let spool: TextSpool?
    private let finder: any SpanFinder
    private var found: [SpanDigest] = []

    /// - Parameter spoolsTexts: whether the texts are looked at again, see ``CutTrial``.
    init(_ finder: any SpanFinder, spoolsTexts: Bool, _ task: TaskContext) {
        self.finder = finder
        spool = spoolsTexts ? TextSpool(task.folder.scratch.file("texts")) : nil
        sorter = RecordSorter("spans", in: task.folder.scratch, memory: task.memory)
    }

    public func observe(_ document: Document, in shared: DocumentScratch) throws {
        try checkSpannable(document)
        found.removeAll(keepingCapacity: true)
        try finder.append(of: document, in: shared, to: &found)
        for span in found { try sorter.add(span) }
        if !found.isEmpty { try spool?.add(document.key.rawValue, document.text) }
    }
}

/// Completes observers' spools as the task's files `texts-0`, `texts-1` and so on.
func publish(_ spools: [TextSpool], _ task: TaskContext) throws {
    var number = 0
    for spool in spools
    where try spool.finish(as: task.folder.file("texts-\(number)")) { number += 1 }
}

/// Offsets in records have 32 bits, and text kernels stop at half of that.
func checkSpannable(_ document: Document) throws {
    guard document.text.count < 1 << 31 else {
        throw DataError("the text has 2 GiB or more, which can't be deduplicated by parts")
    }
}

/// A stage that cuts equal stretches of documents.
protocol SpanDedup: CorpusStage where Observer == SpanObserver, Finish: Editing {
    var matching: SpanMatching { get }
    /// Whether a document may be dropped that holds the copy of something that stays.
    var dropsHolders: Bool { get }
    func makeFinder() -> any SpanFinder
    /// The part that cuts what a sorted file of ``CutRecord``s lists.
    func makeCutter(_ cuts: StoredFile) throws -> Finish
}

extension SpanDedup {
    private var trial: CutTrial? {
        guard dropsHolders && matching.keeps == .first else { return nil }
        return CutTrial(
            makeStage: { try makeCutter($0) }, columns: Finish.Column.allCases.count)
    }

    public func makeObserver(_ task: TaskContext) throws -> SpanObserver {
        SpanObserver(makeFinder(), spoolsTexts: trial != nil, task)
    }

    public func collect(_ observers: [SpanObserver], _ task: TaskContext) throws {
        try mergeRuns(
            of: observers.map(\.sorter), to: task.folder.file("spans"), memory: task.memory)
        try publish(observers.compactMap(\.spool), task)
    }

    public func phases(observedTasks: Int) -> [CorpusPhase] {
        matching.phases(observedTasks: observedTasks, trial: trial)
    }

    public func finish(_ inputs: FinishContext) throws -> Finish {
        try makeCutter(SpanMatching.cuts(inputs))
    }
}
