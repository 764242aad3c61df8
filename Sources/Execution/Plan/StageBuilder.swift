// The stages of a pipeline file, made and checked against each other.
import PipelineCore

/// All stages of a pipeline.
struct BuiltStages {
    let readers: [PlannedReader]
    let stages: [PlannedStage]
    let writers: [PlannedWriter]
    /// What the documents hold that reach the writers.
    let output: ContentState

    var all: [BuiltStage] {
        readers.map(\.built) + stages.map(\.built) + writers.map(\.built)
    }
}

/// Makes the stages of one pipeline file. What it throws is a ``ConfigError``.
struct StageBuilder {
    let catalogue: StageCatalogue
    let file: PipelineFile
    let context: StageContext

    init(catalogue: StageCatalogue, file: PipelineFile, baseFolder: String) {
        self.catalogue = catalogue
        self.file = file
        context = StageContext(seed: file.seed, baseFolder: baseFolder)
    }

    func build() throws -> BuiltStages {
        try require(!file.input.isEmpty, "the pipeline reads nothing", "input")
        try require(!file.output.isEmpty, "the pipeline writes nothing", "output")
        let readers = try file.input.map(reader)
        var mixed = MixedInputs(readers, file)
        let uses = mixed.stageUses(catalogue)
        let stages = try planStages(uses, mixed)
        let recorded = context.following(stages.flatMap(\.columns))
        let writers = try file.output.map { try writer($0, recorded) }
        try ArrangementOrder(stages).check(uses)
        try OutputPaths(stages, writers).check(uses, file.output)
        try checkMarks(stages, uses)
        let output = try checkFlow(readers, stages, uses, writers)
        return BuiltStages(readers: readers, stages: stages, writers: writers, output: output)
    }

    private func require(_ condition: Bool, _ message: String, _ list: String) throws {
        if condition { return }
        throw ConfigError(
            message, at: file.file, suggestion: "Give '\(list)' at least one stage.")
    }

    // MARK: Making stages

    private func reader(_ use: PipelineFile.StageUse) throws -> PlannedReader {
        let built = try build(use, [.reader], context)
        guard let reader = built.stage as? any Reader else { throw unknownStage(use, [.reader]) }
        return PlannedReader(built: built, reader: reader)
    }

    private func writer(
        _ use: PipelineFile.StageUse, _ context: StageContext
    ) throws -> PlannedWriter {
        let built = try build(use, [.writer], context)
        guard let writer = built.stage as? any Writer else { throw unknownStage(use, [.writer]) }
        return PlannedWriter(built: built, writer: writer)
    }

    private func build(
        _ use: PipelineFile.StageUse, _ kinds: [StageKind], _ context: StageContext
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
                suggestion: other.kind == .mixer
                    ? "Write it as a key of its own: 'mix: { … }'."
                    : "Put it under '\(other.kind.section)'.")
        }
        let names = catalogue.entries.filter { kinds.contains($0.kind) }.map(\.info.name)
        let meant = nearestName(to: use.name, in: names).map { "Did you mean '\($0)'? " } ?? ""
        return ConfigError(
            "unknown stage '\(use.name)'", at: use.place,
            suggestion: meant + "'winnow stages' lists them all.")
    }

    /// Builds the stages one after the other, so that each may know what those before it record.
    private func planStages(
        _ uses: [PipelineFile.StageUse], _ mixed: MixedInputs
    ) throws -> [PlannedStage] {
        var counts: [String: Int] = [:]
        var earlier: [EarlierColumn] = []
        var planned: [PlannedStage] = []
        for (index, use) in uses.enumerated() {
            let built =
                index == mixed.place
                ? try build(
                    use, [.mixer],
                    context.following(earlier, mixing: mixed.context(behind: planned, catalogue)))
                : try build(use, StageKind.inStages, context.following(earlier))
            counts[use.name, default: 0] += 1
            let count = counts[use.name] ?? 1
            let label = count == 1 ? use.name : "\(use.name)_\(count)"
            let stage = PlannedStage(
                index: index, label: label, built: built, part: try part(built, use),
                firstColumn: earlier.count)
            earlier += stage.columns
            planned.append(stage)
        }
        return planned
    }

    private func part(_ built: BuiltStage, _ use: PipelineFile.StageUse) throws
        -> PlannedStage.Part
    {
        switch built.stage {
        case let stage as any CorpusStage: .corpus(stage)
        case let stage as any Measuring: .document(stage)
        case let stage as any Arranger: .arranger(stage)
        default: throw unknownStage(use, [.filter])
        }
    }

    // MARK: Checking them against each other

    /// A tokenizer has to know the marks that chat templates before it write.
    private func checkMarks(
        _ stages: [PlannedStage], _ uses: [PipelineFile.StageUse]
    ) throws {
        var marks: [String] = []
        for (stage, use) in zip(stages, uses) {
            marks += (stage.built.stage as? any WritingMarks)?.marks ?? []
            guard let tokenizer = stage.built.stage as? any KnowingMarks else { continue }
            let missing = marks.filter { !tokenizer.knows(mark: $0) }
            if missing.isEmpty { continue }
            throw ConfigError(
                "\(use.name): the tokenizer has no token for the template's marks "
                    + missing.joined(separator: ", "),
                at: use.place,
                suggestion: "Add them to the special tokens, or take the template's own tokenizer.")
        }
    }

    /// Follows what documents hold from the readers to the writers.
    private func checkFlow(
        _ readers: [PlannedReader], _ stages: [PlannedStage], _ uses: [PipelineFile.StageUse],
        _ writers: [PlannedWriter]
    ) throws -> ContentState {
        let given = readers.map { $0.reader.flow.gives ?? [] }
        var state = ContentState(body: given.reduce([]) { $0.union($1) })
        for (stage, use) in zip(stages, uses) {
            try check(stage.built, use, edits: stage.edits, state)
            state = state.following(stage.built.stage.flow)
        }
        for (writer, use) in zip(writers, file.output) {
            try check(writer.built, use, edits: false, state)
        }
        return state
    }

    private func check(
        _ built: BuiltStage, _ use: PipelineFile.StageUse, edits: Bool, _ state: ContentState
    ) throws {
        guard let refusal = state.refusal(of: built.stage.flow, edits: edits) else { return }
        throw ConfigError(
            "\(use.name) \(refusal.reason)", at: use.place, suggestion: refusal.remedy)
    }
}

extension PlannedStage {
    /// What it records, as later stages may name it.
    fileprivate var columns: [EarlierColumn] {
        built.entry.measurements.enumerated().map { offset, measurement in
            EarlierColumn(
                name: "\(label).\(measurement.name)", index: firstColumn + offset,
                unit: measurement.unit, words: measurement.words)
        }
    }

    /// Whether it changes what documents hold.
    var edits: Bool {
        switch part {
        case .document(let stage): stage is any Editing
        case .corpus(let stage): Self.finishEdits(stage)
        case .arranger: false
        }
    }

    private static func finishEdits<S: CorpusStage>(_ stage: S) -> Bool {
        S.Finish.self is any Editing.Type
    }
}

extension StageKind {
    /// Where stages of this kind stand in a pipeline file.
    fileprivate var section: String {
        switch self {
        case .reader: "input"
        case .writer: "output"
        case .mixer: "mix"
        default: "stages"
        }
    }
}
