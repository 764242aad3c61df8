// From a pipeline file to a plan: every mistake is found here, before any work.
import FileFormats
import FileStore
import Foundation
import PipelineCore

/// Checks a pipeline file against the catalogue and the disk, and lays out the work.
public struct Planner: Sendable {
    public let catalogue: StageCatalogue
    public let baseFolder: String
    /// Text bytes, as reckoned from the input's size, that a task has which writes what was arranged.
    var arrangedBytes = 64 << 20

    /// Part of every plan's digest: a new engine does not resume an old engine's run.
    public static let engineVersion = "11"

    public init(catalogue: StageCatalogue, baseFolder: String = ".") {
        self.catalogue = catalogue
        self.baseFolder = baseFolder
    }

    /// The same with other tasks for arranged documents.
    package func arranging(bytesOfTask: Int) -> Planner {
        var planner = self
        planner.arrangedBytes = bytesOfTask
        return planner
    }

    /// Throws ``ConfigError``.
    public func plan(_ file: PipelineFile) throws -> Plan {
        let builder = StageBuilder(catalogue: catalogue, file: file, baseFolder: baseFolder)
        let stages = try builder.build()
        let (inputs, passedOver) = try InputListing(context: builder.context).inputs(
            of: stages.readers, file.input)
        let files = try plannedFiles(stages)
        let cutting = TaskCutting(
            taskBytes: file.taskBytes, total: inputs.reduce(0) { $0 + $1.file.size })
        var plan = try plan(
            stages, file, inputs: inputs, passedOver: passedOver.counts, files: files,
            tasks: try cutting.tasks(of: inputs, stages.readers),
            digest: digest(file, stages, inputs, files))
        plan.specialFiles = passedOver.special
        return plan
    }

    /// The plan that a run saved: its inputs and tasks as they were found then. Throws ``RunError``
    /// where another engine saved it, or a file that decides what stages do has changed.
    public func plan(_ saved: SavedPlan) throws -> Plan {
        guard saved.winnow == Self.engineVersion else {
            throw RunError(
                .changed,
                "this run was planned by engine \(saved.winnow), and this is \(Self.engineVersion)\n"
                    + "  Go on with that version of winnow, or begin anew in another folder.")
        }
        let file = try PipelineFile(
            savedYAML: saved.resolvedYAML, file: "plan.json", catalogue,
            variables: ProcessInfo.processInfo.environment)
        let builder = StageBuilder(catalogue: catalogue, file: file, baseFolder: baseFolder)
        let stages = try builder.build()
        for known in saved.files { try check(known) }
        let inputs = saved.inputs.enumerated().map { number, input in
            PlannedInput(
                file: InputFile(number: number, path: input.path, size: input.size),
                reader: input.reader, version: input.version)
        }
        let tasks = saved.tasks.enumerated().map { ReadTask(index: $0, pieces: $1) }
        let again = try plan(
            stages, file, inputs: inputs, passedOver: saved.passedOver, files: saved.files,
            tasks: tasks, digest: digest(file, stages, inputs, saved.files))
        guard again.digest == saved.digest else { throw differing(saved, SavedPlan(again)) }
        return again
    }

    /// What was saved makes another plan than it did: a secret of the environment differs.
    private func differing(_ saved: SavedPlan, _ again: SavedPlan) -> RunError {
        let found = saved.differences(from: again).prefix(10).joined(separator: ", ")
        return RunError(
            .changed,
            "this run began with other values than the environment holds now\n"
                + "  What differs: \(found.isEmpty ? "the plan" : found)")
    }

    private func plan(
        _ stages: BuiltStages, _ file: PipelineFile, inputs: [PlannedInput],
        passedOver: [String: Int], files: [PlannedFile], tasks: [ReadTask], digest: String
    ) throws -> Plan {
        Plan(
            name: file.name, seed: file.seed, resolvedYAML: try file.savedYAML(catalogue),
            readers: stages.readers, stages: stages.stages, writers: stages.writers,
            columns: columns(of: stages.stages), segments: segments(of: stages.stages),
            arrangement: Arrangement(
                stages.stages, textBytes: PlanCost.textBytes(of: inputs), share: arrangedBytes),
            inputs: inputs, passedOver: passedOver, tasks: tasks, output: stages.output,
            files: files,
            baseFolder: baseFolder, taskBytes: file.taskBytes, digest: digest)
    }

    private func columns(of stages: [PlannedStage]) -> [PlannedColumn] {
        stages.flatMap { stage in
            stage.built.entry.measurements.map {
                PlannedColumn(
                    name: "\(stage.label).\($0.name)", stage: stage.index, measurement: $0)
            }
        }
    }

    /// Cuts the list of stages at every barrier.
    private func segments(of stages: [PlannedStage]) -> [Segment] {
        var segments: [Segment] = []
        var current: [Int] = []
        for stage in stages {
            if case .arranger = stage.part { continue }
            if stage.barrier != nil {
                segments.append(
                    Segment(index: segments.count, stages: current, barrier: stage.index))
                current = []
            }
            current.append(stage.index)
        }
        segments.append(Segment(index: segments.count, stages: current, barrier: nil))
        return segments
    }

    // MARK: What decides the outputs

    private func plannedFiles(_ stages: BuiltStages) throws -> [PlannedFile] {
        let paths = stages.all.flatMap { ($0.stage as? any ReadingFiles)?.files ?? [] }
        return try paths.map { path in
            let file = try StoredFile(path)
            return PlannedFile(
                path: path, sha256: try SHA256.hex(of: file),
                version: try file.entry()?.version ?? "")
        }
    }

    private func check(_ known: PlannedFile) throws {
        let file = try StoredFile(known.path)
        if try file.entry()?.version == known.version { return }
        guard try SHA256.hex(of: file) == known.sha256 else {
            throw RunError(.changed, "\(known.path) changed since this run began")
        }
    }

    private func digest(
        _ file: PipelineFile, _ stages: BuiltStages, _ inputs: [PlannedInput],
        _ files: [PlannedFile]
    ) -> String {
        var parts = [
            "winnow \(Self.engineVersion)", file.name, String(file.seed), String(file.taskBytes),
        ]
        parts += stages.all.map { "\($0.entry.kind) \($0.entry.info.name)\n\($0.options)" }
        parts += files.map { "\($0.path)\n\($0.sha256)" }
        parts += inputs.map { "\($0.file.path)\n\($0.file.size) \($0.version) \($0.reader)" }
        return SHA256.hex(of: Array(parts.joined(separator: "\n\n").utf8).span)
    }
}
