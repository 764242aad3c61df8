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
            A finished task is not run again. The last phase, 'finish', completes the
            run; 'winnow run --resume' does whatever is left.

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

    @Option(help: "The task's index, from 0; several tasks share one process's workers.")
    var index: [Int]

    @OptionGroup var machine: MachineArguments

    func run() throws {
        let (plan, folder) = try savedPlan(of: RunFolder(runFolder))
        let run = PipelineRun(plan: plan, folder: folder, settings: try machine.settings())
        let signals = StopSignals { run.cancellation.cancel() }
        try run.runTasks(index, phase: phase)
        withExtendedLifetime(signals) {}
    }
}
