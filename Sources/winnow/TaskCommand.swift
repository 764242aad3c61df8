// `winnow task`: one task of one phase, the unit of a cluster's work.
import ArgumentParser
import Execution
import Foundation
import PipelineCore
import Stages

struct TaskCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "task",
        abstract: "Run one task of a prepared run, by itself.",
        discussion: """
            A finished task is not run again. When every task of every phase is
            done, 'winnow run --resume' completes the run.

            Examples:
              winnow plan Pipelines/web.yaml --into runs/web
              winnow task --run runs/web --phase segment0 --index 0
              winnow run --resume --output runs/web
            """)

    @Option(
        name: .customLong("run"), help: "The run's folder, prepared with 'winnow plan --into'.")
    var runFolder: String

    @Option(help: "The phase, as 'winnow plan' names it.")
    var phase: String

    @Option(help: "The task's index, from 0.")
    var index: Int

    @OptionGroup var engine: EngineArguments

    func run() throws {
        guard let header = try RunFolder(runFolder).header() else {
            throw RunError(
                .noRun,
                "\(runFolder) is not a prepared run\n  Prepare it with 'winnow plan --into'.")
        }
        let folder = try enterBase(of: header, run: runFolder)
        var arguments = PipelineArguments()
        arguments.pipeline = nil
        arguments.settings = []
        let plan = try arguments.plan(fallback: folder.pipeline)
        let executor = LocalExecutor(plan: plan, folder: folder, engine: try engine.settings())
        let signals = StopSignals { executor.cancellation.cancel() }
        try executor.runTask(phase: phase, index: index)
        withExtendedLifetime(signals) {}
    }
}
