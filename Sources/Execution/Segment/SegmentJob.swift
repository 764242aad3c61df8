// What all tasks and workers of one segment share.
import FileFormats
import FileStore
import PipelineCore

/// One segment of one run, ready to be worked on.
final class SegmentJob: Sendable {
    let plan: Plan
    let segment: Segment
    let folder: RunFolder
    /// The document stages of the segment, in order.
    let stages: [(index: Int, stage: any Measuring)]
    /// The ledger first, then the waiting documents or the pipeline's writers, then the writers of what
    /// is dropped; the pipeline's writers alone where what was arranged is written, whose rows are
    /// there already.
    let sinks: [any SinkWorkers]
    /// Paths in the run's folder that the sinks' files go to; `nil` for the engine's own.
    let destinations: [String?]
    /// First records of ranges, where they are known and need not be looked for.
    let entries: RangeEntries
    /// Of each input file, the number of its reader.
    let readersOfInputs: [Int]
    private let readers: [any ReaderWorkers]
    private let tokens: TokenFacts?
    /// What one task may hold of documents that are put in order.
    private let sortingMemory: Int

    /// - Parameter sortingMemory: bytes for the documents of a task that are put in order.
    init(
        plan: Plan, segment: Segment, folder: RunFolder, entries: RangeEntries,
        workers count: Int, sortingMemory: Int
    ) throws {
        self.sortingMemory = sortingMemory
        self.plan = plan
        self.segment = segment
        self.folder = folder
        self.entries = entries
        readersOfInputs = plan.inputs.map(\.reader)
        stages = try Self.stages(of: segment, plan, folder)
        readers =
            segment.index == 0 ? plan.readers.map { workers(of: $0.reader, count: count) } : []
        let outputs = Self.outputs(of: segment, plan, folder, workers: count)
        (sinks, destinations) = (outputs.map(\.sink), outputs.map(\.path))
        let own = stages.compactMap { ($0.stage as? any Tokenizing)?.tokenFacts }.last
        let writes = segment.index == plan.writingSegment.index
        tokens = try own ?? (writes ? plan.tokenFacts(folder) : nil)
    }

    var isFirst: Bool { segment.index == 0 }

    /// Whether it writes documents that were arranged, whose fate is in the ledger already.
    var writesArranged: Bool { segment.index == plan.segments.count }

    /// Where a sink's documents go: a path in the run's folder, `nil` for the engine's own files.
    private typealias Output = (sink: any SinkWorkers, path: String?)

    private static func outputs(
        of segment: Segment, _ plan: Plan, _ folder: RunFolder, workers: Int
    ) -> [Output] {
        let kept = writers(of: segment, plan, workers) { !$0.takesDropped }
        if segment.index == plan.segments.count { return kept }
        let identifiers =
            segment.index == 0
            ? nil
            : IdentifierIndex(
                folder: folder, phase: plan.segments[segment.index - 1].phase, tasks: plan.tasks)
        let ledger = TypedSink(LedgerSink(plan: plan, identifiers: identifiers), workers: workers)
        return [(ledger, nil)] + (passedOn(segment, plan, workers).map { [($0, nil)] } ?? kept)
            + writers(of: segment, plan, workers) { $0.takesDropped }
    }

    /// Takes documents for the next segment or to be arranged; `nil` where they are written.
    private static func passedOn(
        _ segment: Segment, _ plan: Plan, _ workers: Int
    ) -> (any SinkWorkers)? {
        if segment.barrier != nil { return TypedSink(WaitingSink(), workers: workers) }
        return plan.arrangement.map { arrangement in
            let writers = plan.writers.map(\.writer).filter { !$0.takesDropped }
            return TypedSink(ArrangeSink(arrangement, writers), workers: workers)
        }
    }

    /// The sinks of some writers, those of what is kept once for every part of the corpus.
    private static func writers(
        of segment: Segment, _ plan: Plan, _ workers: Int, where isMeant: (any Writer) -> Bool
    ) -> [Output] {
        let labels = plan.stages.map(\.label)
        func output<W: Writer>(_ writer: W, _ part: PartOfCorpus?) -> Output {
            let sink = WriterSink(
                writer: writer, part: part, stages: labels, segment: segment.index)
            return (TypedSink(sink, workers: workers), writer.path)
        }
        let parts: [PartOfCorpus?] =
            plan.split.map { split in
                split.parts.map { PartOfCorpus(name: $0, column: split.column) }
            } ?? [nil]
        return plan.writers.map(\.writer).filter(isMeant).flatMap { writer in
            (writer.takesDropped ? [nil] : parts).map { output(writer, $0) }
        }
    }

    // MARK: Stages

    /// The document stages of a segment; the finishing part of the barrier before is made here.
    private static func stages(
        of segment: Segment, _ plan: Plan, _ folder: RunFolder
    ) throws -> [(index: Int, stage: any Measuring)] {
        try segment.stages.map { index in
            switch plan.stages[index].part {
            case .document(let stage): (index, stage)
            case .corpus(let stage):
                (
                    index,
                    try finished(stage, plan.finishContext(of: plan.stages[index], folder))
                )
            case .arranger:
                preconditionFailure("stages that arrange are in no segment")
            }
        }
    }

    func makeChain() throws -> [StageRunner] {
        try stages.map {
            try StageRunner.make(
                $0.stage, stage: $0.index, firstColumn: plan.stages[$0.index].firstColumn)
        }
    }

    // MARK: Input and output of tasks

    /// Makes a worker's parts of readers and sinks.
    func prepare(worker: Int) throws {
        for reader in readers { try reader.prepare(worker: worker) }
        for sink in sinks { try sink.prepare(worker: worker) }
    }

    func makeSource(_ task: ReadTask) throws -> any DocumentSource {
        guard segment.index > 0 else {
            return FileSource(plan.inputs, readers, entries.pieces(of: task))
        }
        if let arrangement = plan.arrangement, writesArranged {
            return ArrangedSource(
                try stretches(of: task, arrangement), arrangement.packing, tokens,
                split: plan.split)
        }
        return try WaitingSource(waitingDocuments(task))
    }

    private func stretches(
        of task: ReadTask, _ arrangement: Arrangement
    ) throws -> any ArrangedStretches {
        let phase = plan.segments[segment.index - 1].phase
        let folders = plan.tasks.map { folder.task(phase, $0.index) }
        return arrangement.ordering == nil
            ? try OrderedStretches(task: task.index, of: arrangement.taskCount, folders)
            : try SortedStretches(
                task: task.index, of: arrangement.taskCount, folders, memory: sortingMemory)
    }

    private func waitingDocuments(_ task: ReadTask) -> StoredFile {
        folder.task(plan.segments[segment.index - 1].phase, task.index)
            .file(WaitingDocuments.fileName)
    }

    /// Bytes that a task of this segment reads, for progress.
    func sourceBytes(of task: ReadTask) -> Int {
        if writesArranged { return 0 }
        guard segment.index > 0 else {
            return task.pieces.reduce(0) {
                $0 + $1.bytes(ofSize: plan.inputs[$1.input].file.size)
            }
        }
        return (try? waitingDocuments(task).size()) ?? 0
    }

    func sinkTask(_ task: ReadTask) -> SinkTask {
        SinkTask(
            own: folder.task(segment.phase, task.index), run: folder.place,
            name: taskName(task.index), columns: plan.columnNames, tokens: tokens,
            hasLossMask: plan.output.hasLossMask, content: plan.output.body,
            sequenceLength: plan.arrangement?.sequenceLength ?? 0, index: task.index,
            count: plan.tasks(of: segment).count)
    }
}
