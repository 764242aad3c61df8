// `winnow run`: a pipeline from input to output.
import ArgumentParser
import Execution
import Foundation
import PipelineCore

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a pipeline.",
        discussion: """
            Results go to one folder: the outputs, a ledger with a row per input
            document, a report (report.html) and a manifest. The same input,
            pipeline and seed give the same bytes, at any number of workers and
            after any interruption.

            Examples:
              winnow run Pipelines/quickstart.yaml
              winnow run Pipelines/web.yaml --output runs/web --workers 16 --memory 24G
              winnow run Pipelines/web.yaml --output runs/web --resume
              winnow run Pipelines/web.yaml \\
                --set stages.gopher_quality.min_words=40
              zcat pages.jsonl.gz | winnow run stdin.yaml --output runs/stdin
              winnow run Pipelines/web.yaml --output /shared/runs/web --engine slurm \\
                --sbatch "--partition=cpu --time=12:00:00" --workers 8

            With --engine slurm, the run's folder, the inputs and this program lie on
            storage that all nodes share. Every phase is submitted as an array of jobs
            that waits for the one before: the run goes on when this command is gone,
            and --resume watches it again. Ctrl-C cancels the jobs.

            Exit codes: 0 done, 1 failed while working, 64 the pipeline, an input
            or a flag is wrong (nothing was done), 65 done, but nothing was kept, more than
            half of the records are bad, or a mixture lacks what 'mix' asks for
            (0 with --accept-losses), 66 there is no such run, 75 another
            winnow holds the folder, 130 stopped (go on with --resume).
            """)

    @OptionGroup var pipeline: PipelineArguments
    @OptionGroup var machine: MachineArguments
    @OptionGroup var engine: EngineArguments

    @Option(name: .shortAndLong, help: "The run's folder (default: runs/NAME).")
    var output: String?

    @Flag(help: "Go on with the interrupted run in the folder.")
    var resume = false

    @Flag(help: "Begin anew in a folder that holds a run; its files are removed first.")
    var force = false

    @Flag(
        help:
            "End with 0 also where nothing was kept, most records are bad, or a mixture is short.")
    var acceptLosses = false

    @Flag(help: "Keep the files between phases (RUN/work).")
    var keepWork = false

    @Flag(name: .shortAndLong, help: "No progress and no summary.")
    var quiet = false

    @Flag(help: "Print the summary as JSON on stdout.")
    var json = false

    func validate() throws {
        if resume && force { throw ValidationError("--resume and --force exclude each other.") }
        if pipeline.pipeline == nil, !resume || output == nil {
            throw ValidationError(
                "Name a pipeline file, or resume a run with --resume --output FOLDER.")
        }
    }

    func run() throws {
        let (plan, folder) = try planAndFolder()
        var settings = try machine.settings()
        settings.keepsWork = keepWork
        let run = PipelineRun(
            plan: plan, folder: folder, settings: settings, engine: try engine.make())
        if resume, try folder.isFinished(), try SavedPlan(of: folder).digest == plan.digest {
            try run.removeWork()
            if !quiet { printError("\(folder.path) is finished: there is nothing to resume") }
            return
        }
        try perform(run)
    }

    /// What to run and where: as the pipeline file says, or as the run to resume was planned.
    private func planAndFolder() throws -> (Plan, RunFolder) {
        guard pipeline.pipeline == nil, let output else {
            let plan = try pipeline.plan()
            return (plan, RunFolder(output ?? "runs/\(plan.name)"))
        }
        return try savedPlan(of: RunFolder(output))
    }

    private func perform(_ run: PipelineRun) throws {
        let signals = StopSignals { run.cancellation.cancel() }
        let display = quiet ? nil : ProgressDisplay(run.progress)
        let existing: PipelineRun.Existing = resume ? .resume : force ? .replace : .refuse
        do {
            let summary = try run.run(existing: existing)
            display?.end()
            let loss = TotalLoss(summary)
            if let loss { printError("winnow: \(loss.text)") }
            if !quiet { printError(SummaryText(summary).text) }
            if json { printOutput(try SummaryText(summary).json) }
            if loss != nil, !acceptLosses { throw ExitCode(ExitStatus.losses) }
        } catch let error as RunError where error.code == .cancelled {
            display?.end()
            throw RunError(
                .cancelled,
                "stopped; finished tasks are safe\n  Go on with: winnow run"
                    + (pipeline.pipeline.map { " \(shellWord($0))" } ?? "")
                    + pipeline.settings.map { " --set \(shellWord($0))" }.joined()
                    + " --output \(shellWord(run.folder.path)) --resume")
        } catch {
            display?.end()
            throw error
        }
        withExtendedLifetime(signals) {}
    }
}

/// A word as a shell takes it: in quotes where it needs them.
func shellWord(_ word: String) -> String {
    let plain = word.utf8.allSatisfy {
        (48...57).contains($0) || (64...90).contains($0) || (97...122).contains($0)
            || [0x25, 0x2B, 0x2C, 0x2D, 0x2E, 0x2F, 0x3A, 0x3D, 0x5F].contains($0)
    }
    if plain, !word.isEmpty { return word }
    return "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'"
}
