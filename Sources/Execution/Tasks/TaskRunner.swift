// Runs tasks of a phase, wherever it is, and proves each done.
import Dispatch
import FileStore
import Foundation
import PipelineCore

/// Runs tasks of one run on this machine.
public struct TaskRunner: Sendable {
    public let plan: Plan
    public let folder: RunFolder
    public let settings: EngineSettings
    public let progress: RunProgress
    public let cancellation: Cancellation
    let records: CompletionRecords
    let proofs: WorkProofs

    public init(
        plan: Plan, folder: RunFolder, settings: EngineSettings,
        progress: RunProgress = RunProgress(), cancellation: Cancellation = Cancellation()
    ) {
        self.plan = plan
        self.settings = settings
        self.progress = progress
        self.cancellation = cancellation
        records = CompletionRecords(folder, plan: plan.digest)
        proofs = WorkProofs(plan, folder, records)
        self.folder = folder.checking(proofs)
    }

    /// Writes the proof that a task is done, with what it left.
    private func prove(_ record: CompletionRecord) throws {
        var record = record
        try proofs.describe(&record)
        try records.write(record)
    }

    /// Runs tasks of a phase; all phases before it are done. Tasks share this process's workers.
    public func run(_ phase: Phase, tasks: [Int]) throws {
        do {
            try perform(phase, tasks)
        } catch let error as ConfigError {
            // Nothing that the plan could have told: the pipeline may be right for other input.
            throw RunError(.setting, error.description)
        }
    }

    private func perform(_ phase: Phase, _ tasks: [Int]) throws {
        switch phase.kind {
        case .segment(let segment):
            let all = plan.tasks(of: segment)
            try run(segment, tasks.map { all[$0] })
        case .ranges(let segment):
            try forEach(tasks, of: phase) { _ in
                try fitRanges(of: segment)
                return [:]
            }
        case .corpus(let stage, let corpus):
            try forEach(tasks, of: phase) { index in
                let context = try context(of: corpus, stage, index, tasks: tasks.count)
                try context.folder.own.remove()
                try corpus.run(context)
                return [:]
            }
        case .ledger:
            try forEach(tasks, of: phase) { index in
                ["ledger": [try LedgerMerge(plan: plan, folder: folder, task: index).run()]]
            }
        case .finish:
            try forEach(tasks, of: phase) { _ in try RunFinish(self).run() }
        }
    }

    private func run(_ segment: Segment, _ tasks: [ReadTask]) throws {
        let job = try SegmentJob(
            plan: plan, segment: segment, folder: folder, entries: try RangeEntries(of: folder),
            workers: settings.workers, sortingMemory: settings.observerMemory)
        let bytes = tasks.reduce(0) { $0 + job.sourceBytes(of: $1) }
        progress.begin(segment.phase, bytes: bytes, tasks: tasks.count)
        let badRecords = BadRecordLimit(settings)
        try addBadRecordsSoFar(to: badRecords)
        try SegmentRunner(
            job: job, settings: settings, progress: progress, cancellation: cancellation,
            finished: prove
        ).run(tasks: tasks, badRecords: badRecords)
    }

    /// Ranges are entered at places that were found by looking. Where one turns out not to begin
    /// at the record that the range before it left, it is read again from there.
    private func fitRanges(of segment: Segment) throws {
        let check = RangeCheck(plan)
        while true {
            var entries = try RangeEntries(of: folder)
            guard let misfit = check.misfit(try records.records(segment.phase), entries) else {
                return
            }
            entries.known[misfit.task, default: [:]][misfit.piece] = misfit.entry
            try entries.write(to: folder)
            try records.remove(segment.phase, misfit.task)
            try run(segment, [plan.tasks[misfit.task]])
        }
    }

    /// Bad records of the tasks that are done.
    private func addBadRecordsSoFar(to limit: BadRecordLimit) throws {
        guard settings.maxBadRecords != nil || settings.maxBadFiles != nil else { return }
        for segment in plan.segments {
            for counts in try records.records(segment.phase).values.compactMap(\.counts) {
                try limit.add(counts)
            }
        }
    }

    private func context(
        of phase: CorpusPhase, _ stage: PlannedStage, _ index: Int, tasks: Int
    ) throws -> TaskContext {
        TaskContext(
            index: index, seed: plan.seed,
            folder: TaskFolder(
                folder.phases(of: stage.label), phase.name, task: index,
                scratch: try folder.scratch("\(stage.label)/\(phase.name)", index)),
            memory: settings.phaseMemory(tasks: tasks),
            workers: tasks == 1 ? settings.workers : 1, origin: plan.origin,
            checkCancelled: { [cancellation] in try cancellation.check() })
    }

    /// Runs `body`, which gives a task's outputs, over tasks on all workers in order of start; the
    /// first error ends it. Each task that is done is proved so.
    private func forEach(
        _ tasks: [Int], of phase: Phase,
        _ body: @escaping @Sendable (Int) throws -> [String: [OutputFile]]
    ) throws {
        progress.begin(phase.name, bytes: 0, tasks: tasks.count)
        let queue = TaskQueue(tasks)
        DispatchQueue.concurrentPerform(iterations: min(settings.workers, max(1, tasks.count))) {
            _ in
            while let index = queue.next() {
                do {
                    try cancellation.check()
                    let began = Date()
                    var record = CompletionRecord(
                        plan: plan.digest, phase: phase.name, task: index)
                    record.outputs = try body(index)
                    record.end(began: began)
                    try prove(record)
                    progress.tasksDone.add(1, ordering: .relaxed)
                } catch {
                    queue.fail(error)
                }
            }
        }
        if let error = queue.failure { throw error }
    }
}

/// The tasks that are still to be begun, and the first failure.
private final class TaskQueue: @unchecked Sendable {
    private let lock = NSLock()
    private var tasks: ArraySlice<Int>
    private(set) var failure: (any Error)?

    init(_ tasks: [Int]) { self.tasks = tasks[...] }

    func next() -> Int? {
        lock.withLock { failure == nil ? tasks.popFirst() : nil }
    }

    func fail(_ error: any Error) {
        lock.withLock { if failure == nil { failure = error } }
    }
}
