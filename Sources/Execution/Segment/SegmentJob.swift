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
    /// The ledger first, then the waiting documents where others follow, then the pipeline's writers.
    let sinks: [any SinkWorkers]
    /// Paths in the run's folder that the sinks' files go to; `nil` for the engine's own.
    let destinations: [String?]
    /// First records of ranges, where they are known and need not be looked for.
    let entries: RangeEntries
    private let readers: [any ReaderWorkers]
    private let tokens: TokenFacts?

    init(
        plan: Plan, segment: Segment, folder: RunFolder, entries: RangeEntries, workers count: Int
    ) throws {
        self.plan = plan
        self.segment = segment
        self.folder = folder
        self.entries = entries
        stages = try Self.stages(of: segment, plan, folder)
        readers =
            segment.index == 0 ? plan.readers.map { workers(of: $0.reader, count: count) } : []
        sinks = Self.sinks(of: segment, plan, folder, workers: count)
        let writers = Self.writers(of: segment, plan)
        destinations =
            (segment.barrier == nil ? [nil] : [nil, nil]) + writers.map(\.writer.path)
        let published = plan.stages.map(\.built.stage) as [Any] + stages.map(\.stage)
        tokens = published.compactMap { ($0 as? any Tokenizing)?.tokenFacts }.last
    }

    var isFirst: Bool { segment.index == 0 }

    private static func sinks(
        of segment: Segment, _ plan: Plan, _ folder: RunFolder, workers: Int
    ) -> [any SinkWorkers] {
        let identifiers =
            segment.index == 0
            ? nil
            : IdentifierIndex(
                folder: folder, phase: plan.segments[segment.index - 1].phase, tasks: plan.tasks)
        let labels = plan.stages.map(\.label)
        func sink<W: Writer>(_ writer: W) -> any SinkWorkers {
            TypedSink(
                WriterSink(writer: writer, stages: labels, segment: segment.index),
                workers: workers)
        }
        let ledger = TypedSink(
            LedgerSink(plan: plan, identifiers: identifiers), workers: workers)
        let waiting: [any SinkWorkers] =
            segment.barrier == nil ? [] : [TypedSink(WaitingSink(), workers: workers)]
        return [ledger] + waiting + writers(of: segment, plan).map { sink($0.writer) }
    }

    /// The writers of a segment: all of the last one, and in the others those of what is dropped.
    private static func writers(of segment: Segment, _ plan: Plan) -> [PlannedWriter] {
        plan.writers.filter { segment.barrier == nil || $0.writer.takesDropped }
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
                (index, try finish(stage, plan.finishContext(of: plan.stages[index], folder)))
            }
        }
    }

    private static func finish<S: CorpusStage>(_ stage: S, _ context: FinishContext) throws
        -> any Measuring
    {
        try stage.finish(context)
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
        return try WaitingSource(waitingDocuments(task))
    }

    private func waitingDocuments(_ task: ReadTask) -> StoredFile {
        folder.task(plan.segments[segment.index - 1].phase, task.index)
            .file(WaitingDocuments.fileName)
    }

    /// Bytes that a task of this segment reads, for progress.
    func sourceBytes(of task: ReadTask) -> Int {
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
            hasLossMask: plan.output.hasLossMask, content: plan.output.body)
    }
}

extension Plan {
    /// What the finishing part of a stage is made from.
    func finishContext(of stage: PlannedStage, _ folder: RunFolder) -> FinishContext {
        FinishContext(
            files: folder.phases(of: stage.label),
            observedTasks: stage.barrier == nil ? 0 : tasks.count)
    }
}
