// Runs the tasks of a corpus stage's phase, or any other list of independent tasks.
import Dispatch
import Foundation
import PipelineCore

/// Runs independent tasks on the worker pool; each is committed by itself.
struct PhaseRunner {
    let folder: RunFolder
    let seed: UInt64
    var origin: String?
    let engine: EngineSettings
    let journal: Journal
    let progress: RunProgress
    let cancellation: Cancellation

    /// Runs the tasks of `phase` that the journal doesn't know as finished.
    ///
    /// - Parameter before: folders of the stage's earlier phases.
    func run(_ phase: CorpusPhase, label: String, before: [String], only: Int? = nil) throws {
        let name = "\(label)/\(phase.name)"
        let due = (0..<phase.taskCount).filter {
            journal.record(name, $0) == nil && (only == nil || only == $0)
        }
        progress.begin(name, bytes: 0, tasks: due.count)
        let memory = engine.phaseMemory(tasks: due.count)
        try forEach(due) { index in
            let context = TaskContext(
                index: index, seed: seed, folder: folder.task(name, index) + ".part",
                phaseFolders: before, memory: memory, workers: due.count == 1 ? engine.workers : 1,
                origin: origin,
                checkCancelled: { [cancellation] in try cancellation.check() })
            try folder.makeEmpty(context.folder)
            try phase.run(context)
            try syncFolder(context.folder)
            try move(context.folder, to: folder.task(name, index))
            try sync(folder.phase(name))
            try journal.add(TaskRecord(phase: name, task: index))
        }
    }

    /// Runs `body` over indices on all workers, in order of start; the first error ends it.
    func forEach(_ indices: [Int], _ body: @escaping @Sendable (Int) throws -> Void) throws {
        let state = Mutexed(next: 0)
        DispatchQueue.concurrentPerform(iterations: min(engine.workers, max(1, indices.count))) {
            _ in
            while let position = state.take(upTo: indices.count) {
                do {
                    try cancellation.check()
                    try body(indices[position])
                    progress.tasksDone.add(1, ordering: .relaxed)
                } catch {
                    state.fail(error)
                }
            }
        }
        if let error = state.failure { throw error }
    }
}

/// The next position of a list, and the first failure.
private final class Mutexed: @unchecked Sendable {
    private let lock = NSLock()
    private var next: Int
    private(set) var failure: (any Error)?

    init(next: Int) {
        self.next = next
    }

    func take(upTo end: Int) -> Int? {
        lock.withLock {
            guard failure == nil, next < end else { return nil }
            defer { next += 1 }
            return next
        }
    }

    func fail(_ error: any Error) {
        lock.withLock { if failure == nil { failure = error } }
    }
}
