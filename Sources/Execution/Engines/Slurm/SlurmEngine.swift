// Runs tasks on a Slurm cluster: an array of jobs for each phase, one after the other.
import FileStore
import Foundation
import PipelineCore

/// Hands phases to Slurm and waits.
///
/// All phases are submitted at once, each as an array that begins when the one before it has
/// ended well: a run goes on to its end also when the process that submitted it is gone. Slurm
/// starts the tasks of a lost node again by itself. What is done is told by the completion
/// records, never by Slurm. The run's folder, the inputs and the program have to lie on storage
/// that all nodes share, under the same paths.
public struct SlurmEngine: Engine {
    /// The program to start on the nodes, by its whole path.
    let program: String
    /// The site's own options for sbatch: partition, account, time, memory.
    let options: [String]

    public init(program: String, options: [String] = []) {
        self.program = program
        self.options = options
    }

    public func isWorking(_ runner: TaskRunner) throws -> Bool {
        let slurm = SlurmCommands()
        try slurm.check()
        return try !slurm.jobs(of: SlurmMark(runner.folder)).isEmpty
    }

    public func run(_ phases: [DuePhase], _ runner: TaskRunner) throws {
        if phases.isEmpty { return }
        let slurm = SlurmCommands()
        try slurm.check()
        // Jobs of an earlier process that still live are waited for, not sent again.
        let alive = Set(try slurm.jobs(of: SlurmMark(runner.folder)).map(\.phase))
        if alive.isEmpty {
            let submission = SlurmSubmission(
                program: program, options: options, runner: runner, slurm: slurm)
            try submission.submit(phases)
        }
        // A process that was killed while it submitted has left the later phases to this one.
        let sent = alive.isEmpty ? phases : phases.filter { alive.contains($0.phase.name) }
        try SlurmWatch(runner: runner, slurm: slurm).wait(for: sent)
        if alive.isEmpty { return }
        try run(phases.compactMap { try DuePhase($0.phase, of: $0.tasks, runner.records) }, runner)
    }
}

extension RunFolder {
    /// Logs and task lists of Slurm's jobs.
    var slurm: StoredFolder { work.folder("slurm") }
}
