// Runs a corpus stage from a line of YAML over documents, phase by phase as the engine does.
import FileStore
import PipelineCore
import Stages

/// One corpus stage made from a line of YAML.
///
///     let probe = try CorpusProbe("line_dedup: { min_chars: 1 }")
///     let results = try probe.run([["a line"], ["a line", "another"]])
///     #expect(results[1].drop?.rule == "too_little_left")
public struct CorpusProbe {
    public let built: BuiltStage
    /// Bytes that observers and tasks may use; little, so that records are spilled.
    public var memory = 1 << 20
    /// Documents of a task are dealt out to so many observers.
    public var observers = 2

    public init(_ yaml: String, seed: UInt64 = 0, baseFolder: String = ".") throws {
        built = try buildStage(yaml, kinds: [.corpus], seed, baseFolder)
    }

    /// What became of every document, in the order of keys; a list of texts is a task.
    public func run(_ tasks: [[String]]) throws -> [StageProbe.Result] {
        try run(
            tasks.enumerated().map { file, texts in
                texts.enumerated().map { place, text in
                    let key = DocumentKey(file: file, place: place)
                    return Document(key: key, offset: 0, id: [], text: Array(text.utf8))
                }
            })
    }

    public func run(_ tasks: [[Document]]) throws -> [StageProbe.Result] {
        let stage = built.stage as! any CorpusStage
        return try runPhases(of: stage, tasks)
    }

    private func runPhases<S: CorpusStage>(
        of stage: S, _ tasks: [[Document]]
    ) throws -> [StageProbe.Result] {
        let probed = try ProbedTasks()
        for (index, documents) in tasks.enumerated() {
            let task = try probed.task(.observe, index, memory: memory)
            let all = try (0..<observers).map { _ in try stage.makeObserver(task) }
            let shared = DocumentScratch()
            for (number, document) in documents.enumerated() {
                shared.textChanged()
                try all[number % observers].observe(document, in: shared)
            }
            try stage.collect(all, task)
        }
        for phase in stage.phases(observedTasks: tasks.count) {
            for index in 0..<phase.taskCount {
                try phase.run(probed.task(phase.name, index, memory: memory))
            }
        }
        let finish = try stage.finish(
            FinishContext(files: probed.files, observedTasks: tasks.count))
        let link = try StageRunner.make(finish, stage: 0, firstColumn: 0)
        return try tasks.joined().map { try result(of: $0, link) }
    }

    private func result(of document: Document, _ link: StageRunner) throws -> StageProbe.Result {
        var document = document
        let columns = built.entry.measurements
        document.values = Array(repeating: .nan, count: columns.count)
        let drop = try link.process(&document, in: DocumentScratch())
        return StageProbe.Result(document: document, drop: drop, measurements: columns)
    }
}

/// Tasks of a stage's phases, whose files are in memory: a store as narrow as object storage.
public struct ProbedTasks {
    public let files: PhaseFiles
    private let scratch: ScratchDirectory

    public init() throws {
        files = PhaseFiles(MemoryFiles().folder("stage"))
        scratch = try ScratchDirectory()
    }

    public func task(
        _ phase: PhaseName, _ index: Int = 0, memory: Int = 1 << 20
    ) throws -> TaskContext {
        let passage = try ScratchFolder(scratch("\(phase)-\(index)"))
        return TaskContext(
            index: index, seed: 0,
            folder: TaskFolder(files, phase, task: index, scratch: passage), memory: memory,
            workers: 2, checkCancelled: {})
    }
}
