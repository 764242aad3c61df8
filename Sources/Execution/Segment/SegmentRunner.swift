// Runs one segment: a pool of workers, each taking whatever step is due.
import Dispatch
import Foundation
import PipelineCore

/// Runs the tasks of a segment that the journal doesn't know as finished.
struct SegmentRunner {
    let job: SegmentJob
    let engine: EngineSettings
    let journal: Journal
    let progress: RunProgress
    let cancellation: Cancellation

    /// - Parameter badRecords: has counted the bad records of earlier tasks.
    func run(tasks: [ReadTask], badRecords: BadRecordLimit) throws {
        let scheduler = SegmentScheduler(job: job, tasks: tasks, limits: engine.segmentLimits)
        nonisolated(unsafe) let shared = (scheduler: scheduler, runner: self)
        DispatchQueue.concurrentPerform(iterations: engine.workers) { index in
            shared.runner.work(index, shared.scheduler, badRecords)
        }
        // Workers have all returned: either everything is done or `next` throws the failure.
        _ = try scheduler.next()
    }

    private func work(_ index: Int, _ scheduler: SegmentScheduler, _ bad: BadRecordLimit) {
        do {
            let worker = try SegmentWorker(job)
            while let step = try scheduler.next() {
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
            try task.open(observing: observing(task.task))
            scheduler.done { task.isReading = false }
        case .read(let task):
            let (chunk, bytes) = try task.read()
            progress.bytesRead.add(bytes, ordering: .relaxed)
            scheduler.done { scheduler.didRead(task, chunk) }
        case .process(let task, let ticket, let chunk):
            let observer = try task.observer(of: index, context: observing(task.task))
            let result = try worker.process(chunk, observer: observer)
            progress.add(result.statistics)
            try bad.add(result.statistics.bad)
            scheduler.done { task.results[ticket] = result }
        case .assemble(let task, let result):
            let blocks = try task.assemble(result)
            scheduler.done { scheduler.didAssemble(task, blocks, isEnd: false) }
        case .assembleEnd(let task):
            let blocks = try task.assembleEnd()
            scheduler.done { scheduler.didAssemble(task, blocks, isEnd: true) }
        case .pack(let task, let lane, let ticket, let block):
            let packed = try worker.pack(block, channel: lane)
            scheduler.done { task.lanes[lane].packed[ticket] = packed }
        case .store(let task, let lane, let packed):
            try task.store(packed, lane: lane)
            scheduler.done { scheduler.didStore(task, lane: lane) }
        case .commit(let task):
            try journal.add(try task.commit(observing: observing(task.task)))
            progress.tasksDone.add(1, ordering: .relaxed)
            scheduler.done { scheduler.didCommit(task) }
        }
    }

    /// The context of a task's observers; `nil` when no barrier follows.
    private func observing(_ task: ReadTask) -> TaskContext? {
        guard let barrier = job.segment.barrier else { return nil }
        let label = job.plan.stages[barrier].label
        return TaskContext(
            index: task.index, seed: job.plan.seed,
            folder: job.folder.task(label + "/observe", task.index) + ".part", phaseFolders: [],
            memory: engine.observerMemory, workers: 1,
            checkCancelled: { [cancellation] in try cancellation.check() })
    }
}

/// Ends a run that has met more bad records than the user allows.
final class BadRecordLimit: Sendable {
    private let limit: Int?
    private let count = Counter()

    init(_ limit: Int?) {
        self.limit = limit
    }

    func add(_ bad: Int) throws {
        guard bad > 0, let limit, count.add(bad) > limit else { return }
        throw RunError(
            .tooManyBadRecords,
            "more than \(limit) bad records (--max-bad-records)\n"
                + "  Mend the input or raise the limit, then go on with --resume.")
    }
}
