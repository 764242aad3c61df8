// What all tasks and workers of one segment share.
import FileFormats
import PipelineCore

/// One segment of one run, ready to be worked on.
final class SegmentJob: @unchecked Sendable {
    let plan: Plan
    let segment: Segment
    let folder: RunFolder
    /// The document stages of the segment, in order.
    let stages: [(index: Int, stage: any Measuring)]
    /// The ledger first, then the waiting documents or the pipeline's writers.
    let channels: [Channel]
    /// Folders in the run's folder that the channels' files go to; `nil` for the engine's own.
    let destinations: [String?]
    let memory: Int

    static let ledgerChannel = 0

    var isFirst: Bool { segment.index == 0 }

    /// What the plan's stages and this segment's parts of them published, for the writers.
    let properties: [String: String]

    init(
        plan: Plan, segment: Segment, folder: RunFolder,
        stages: [(index: Int, stage: any Measuring)], memory: Int
    ) {
        self.plan = plan
        self.segment = segment
        self.folder = folder
        self.stages = stages
        self.memory = memory
        let previous = segment.index == 0 ? nil : plan.segments[segment.index - 1]
        let identifiers = previous.map {
            IdentifierIndex(folder: folder, phase: $0.phase, tasks: plan.tasks)
        }
        let writers = plan.writers.map { $0.stage as! any Writer }
        let isLast = segment.barrier == nil
        channels =
            [LedgerChannel(plan: plan, identifiers: identifiers)]
            + (isLast ? writers.map(channel(for:)) : [WaitingChannel()])
        destinations = [nil] + (isLast ? writers.map(\.path) : [nil])
        let publishing: [any Sendable] = plan.stages.map(\.built.stage) + stages.map(\.stage)
        properties = publishing.reduce(into: [:]) { all, stage in
            guard let stage = stage as? any Publishing else { return }
            all.merge(stage.properties) { $1 }
        }
    }

    func makeParser() throws -> ChunkParser {
        isFirst ? try FileParser(plan: plan) : WaitingParser()
    }

    func makeSource(_ task: ReadTask) throws -> DocumentSource {
        guard segment.index > 0 else { return FileSource(plan: plan, task: task) }
        let before = folder.task(plan.segments[segment.index - 1].phase, task.index)
        return try WaitingSource(path: before + "/documents.frames")
    }

    func makeChain() throws -> [StageRunner] {
        try stages.map {
            try StageRunner.make(
                $0.stage, stage: $0.index, firstColumn: plan.stages[$0.index].firstColumn)
        }
    }

    /// Bytes that a task of this segment reads, for progress.
    func sourceBytes(of task: ReadTask) -> Int {
        guard segment.index > 0 else {
            return task.inputs.reduce(0) { $0 + plan.inputs[$1].file.size }
        }
        let before = folder.task(plan.segments[segment.index - 1].phase, task.index)
        let path = before + "/documents.frames"
        return (try? RandomAccessFile(path: path).count) ?? 0
    }
}
