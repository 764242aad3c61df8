// What will run: checked stages, numbered inputs, segments, and the tasks that read them.
import FileFormats
import FileStore
import PipelineCore

/// A checked pipeline: everything that is known before work starts.
public struct Plan: Sendable {
    public let name: String
    public let seed: UInt64
    /// The pipeline file with overrides and variables in place, secrets as they were written.
    public let resolvedYAML: String
    public let readers: [PlannedReader]
    /// Document and corpus stages in pipeline order.
    public let stages: [PlannedStage]
    public let writers: [PlannedWriter]
    /// All measurement columns, stage after stage.
    public let columns: [PlannedColumn]
    public let segments: [Segment]
    /// What comes between the last of the segments and the writers; nil where nothing does.
    public let arrangement: Arrangement?
    public let inputs: [PlannedInput]
    /// How many files and links in the inputs' folders are not read, by ending or reason.
    public let passedOver: [String: Int]
    /// Pipes, devices, sockets and links that lead nowhere among these, where they were just found.
    public internal(set) var specialFiles: [String] = []
    /// What each task reads. Every segment has these tasks.
    public let tasks: [ReadTask]
    /// What the documents hold that reach the writers.
    public let output: ContentState
    /// Files besides the inputs that decide what stages do.
    public let files: [PlannedFile]
    /// The folder that relative paths start from.
    public let baseFolder: String
    /// Stored bytes of input that a task reads, as the pipeline file asks for.
    public let taskBytes: Int
    /// SHA-256 over everything that decides the outputs.
    public let digest: String

    /// The names of all columns, in order.
    public var columnNames: [String] { columns.map(\.name) }

    /// Tells runs of the same name over the same input files from others; `nil` with a pipe, whose
    /// content isn't known.
    var origin: String? {
        if inputs.contains(where: { $0.file.path == "-" }) { return nil }
        let files = inputs.map { "\($0.file.path)\n\($0.file.size) \($0.version)" }
        return SHA256.hex(of: Array(([name] + files).joined(separator: "\n\n").utf8).span)
    }

    /// Input bytes on disk.
    public var inputBytes: Int { inputs.reduce(0) { $0 + $1.file.size } }
}

/// A reader of the plan.
public struct PlannedReader: Sendable {
    public let built: BuiltStage
    public let reader: any Reader
}

/// A writer of the plan.
public struct PlannedWriter: Sendable {
    public let built: BuiltStage
    public let writer: any Writer
}

/// A stage of the plan.
public struct PlannedStage: Sendable {
    /// What a stage is to the engine.
    public enum Part: Sendable {
        /// It works on single documents.
        case document(any Measuring)
        /// It looks across documents first.
        case corpus(any CorpusStage)
        /// It arranges what is kept.
        case arranger(any Arranger)
    }

    public let index: Int
    /// The stage's name; a second `sample` is `sample_2`. Ledger columns begin with it.
    public let label: String
    public let built: BuiltStage
    public let part: Part
    /// Its first column in ``Plan/columns``.
    public let firstColumn: Int

    /// The stage as a barrier; `nil` when it works on single documents or needs no corpus.
    public var barrier: (any CorpusStage)? {
        guard case .corpus(let stage) = part, stage.needsCorpus else { return nil }
        return stage
    }
}

extension PlannedStage {
    /// What the stage will leave in the run's folder, besides what writers write.
    var artifactPaths: [String] {
        guard case .corpus(let stage) = part else { return [] }
        let nowhere = FinishContext(
            files: PhaseFiles(MemoryFiles().folder("nowhere")), observedTasks: 1)
        return stage.artifacts(nowhere).map(\.path)
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

    /// The phase's name in completion records and on the command line.
    public var phase: String { "segment\(index)" }
}

/// An input file and who reads it.
public struct PlannedInput: Sendable {
    public let file: InputFile
    /// Index into ``Plan/readers``.
    public let reader: Int
    /// What the store said of its version, so that a changed file is noticed.
    public let version: String
}

/// A file besides the inputs that decides what a stage does: a model, a list, a tokenizer.
public struct PlannedFile: Sendable, Codable, Equatable {
    public let path: String
    public let sha256: String
    public let version: String
}

/// What one task reads: ranges of files, in the order of the input.
public struct ReadTask: Sendable {
    public let index: Int
    public let pieces: [InputPiece]

    public init(index: Int, pieces: [InputPiece]) {
        self.index = index
        self.pieces = pieces
    }

    /// The smallest key that a document of the task can have.
    var firstKey: DocumentKey {
        guard let piece = pieces.first else { return DocumentKey(rawValue: 0) }
        return DocumentKey(
            file: piece.input, place: RecordPlaces.first(ofCellAt: piece.range.start))
    }
}

/// A range of one input.
public struct InputPiece: Sendable, Codable, Equatable {
    /// Index into ``Plan/inputs``.
    public let input: Int
    public let range: StoredRange

    public init(input: Int, range: StoredRange) {
        self.input = input
        self.range = range
    }

    /// Stored bytes of the range.
    func bytes(ofSize size: Int) -> Int { (range.end ?? max(size, range.start)) - range.start }
}
