// From a pipeline file to a plan: every mistake is found here, before any work.
import FileFormats
import PipelineCore

/// Checks a pipeline file against the catalogue and the disk, and lays out the work.
public struct Planner: Sendable {
    public let catalogue: StageCatalogue
    public let baseFolder: String

    /// Part of every plan's digest: a new engine does not resume an old engine's run.
    public static let engineVersion = "1"

    public init(catalogue: StageCatalogue, baseFolder: String = ".") {
        self.catalogue = catalogue
        self.baseFolder = baseFolder
    }

    /// Throws ``ConfigError``.
    public func plan(_ file: PipelineFile) throws -> Plan {
        let context = StageContext(seed: file.seed, baseFolder: baseFolder)
        let readers = try file.input.map { try build($0, [.reader], file, context) }
        let stages = try planStages(file, context)
        let writers = try file.output.map { try build($0, [.writer], file, context) }
        try require(!readers.isEmpty, "the pipeline reads nothing", "input", file)
        try require(!writers.isEmpty, "the pipeline writes nothing", "output", file)
        try checkOutputs(writers, stages, file)
        try checkMarks(stages.map(\.built), file)
        let inputs = try InputListing(context: context).inputs(of: readers, file.input)
        return Plan(
            name: file.name, seed: file.seed, resolvedYAML: file.resolvedYAML, readers: readers,
            stages: stages, writers: writers, columns: columns(of: stages),
            segments: segments(of: stages), inputs: inputs, tasks: readTasks(of: inputs),
            digest: try digest(file, readers + stages.map(\.built) + writers, inputs))
    }

    private func require(
        _ condition: Bool, _ message: String, _ list: String, _ file: PipelineFile
    ) throws {
        if condition { return }
        throw ConfigError(
            message, at: file.file, suggestion: "Give '\(list)' at least one stage.")
    }

    private func build(
        _ use: PipelineFile.StageUse, _ kinds: [StageKind], _ file: PipelineFile,
        _ context: StageContext
    ) throws -> BuiltStage {
        guard let entry = catalogue.entry(use.name, kinds: kinds) else {
            throw unknownStage(use, kinds)
        }
        return try entry.build(
            use.options, file: file.file, stagePlace: use.place, context: context)
    }

    private func unknownStage(_ use: PipelineFile.StageUse, _ kinds: [StageKind]) -> ConfigError {
        if let other = catalogue.entry(use.name, kinds: StageKind.allCases) {
            return ConfigError(
                "'\(use.name)' is a \(other.kind.rawValue) and can't stand here", at: use.place,
                suggestion: "Put it under '\(other.kind.section)'.")
        }
        let names = catalogue.entries.filter { kinds.contains($0.kind) }.map(\.info.name)
        let meant = nearestName(to: use.name, in: names).map { "Did you mean '\($0)'? " } ?? ""
        return ConfigError(
            "unknown stage '\(use.name)'", at: use.place,
            suggestion: meant + "'winnow stages' lists them all.")
    }

    /// Each output has a place of its own, inside the run's folder and apart from the engine's.
    private func checkOutputs(
        _ writers: [BuiltStage], _ stages: [PlannedStage], _ file: PipelineFile
    ) throws {
        var taken = [
            "ledger", "work", "manifest.json", "journal.jsonl", "pipeline.yaml", "report.html",
        ]
        for (stage, use) in zip(stages, file.stages) {
            for path in stage.artifactPaths { try check(path, at: use.place, &taken) }
        }
        for (writer, use) in zip(writers, file.output) {
            guard let path = (writer.stage as? any Writer)?.path else { continue }
            try check(path, at: use.place, &taken)
        }
    }

    /// A tokenizer has to know the marks that chat templates before it write.
    private func checkMarks(_ stages: [BuiltStage], _ file: PipelineFile) throws {
        var marks: [String] = []
        for (built, use) in zip(stages, file.stages) {
            marks += (built.stage as? any WritingMarks)?.marks ?? []
            guard let tokenizer = built.stage as? any KnowingMarks else { continue }
            let missing = marks.filter { !tokenizer.knows(mark: $0) }
            if missing.isEmpty { continue }
            throw ConfigError(
                "the tokenizer has no token for the template's marks "
                    + missing.joined(separator: ", "),
                at: use.place,
                suggestion: "Add them to the special tokens, or take the template's own tokenizer.")
        }
    }

    private func check(_ path: String, at place: String, _ taken: inout [String]) throws {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let isInside = parts.allSatisfy { !["", ".", ".."].contains($0) }
        let isTaken = taken.contains {
            "\(path)/".hasPrefix($0 + "/") || $0.hasPrefix(path + "/")
        }
        guard isInside, !isTaken else {
            throw ConfigError(
                "the path '\(path)' is " + (isInside ? "taken" : "not inside the run's folder"),
                at: place, suggestion: "Give each output a path of its own, such as 'text'.")
        }
        taken.append(path)
    }

    /// Builds the stages one after the other, so that each may know what those before it record.
    private func planStages(_ file: PipelineFile, _ context: StageContext) throws -> [PlannedStage]
    {
        var uses: [String: Int] = [:]
        var earlier: [EarlierColumn] = []
        return try file.stages.enumerated().map { index, use in
            let kinds: [StageKind] = [.annotator, .filter, .rewriter, .corpus]
            let stage = try build(use, kinds, file, context.following(earlier))
            uses[use.name, default: 0] += 1
            let count = uses[use.name] ?? 1
            let label = count == 1 ? use.name : "\(use.name)_\(count)"
            let firstColumn = earlier.count
            for (offset, measurement) in stage.entry.measurements.enumerated() {
                earlier.append(
                    EarlierColumn(
                        name: "\(label).\(measurement.name)", index: firstColumn + offset,
                        unit: measurement.unit))
            }
            return PlannedStage(index: index, label: label, built: stage, firstColumn: firstColumn)
        }
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

    private func digest(
        _ file: PipelineFile, _ stages: [BuiltStage], _ inputs: [PlannedInput]
    ) throws -> String {
        var parts = ["winnow \(Self.engineVersion)", file.name, String(file.seed)]
        parts += stages.map { "\($0.entry.kind) \($0.entry.info.name)\n\($0.options)" }
        for path in stages.flatMap({ ($0.stage as? any ReadingFiles)?.files ?? [] }) {
            parts.append("\(path)\n\(try SHA256.hex(ofFile: path))")
        }
        parts += inputs.map { "\($0.file.path)\n\($0.file.size) \($0.modified) \($0.reader)" }
        return SHA256.hex(of: Array(parts.joined(separator: "\n\n").utf8).span)
    }
}

extension StageKind {
    /// Where stages of this kind stand in a pipeline file.
    fileprivate var section: String {
        switch self {
        case .reader: "input"
        case .writer: "output"
        default: "stages"
        }
    }
}
