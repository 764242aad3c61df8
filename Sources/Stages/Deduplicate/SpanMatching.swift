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
        static let verdict: PhaseName = "verdict"
    }

    /// A stretch that occurs no more often than this stays everywhere.
    let maxCopies: Int
    let keeps: KeptCopy

    func phases(observedTasks: Int) -> [CorpusPhase] {
        [
            CorpusPhase(name: Phase.match, taskCount: Self.partitions) { task in
                try match(task, observedTasks)
            },
            CorpusPhase(name: Phase.verdict, taskCount: 1) { task in
                let parts = task.folder.earlier.files(
                    "cuts", of: Phase.match, tasks: Self.partitions)
                let merge = try RecordMerge<CutRecord>(parts, memory: task.memory)
                try merge.write(to: task.folder.file("cuts"))
            },
        ]
    }

    /// What the last phase left.
    static func cuts(_ inputs: FinishContext) -> StoredFile {
        inputs.files.file("cuts", of: Phase.verdict)
    }

    /// Walks the digests of one partition in order.
    private func match(_ task: TaskContext, _ observedTasks: Int) throws {
        let files = task.folder.earlier.files("spans", of: .observe, tasks: observedTasks)
        let merge: RecordMerge<SpanDigest> = try HashPartition(task.index, of: Self.partitions)
            .merge(files, memory: task.memory / 2, checkCancelled: task.checkCancelled)
        let sorter = RecordSorter<CutRecord>(
            "cuts", in: task.folder.scratch, memory: task.memory / 2)
        var group = EqualSpans(maxCopies: maxCopies, keeps: keeps)
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
    private var first: SpanDigest?
    /// Copies after the first that stay unless more than ``maxCopies`` turn up.
    private var waiting: [SpanDigest] = []
    private var count = 0

    init(maxCopies: Int, keeps: KeptCopy) {
        self.maxCopies = maxCopies
        self.keeps = keeps
    }

    mutating func add(_ span: SpanDigest, cutInto cuts: RecordSorter<CutRecord>) throws {
        guard let first, first.hasDigest(of: span) else {
            self.first = span
            waiting.removeAll(keepingCapacity: true)
            count = 1
            return
        }
        count += 1
        guard count > maxCopies else {
            waiting.append(span)
            return
        }
        if count == maxCopies + 1 {
            if keeps == .none { try cuts.add(cut(first)) }
            for early in waiting { try cuts.add(cut(early)) }
        }
        try cuts.add(cut(span))
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
    private let finder: any SpanFinder
    private var found: [SpanDigest] = []

    init(_ finder: any SpanFinder, _ task: TaskContext) {
        self.finder = finder
        sorter = RecordSorter("spans", in: task.folder.scratch, memory: task.memory)
    }

    public func observe(_ document: Document, in shared: DocumentScratch) throws {
        try checkSpannable(document)
        found.removeAll(keepingCapacity: true)
        try finder.append(of: document, in: shared, to: &found)
        for span in found { try sorter.add(span) }
    }
}

/// Offsets in records have 32 bits, and text kernels stop at half of that.
func checkSpannable(_ document: Document) throws {
    guard document.text.count < 1 << 31 else {
        throw DataError("the text has 2 GiB or more, which can't be deduplicated by parts")
    }
}

/// A stage that cuts equal stretches of documents.
protocol SpanDedup: CorpusStage where Observer == SpanObserver {
    var matching: SpanMatching { get }
    func makeFinder() -> any SpanFinder
}

extension SpanDedup {
    public func makeObserver(_ task: TaskContext) throws -> SpanObserver {
        SpanObserver(makeFinder(), task)
    }

    public func collect(_ observers: [SpanObserver], _ task: TaskContext) throws {
        try mergeRuns(
            of: observers.map(\.sorter), to: task.folder.file("spans"), memory: task.memory)
    }

    public func phases(observedTasks: Int) -> [CorpusPhase] {
        matching.phases(observedTasks: observedTasks)
    }
}
