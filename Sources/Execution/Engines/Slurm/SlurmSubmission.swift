// Submitting a run's phases as job arrays, each dependent on the one before.
import FileStore
import Foundation
import PipelineCore

/// Makes one array of jobs for each phase.
struct SlurmSubmission {
    let program: String
    let options: [String]
    let runner: TaskRunner
    let slurm: SlurmCommands

    func submit(_ phases: [DuePhase]) throws {
        var ids: [String] = []
        let most = try slurm.maxArraySize()
        do {
            for due in phases { ids.append(try submit(due, after: ids.last, most: most)) }
        } catch {
            // Half a chain would end without the rest.
            try? slurm.cancel(ids)
            throw error
        }
    }

    /// Submits the tasks of a phase: so many a job that the array is not too large.
    private func submit(_ due: DuePhase, after job: String?, most: Int) throws -> String {
        let perJob = (due.tasks.count + most - 1) / most
        let count = (due.tasks.count + perJob - 1) / perJob
        let name = flatName(due.phase.name)
        let folder = runner.folder.slurm
        let list = folder.file("\(name).tasks")
        try list.write(Array(lines(of: due.tasks, perJob).utf8))
        let logs = absolutePath(folder.path)
        var words = [
            "--parsable", "--job-name=winnow-\(runner.plan.name)-\(name)",
            "--array=0-\(count - 1)", "--output=\(logs)/\(name)-%a.log", "--open-mode=append",
            "--requeue", "--kill-on-invalid-dep=yes",
        ]
        if let job { words.append("--dependency=afterok:\(job)") }
        if !namesProcessors { words.append("--cpus-per-task=\(runner.settings.workers)") }
        words += options
        words.append("--comment=" + SlurmMark(runner.folder).comment(for: due.phase.name))
        words.append("--wrap=" + script(due.phase.name, list: absolutePath(list.path)))
        return try slurm.submit(words)
    }

    /// A line for each job: its tasks as flags.
    private func lines(of tasks: [Int], _ perJob: Int) -> String {
        stride(from: 0, to: tasks.count, by: perJob).map { start in
            tasks[start..<min(tasks.count, start + perJob)].map { "--index \($0)" }
                .joined(separator: " ") + "\n"
        }.joined()
    }

    private var namesProcessors: Bool {
        options.contains { $0.hasPrefix("--cpus-per-task") || $0.hasPrefix("-c") }
    }

    private func script(_ phase: String, list: String) -> String {
        let settings = runner.settings
        return """
            cd \(quoted(absolutePath(runner.plan.baseFolder))) && \
            exec \(quoted(program)) task --run \(quoted(absolutePath(runner.folder.path))) \
            --phase \(quoted(phase)) \
            --workers "${SLURM_CPUS_PER_TASK:-\(settings.workers)}" \
            --memory \(settings.memory) \(badRecords) \
            $(sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" \(quoted(list)))
            """
    }

    private var badRecords: String {
        let records = runner.settings.maxBadRecords.map { "--max-bad-records \($0)" } ?? ""
        return records + (runner.settings.maxBadFiles.map { " --max-bad-files \($0)" } ?? "")
    }

    private func quoted(_ word: String) -> String {
        "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'"
    }
}
