// Waiting for a run's jobs: progress from completion records, trouble from Slurm's queue.
import FileStore
import Foundation
import PipelineCore

/// Watches the jobs of a run until all is done, or nothing goes on any more.
struct SlurmWatch {
    let runner: TaskRunner
    let slurm: SlurmCommands
    /// Between two looks.
    private static let seconds = 1.0
    /// A network folder may show a record some seconds late.
    private static let patience = 10

    /// Returns when every task has its record; throws where one ended without. A request to stop
    /// cancels all jobs.
    func wait(for phases: [DuePhase]) throws {
        let mark = SlurmMark(runner.folder)
        var idle = 0
        var shown = ""
        var left = phases[...]
        while let (phase, done) = try firstUnfinished(&left) {
            if runner.cancellation.isCancelled {
                try slurm.cancel(Set(slurm.jobs(of: mark).map(\.id)).sorted())
                throw RunError(.cancelled, "stopped")
            }
            if phase.phase.name != shown {
                shown = phase.phase.name
                runner.progress.begin(shown, bytes: 0, tasks: phase.tasks.count)
            }
            runner.progress.tasksDone.store(done, ordering: .relaxed)
            idle = try slurm.jobs(of: mark).isEmpty ? idle + 1 : 0
            if idle > Self.patience { throw failure(of: phase) }
            Thread.sleep(forTimeInterval: Self.seconds)
        }
    }

    /// The first phase that is not done, and how many of its tasks are. Those before it are removed:
    /// they need not be looked at again.
    private func firstUnfinished(_ left: inout ArraySlice<DuePhase>) throws -> (DuePhase, Int)? {
        while let due = left.first {
            let records = try runner.records.records(due.phase.name)
            let done = due.tasks.count { records[$0] != nil }
            if done < due.tasks.count { return (due, done) }
            left.removeFirst()
        }
        return nil
    }

    /// What to tell of a phase whose jobs have ended without all of its tasks.
    private func failure(of due: DuePhase) -> any Error {
        let name = flatName(due.phase.name)
        let folder = runner.folder.slurm
        let done = (try? runner.records.records(due.phase.name)) ?? [:]
        let missing = due.tasks.filter { done[$0] == nil }
        return RunError(
            .engine,
            "\(missing.count) of \(due.tasks.count) tasks of phase '\(due.phase.name)' ended "
                + "without being done, the first of them task \(missing.first ?? 0)\n"
                + lastWords(folder, name)
                + "  Logs are in \(folder.path). Go on with --resume.")
    }

    /// The end of the phase's first log that tells of an error.
    private func lastWords(_ folder: StoredFolder, _ name: String) -> String {
        let logs = (try? folder.entries()) ?? []
        for log in logs where log.name.hasPrefix(name + "-") && log.name.hasSuffix(".log") {
            guard let bytes = try? folder.file(log.name).contents(), !bytes.isEmpty else {
                continue
            }
            let lines = String(decoding: bytes.suffix(2000), as: UTF8.self)
                .split(separator: "\n").suffix(5)
            return lines.map { "  \(log.name): \($0)\n" }.joined()
        }
        return ""
    }
}
