// `winnow plan`: what a pipeline would do, without doing it.
import ArgumentParser
import Execution
import FileStore
import PipelineCore

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Check a pipeline and show what would run.",
        discussion: """
            Examples:
              winnow plan Pipelines/web.yaml
              winnow plan Pipelines/web.yaml --json
              winnow plan Pipelines/web.yaml --into runs/web   # for 'winnow task'

            The first records of up to eight files of each reader are read as a run would
            read them, and what they hold is told; --no-peek leaves the files alone.

            Exit codes: 0 the pipeline is right, 64 it is wrong, 65 no document is among
            the first records.
            """)

    @OptionGroup var pipeline: PipelineArguments

    @Option(help: "Prepare this run folder, so that 'winnow task' can work on it.")
    var into: String?

    @Flag(help: "Print the plan as JSON.")
    var json = false

    @Flag(inversion: .prefixedNo, help: "Read the first records of the inputs.")
    var peek = true

    func run() throws {
        let plan = try pipeline.plan()
        let run = PipelineRun(plan: plan, folder: RunFolder(into ?? "runs/\(plan.name)"))
        if into != nil { try run.prepareOnly() }
        let peek = peek ? try InputPeek(plan) : nil
        if json {
            try printJSON(PlanFacts(plan, run, peek))
        } else {
            print(PlanText(plan: plan, run: run, peek: peek).text)
        }
        guard let peek else { return }
        for warning in PeekText(peek: peek).warnings { printError("winnow: \(warning)") }
        if peek.holdsNothing { throw ExitCode(ExitStatus.losses) }
    }
}

/// A plan in words.
private struct PlanText {
    let plan: Plan
    let run: PipelineRun
    let peek: InputPeek?

    var text: String {
        let head =
            "\(plan.name): \(counted(plan.inputs.count, "input file")), \(bytes(plan.inputBytes)), "
            + "seed \(plan.seed)"
        let passed =
            plan.passedOver.isEmpty
            ? [] : ["passed over in folders: \(FilePatterns.text(plan.passedOver))"]
        return
            ([head] + passed + plan.segments.flatMap(lines(of:)) + arranged + costs
            + (peek.map { PeekText(peek: $0).lines } ?? []) + ["", "digest \(plan.digest)"])
            .joined(separator: "\n")
    }

    /// What stages need beyond the documents, reckoned from the size of the input.
    private var costs: [String] {
        let cost = PlanCost(plan)
        if cost.stages.isEmpty { return [] }
        var lines = [
            "",
            "cost, reckoned from the size of the input (about "
                + "\(grouped(cost.size.documents)) documents, \(bytes(cost.size.textBytes)) of text)",
        ]
        for stage in cost.stages {
            lines += stage.cost.disk.map { "  \(stage.label): \(bytes($0.bytes)) \($0.what)" }
        }
        lines.append("  documents that wait: \(bytes(cost.waitingBytes))")
        lines.append("  in all: \(bytes(cost.diskBytes)) of temporary disk")
        lines.append("  memory: \(bytes(cost.leastMemory)) at least")
        return lines
    }

    private func lines(of segment: Segment) -> [String] {
        var lines = ["", "\(segment.phase): \(counted(plan.tasks.count, "task"))"]
        if segment.index == 0 {
            lines += plan.readers.map { "  read   \($0.built.entry.info.name)" }
        }
        for stage in segment.stages.map({ plan.stages[$0] }) {
            lines.append("  \(kind(stage)) \(stage.label)")
            if stage.built.entry.kind == .mixer { lines += shares }
            lines += stage.built.rules.map {
                "           drop \($0.reason) when \($0.measurement) \($0.symbol) \($0.threshold)"
            }
        }
        if let barrier = segment.barrier {
            lines.append("  -- barrier: \(plan.stages[barrier].label) sees every document")
            lines += run.phases.filter { $0.name.hasPrefix(plan.stages[barrier].label + "/") }
                .map { "\n\($0.name): \(counted($0.taskCount, "task"))" }
        } else {
            lines += plan.arrangement == nil ? writes : ["  -- what is kept waits to be arranged"]
        }
        return lines
    }

    /// What is asked of every input.
    private var shares: [String] {
        plan.readers.compactMap { reader in
            let asked = reader.reader.inputs.share
            guard let share = asked.share else { return nil }
            return "           \(fixed(100 * share, 2)) % \(reader.built.entry.info.name) "
                + "\(reader.reader.inputs.paths.first ?? ""), \(fixed(asked.maxEpochs, 2)) epochs at most"
        }
    }

    private var writes: [String] { plan.writers.map { "  write  \($0.built.entry.info.name)" } }

    /// The tasks that write what was arranged.
    private var arranged: [String] {
        guard let arrangement = plan.arrangement else { return [] }
        let name = "segment\(plan.segments.count)"
        return ["", "\(name): \(counted(arrangement.taskCount, "task"))"]
            + arrangement.labels.map { "  order  \($0)" } + writes
    }

    private func kind(_ stage: PlannedStage) -> String {
        switch stage.built.entry.kind {
        case .annotator: "note  "
        case .filter: "filter"
        case .rewriter: "edit  "
        case .mixer: "take  "
        default: "corpus"
        }
    }
}

/// A plan for scripts.
private struct PlanFacts: Encodable {
    struct Phase: Encodable {
        let name: String
        let tasks: Int
    }

    struct Stage: Encodable {
        let label: String
        let kind: String
        let options: String
        let rules: [String]
    }

    let name: String
    let seed: UInt64
    let digest: String
    let inputs: [String]
    let inputBytes: Int
    let passedOver: [String: Int]
    let stages: [Stage]
    let phases: [Phase]
    /// Left out with --no-peek.
    let firstRecords: [PeekFacts]?

    private enum CodingKeys: String, CodingKey {
        case name, seed, digest, inputs, stages, phases
        case inputBytes = "input_bytes"
        case passedOver = "passed_over"
        case firstRecords = "first_records"
    }

    init(_ plan: Plan, _ run: PipelineRun, _ peek: InputPeek?) {
        firstRecords = peek?.beginnings.map(PeekFacts.init)
        name = plan.name
        seed = plan.seed
        digest = plan.digest
        inputs = plan.inputs.map(\.file.path)
        inputBytes = plan.inputBytes
        passedOver = plan.passedOver
        stages = plan.stages.map { stage in
            Stage(
                label: stage.label, kind: stage.built.entry.kind.rawValue,
                options: stage.built.options,
                rules: stage.built.rules.map {
                    "\($0.reason): \($0.measurement) \($0.symbol) \($0.threshold)"
                })
        }
        phases = run.phases.map { Phase(name: $0.name, tasks: $0.taskCount) }
    }
}
