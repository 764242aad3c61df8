// What a plan does with the documents that are kept, before they are written.
import PipelineCore

/// How kept documents are ordered and packed, and in how many tasks they are written.
public struct Arrangement: Sendable {
    let ordering: (any Ordering)?
    let packing: (any Packing)?
    /// The column that says how often a document is written; nil where each is once.
    let copies: Int?
    /// The stages' labels, for people.
    public let labels: [String]
    /// Tasks that write. A function of the input's size alone: which documents a task has depends on
    /// this number and on all documents, not on how the input was cut.
    public let taskCount: Int
    private static let mostTasks = 1024

    /// - Parameters:
    ///   - textBytes: what the whole input is reckoned to hold.
    ///   - share: the same of a task.
    init?(_ stages: [PlannedStage], textBytes: Int, share: Int) {
        let arrangers = stages.filter { if case .arranger = $0.part { true } else { false } }
        if arrangers.isEmpty { return nil }
        ordering = arrangers.lazy.compactMap { $0.built.stage as? any Ordering }.first
        packing = arrangers.lazy.compactMap { $0.built.stage as? any Packing }.first
        copies = stages.first { $0.built.stage is any Mixing }?.firstColumn
        labels = arrangers.map(\.label)
        taskCount = min(Self.mostTasks, max(1, (textBytes + share - 1) / share))
    }

    /// Tokens of a packed sequence, or 0.
    var sequenceLength: Int { packing?.sequenceLength ?? 0 }

    /// How often a document is written.
    func copies(of document: Document) -> Int {
        guard let copies, document.values.indices.contains(copies) else { return 1 }
        return document.values[copies].isNaN ? 1 : Int(document.values[copies])
    }

    /// The task that a document of this rank belongs to.
    func task(ofRank rank: UInt64) -> Int {
        Int(rank.multipliedFullWidth(by: UInt64(taskCount)).high)
    }
}

extension Plan {
    /// The segment that writes: the last of all, or the one behind it where documents are arranged.
    var writingSegment: Segment {
        arrangement == nil
            ? segments[segments.count - 1]
            : Segment(index: segments.count, stages: [], barrier: nil)
    }

    /// The tasks of a segment.
    func tasks(of segment: Segment) -> [ReadTask] {
        guard let arrangement, segment.index == segments.count else { return tasks }
        return (0..<arrangement.taskCount).map { ReadTask(index: $0, pieces: []) }
    }

    /// The files over all tasks that writers make at the end, by their paths in the run's folder.
    var joinedPaths: [String] {
        let parts = split.map { $0.parts.map { Optional($0) } } ?? [nil]
        return writers.flatMap { writer -> [String] in
            let names = (writer.writer as? any JoiningWriter)?.joinedFiles(of: parts) ?? []
            return names.map { "\(writer.writer.path)/\($0)" }
        }
    }

    /// The parts that the corpus is written in, and the column that tells a document's.
    var split: (parts: [String], column: Int)? {
        for stage in stages {
            if let split = stage.built.stage as? any Splitting {
                return (split.parts, stage.firstColumn)
            }
        }
        return nil
    }
}

/// Where stages that arrange may stand.
struct ArrangementOrder {
    private let stages: [PlannedStage]

    init(_ stages: [PlannedStage]) { self.stages = stages }

    /// Throws ``ConfigError`` for an arranging stage in the wrong place, and for a second split.
    func check(_ uses: [PipelineFile.StageUse]) throws {
        var last = 0
        var splits = 0
        for (stage, use) in zip(stages, uses) {
            let rank = rank(of: stage)
            splits += stage.built.stage is any Splitting ? 1 : 0
            if rank < last || (rank > 0 && rank == last) {
                throw ConfigError(
                    "\(use.name) can't come after a stage that arranges what is kept",
                    at: use.place,
                    suggestion: "Stages that arrange come last, each once: 'shuffle', then 'pack'.")
            }
            if splits > 1 {
                throw ConfigError(
                    "\(use.name) divides the corpus a second time", at: use.place,
                    suggestion: "Name all parts in one 'split'.")
            }
            last = rank
        }
    }

    private func rank(of stage: PlannedStage) -> Int {
        switch stage.built.stage {
        case is any Ordering: 1
        case is any Packing: 2
        default: 0
        }
    }
}
