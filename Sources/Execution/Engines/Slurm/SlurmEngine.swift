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

    public func run(_ phases: [DuePhase], _ runner: TaskRunner) throws {
        if phases.isEmpty { return }
        let slurm = SlurmCommands()
        try slurm.check()
        var jobs = try SlurmJobs(of: runner.folder)
        // Jobs of an earlier process that still live are waited for, not sent again.
        let alive = try slurm.states(of: jobs.ids)
        if alive.isEmpty {
            let submission = SlurmSubmission(
                program: program, options: options, runner: runner, slurm: slurm)
            jobs = try submission.submit(phases)
        }
        // A process that was killed while it submitted has left the later phases to this one.
        let sent = Set(jobs.jobs.map(\.phase))
        try SlurmWatch(jobs: jobs, runner: runner, slurm: slurm)
            .wait(for: phases.filter { sent.contains($0.phase.name) })
        if alive.isEmpty { return }
        try run(phases.compactMap { try DuePhase($0.phase, of: $0.tasks, runner.records) }, runner)
    }
}

/// The jobs that were submitted for a run, in its work folder.
struct SlurmJobs: Codable {
    struct Job: Codable {
        let phase: String
        /// Slurm's id of the array.
        let id: String
    }

    var jobs: [Job] = []

    init() {}

    init(of folder: RunFolder) throws {
        let file = Self.file(folder)
        guard try file.exists() else { return }
        self = try JSONDecoder().decode(SlurmJobs.self, from: Data(file.contents()))
    }

    var ids: [String] { jobs.map(\.id) }

    func write(to folder: RunFolder) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        try Self.file(folder).write(Array(try encoder.encode(self)) + [10])
    }

    /// The folder of logs, task lists and job numbers.
    static func folder(_ folder: RunFolder) -> StoredFolder { folder.work.folder("slurm") }

    private static func file(_ run: RunFolder) -> StoredFile { folder(run).file("jobs.json") }
}
