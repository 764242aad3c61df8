// Which documents a stage would drop after its cuts, so that no other loses anything for their sake.
import FileFormats
import FileStore
import PipelineCore

/// Documents that are cut and then dropped hold no copy that stays.
///
/// Stages that cut what stands elsewhere, and drop documents of which too little is left, work in
/// two rounds: the first finds what all documents would lose; the trial applies that and the stage's
/// own rules; in the second round no copy in a document that would go counts as one that stays. A
/// document loses no more in the second round than in the first, so those that stayed do so still.
struct CutTrial: Sendable {
    /// The part that cuts, by a file of ``CutRecord``s.
    let makeStage: @Sendable (StoredFile) throws -> any Measuring
    /// How many measurements it records.
    let columns: Int

    enum Phase {
        /// The first round's cuts in one file.
        static let proposal: PhaseName = "proposal"
        static let trial: PhaseName = "trial"
        static let refused: PhaseName = "refused"
    }

    static let tasks = SpanMatching.partitions

    /// The phases after the first round, whose cuts are in `parts`.
    func phases(
        observedTasks: Int, parts: @escaping @Sendable (TaskContext) -> [StoredFile]
    ) -> [CorpusPhase] {
        [
            CorpusPhase(name: Phase.proposal, taskCount: 1) { task in
                try RecordMerge<CutRecord>(parts(task), memory: task.memory)
                    .write(to: task.folder.file("cuts"))
            },
            CorpusPhase(name: Phase.trial, taskCount: Self.tasks) { task in
                let folders = (0..<observedTasks).map {
                    task.folder.earlier.folder(of: .observe, task: $0)
                }
                try run(SpooledTexts(folders), task)
            },
            CorpusPhase(name: Phase.refused, taskCount: 1) { task in
                let parts = task.folder.earlier.files(
                    "refused", of: Phase.trial, tasks: Self.tasks)
                try RecordMerge<KeyRecord>(parts, memory: task.memory)
                    .write(to: task.folder.file("refused"))
            },
        ]
    }

    /// Leaves the keys of those in the task's share of the texts that would be dropped.
    private func run(_ texts: SpooledTexts, _ task: TaskContext) throws {
        let cuts = task.folder.earlier.file("cuts", of: Phase.proposal)
        let lookup = try RecordLookup<CutRecord>(cuts)
        var (scratch, found) = (RecordLookup<CutRecord>.Scratch(), [CutRecord]())
        let runner = try StageRunner.make(makeStage(cuts), stage: 0, firstColumn: 0)
        let shared = DocumentScratch()
        let refused = RecordSorter<KeyRecord>(
            "refused", in: task.folder.scratch, memory: task.memory / 2)
        try texts.forEach(share: task.index, of: Self.tasks) { key, text in
            found.removeAll(keepingCapacity: true)
            try lookup.append(of: key, to: &found, using: &scratch)
            if found.isEmpty { return }
            var document = Document(
                key: DocumentKey(rawValue: key), offset: 0, id: [],
                text: text.withUnsafeBufferPointer(Array.init))
            document.values = Array(repeating: .nan, count: columns)
            shared.textChanged()
            if try runner.process(&document, in: shared) != nil {
                try refused.add(KeyRecord(key: key, value: 0))
            }
            try task.checkCancelled()
        }
        try mergeRuns(of: [refused], to: task.folder.file("refused"), memory: task.memory / 2)
    }
}

/// The documents that the trial found would go; empty where there was none.
struct RefusedDocuments {
    private let lookup: RecordLookup<KeyRecord>?
    private var scratch = RecordLookup<KeyRecord>.Scratch()

    /// None.
    init() { lookup = nil }

    init(of files: PhaseFiles) throws {
        lookup = try RecordLookup(
            files.file("refused", of: CutTrial.Phase.refused), blockCount: 512)
    }

    mutating func contain(_ key: UInt64) throws -> Bool {
        guard let lookup, lookup.count > 0 else { return false }
        return try lookup.record(of: key, using: &scratch) != nil
    }
}
