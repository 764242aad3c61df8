// What a pipeline file means: stages, columns, segments, inputs and the tasks that read them.
import FileFormats
import PipelineCore

/// A checked pipeline: everything that is known before work starts.
public struct Plan: Sendable {
    public let name: String
    public let seed: UInt64
    /// The pipeline file with overrides and variables in place.
    public let resolvedYAML: String
    public let readers: [BuiltStage]
    /// Document and corpus stages in pipeline order.
    public let stages: [PlannedStage]
    public let writers: [BuiltStage]
    /// All measurement columns, stage after stage.
    public let columns: [PlannedColumn]
    public let segments: [Segment]
    public let inputs: [PlannedInput]
    /// Which inputs each task reads. Every segment has these tasks.
    public let tasks: [ReadTask]
    /// SHA-256 over everything that decides the outputs.
    public let digest: String

    /// The names of all columns, in order.
    public var columnNames: [String] { columns.map(\.name) }

    /// Tells runs of the same name over the same input files from others; `nil` with a pipe, whose
    /// content isn't known.
    var origin: String? {
        if inputs.contains(where: { $0.file.path == "-" }) { return nil }
        let files = inputs.map { "\($0.file.path)\n\($0.file.size) \($0.modified)" }
        return SHA256.hex(of: Array(([name] + files).joined(separator: "\n\n").utf8).span)
    }

    /// Input bytes on disk.
    public var inputBytes: Int { inputs.reduce(0) { $0 + $1.file.size } }
}

/// A stage of the plan.
public struct PlannedStage: Sendable {
    public let index: Int
    /// The stage's name; a second `sample` is `sample_2`. Ledger columns begin with it.
    public let label: String
    public let built: BuiltStage
    /// Its first column in ``Plan/columns``.
    public let firstColumn: Int

    /// The stage as a barrier; `nil` when it works on single documents or needs no corpus.
    public var barrier: (any CorpusStage)? {
        guard let stage = built.stage as? any CorpusStage, stage.needsCorpus else { return nil }
        return stage
    }
}

extension PlannedStage {
    /// What the stage will leave in the run's folder, besides what writers write.
    var artifactPaths: [String] {
        guard let barrier else { return [] }
        let folders = 1 + barrier.phases(observedTasks: 1).count
        let nowhere = FinishContext(
            phaseFolders: Array(repeating: "", count: folders), observedTasks: 1)
        return barrier.artifacts(nowhere).map(\.path)
    }
}

/// A measurement's column in the ledger.
public struct PlannedColumn: Sendable {
    /// `stage.measurement`.
    public let name: String
    public let stage: Int
    public let measurement: Measurement
}

/// A fused chain without communication: between two barriers.
public struct Segment: Sendable {
    public let index: Int
    /// Indices of its stages. The first may be the finishing part of the barrier before.
    public let stages: [Int]
    /// The corpus stage whose observers it feeds; `nil` for the last segment, which writes.
    public let barrier: Int?

    /// The phase's name in the journal and on the command line.
    public var phase: String { "segment\(index)" }
}

/// An input file and who reads it.
public struct PlannedInput: Sendable {
    public let file: InputFile
    /// Index into ``Plan/readers``.
    public let reader: Int
    /// Nanoseconds since 1970; part of the plan's digest, so a changed file is noticed.
    public let modified: Int
}

/// The inputs of one task: a contiguous range, small files together.
public struct ReadTask: Sendable {
    public let index: Int
    public let inputs: Range<Int>
}
