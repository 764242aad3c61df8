// Runs one segment: a pool of workers, each taking whatever step is due.
import Dispatch
import Foundation
import PipelineCore
import Synchronization

/// Runs tasks of a segment.
struct SegmentRunner {
    let job: SegmentJob
    let settings: EngineSettings
    let progress: RunProgress
    let cancellation: Cancellation
    /// Proves a task done.
    let finished: (CompletionRecord) throws -> Void

    /// - Parameter badRecords: has counted the bad records of earlier tasks.
    func run(tasks: [ReadTask], badRecords: BadRecordLimit) throws {
        let scheduler = SegmentScheduler(job: job, tasks: tasks, limits: settings.segmentLimits)
        nonisolated(unsafe) let shared = (scheduler: scheduler, runner: self)
        DispatchQueue.concurrentPerform(iterations: settings.workers) { index in
            shared.runner.work(index, shared.scheduler, badRecords)
        }
        // Workers have all returned: either everything is done or `next` throws the failure.
        _ = try scheduler.next(worker: 0)
    }

    private func work(_ index: Int, _ scheduler: SegmentScheduler, _ bad: BadRecordLimit) {
        do {
            let worker = try SegmentWorker(job, index: index)
            while let step = try scheduler.next(worker: index) {
                try cancellation.check()
                try take(step, index, worker, scheduler, bad)
            }
        } catch {
            scheduler.fail(error)
        }
    }

    private func take(
        _ step: SegmentStep, _ index: Int, _ worker: SegmentWorker, _ scheduler: SegmentScheduler,
        _ bad: BadRecordLimit
    ) throws {
        switch step {
        case .open(let task):
            try task.open(observing: try observing(task.task))
            scheduler.done { task.isReading = false }
        case .read(let task):
            let (chunk, bytes) = try task.read()
            progress.bytesRead.add(bytes, ordering: .relaxed)
            scheduler.done { scheduler.didRead(task, chunk) }
        case .process(let task, let ticket, let chunk):
            let observer = try task.observers?.observer(of: index)
            let result = try worker.process(chunk, observer: observer)
            if chunk.isLarge { try worker.forget() }
            if !job.writesArranged { progress.add(result.statistics.counts) }
            try bad.add(result.statistics.counts)
            scheduler.done {
                scheduler.didProcess(
                    task, ticket, result, isLarge: chunk.isLarge, worker: index)
            }
        case .assemble(let task, let result):
            try task.assemble(result)
            scheduler.done { scheduler.didAssemble(task, isEnd: false) }
        case .assembleEnd(let task):
            try task.assembleEnd()
            scheduler.done { scheduler.didAssemble(task, isEnd: true) }
        case .pack(_, let lane):
            try lane.pack(worker: index)
            scheduler.done { lane.endPacking(worker: index) }
        case .store(_, let lane):
            try lane.store()
            scheduler.done { scheduler.didStore(lane) }
        case .finish(let task):
            try finished(try task.finish())
            progress.tasksDone.add(1, ordering: .relaxed)
            scheduler.done { scheduler.didFinish(task) }
        }
    }

    /// The context of a task's observers; `nil` when no barrier follows.
    private func observing(_ task: ReadTask) throws -> TaskContext? {
        guard let barrier = job.segment.barrier else { return nil }
        let label = job.plan.stages[barrier].label
        let folder = TaskFolder(
            job.folder.phases(of: label), .observe, task: task.index,
            scratch: try job.folder.scratch("\(label)/observe", task.index))
        return TaskContext(
            index: task.index, seed: job.plan.seed, folder: folder,
            memory: settings.observerMemory, workers: 1, readers: job.readersOfInputs,
            checkCancelled: { [cancellation] in try cancellation.check() })
    }
}

/// Ends a run that has met more bad records or files than the user allows.
final class BadRecordLimit: Sendable {
    private let limit: Int?
    private let fileLimit: Int?
    private let count = Counter()
    private let files = Mutex<Set<String>>([])

    init(_ settings: EngineSettings) {
        limit = settings.maxBadRecords
        fileLimit = settings.maxBadFiles
    }

    func add(_ counts: TaskCounts) throws {
        try add(counts.badFiles ?? [])
        let bad = counts.bad + (counts.lost ?? 0)
        guard bad > 0, let limit, count.add(bad) > limit else { return }
        throw RunError(
            .tooManyBadRecords,
            "more than \(limit) bad records (--max-bad-records)\n"
                + "  Mend the input or raise the limit, then go on with --resume.")
    }

    private func add(_ lost: [String]) throws {
        guard let fileLimit, !lost.isEmpty else { return }
        let all = files.withLock { known in
            known.formUnion(lost)
            return known
        }
        guard all.count > fileLimit else { return }
        throw RunError(
            .tooManyBadRecords,
            "more than \(fileLimit) files can't be read, or not to their end (--max-bad-files): "
                + all.sorted().prefix(3).joined(separator: ", ")
                + "\n  Mend them or raise the limit, then go on with --resume.")
    }
}
