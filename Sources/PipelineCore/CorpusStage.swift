// Stages that look across documents: a barrier in the plan, with phases of tasks.
import FileStore

/// Looks across documents: deduplication, tokenizer training, sampling by rank.
///
/// The planner ends a segment before the stage. While that segment runs, each worker feeds the
/// surviving documents to an observer; when a task ends, its observers' findings become the
/// task's files. Then the stage's own phases run, and the last of them has left what
/// ``finish(_:)`` needs to make the part that works document by document in the next segment:
/// a filter that knows which keys are duplicates, a rewriter that knows the tokenizer.
///
/// All files are named by the engine, so that phases can't disagree about folders.
public protocol CorpusStage: Stage {
    associatedtype Observer: CorpusObserver
    /// The part that works on single documents afterwards; a ``Judging`` or ``Editing`` type.
    associatedtype Finish: Measuring

    /// Whether the corpus has to be seen first. Without, there is no barrier and no phase, and
    /// ``finish(_:)`` is asked at once.
    var needsCorpus: Bool { get }

    /// An observer for one worker and one task. Observers may spill to files of passage.
    func makeObserver(_ task: TaskContext) throws -> Observer

    /// Writes what the observers of one task saw into the task's folder. The result must not
    /// depend on how documents were spread over observers.
    func collect(_ observers: [Observer], _ task: TaskContext) throws

    /// What runs after every document was observed, in this order, each after the one before.
    func phases(observedTasks: Int) -> [CorpusPhase]

    /// The part that works on documents, made from what the last phase left.
    func finish(_ inputs: FinishContext) throws -> Finish

    /// Files of the phases that belong to the run's outputs, such as a trained tokenizer.
    func artifacts(_ inputs: FinishContext) -> [Artifact]

    /// What the finished part will judge by, for plans and documentation.
    var rules: [Rule<Finish.Column>] { get }

    /// Throws where a new run would fail on what runs left before; nothing was changed yet.
    ///
    /// - Parameter origin: see ``TaskContext/origin``.
    func checkBeginning(of origin: String?) throws
}

extension CorpusStage {
    public var needsCorpus: Bool { true }
    public func checkBeginning(of origin: String?) throws {}
    public var rules: [Rule<Finish.Column>] { [] }
    public func artifacts(_ inputs: FinishContext) -> [Artifact] { [] }
}

/// A file that a corpus stage's phase left and that the run keeps.
public struct Artifact: Sendable {
    /// Where the phase left it.
    public let source: StoredFile
    /// Path inside the run's folder.
    public let path: String

    public init(source: StoredFile, path: String) {
        self.source = source
        self.path = path
    }
}

/// What one worker gathers from one task's documents.
public protocol CorpusObserver: AnyObject {
    func observe(_ document: Document, in shared: DocumentScratch) throws
}

/// A phase: tasks that can run in any order, after all tasks of the phase before.
public struct CorpusPhase: Sendable {
    /// Unique in its stage.
    public let name: PhaseName
    public let taskCount: Int
    /// Runs one task: reads files of earlier phases, writes its own, and nothing else.
    public let run: @Sendable (TaskContext) throws -> Void

    public init(
        name: PhaseName, taskCount: Int, run: @escaping @Sendable (TaskContext) throws -> Void
    ) {
        self.name = name
        self.taskCount = taskCount
        self.run = run
    }
}

/// What a task may know: its place, its files, its share of memory.
public struct TaskContext: Sendable {
    public let index: Int
    public let seed: UInt64
    /// Of each input file, the number of the reader that reads it.
    public let readers: [Int]
    /// The task's own files, and those of the stage's phases before.
    public let folder: TaskFolder
    /// Bytes that this task may use for its buffers.
    public let memory: Int
    /// What this run shares with another of the same name over the same input files and with no
    /// other run; `nil` where input comes through a pipe.
    public let origin: String?
    /// How many workers the run has, for tasks that are alone and parallel inside.
    public let workers: Int
    /// Throws when the run is being stopped; call it between pieces of work.
    public let checkCancelled: @Sendable () throws -> Void

    public init(
        index: Int, seed: UInt64, folder: TaskFolder, memory: Int, workers: Int,
        origin: String? = nil, readers: [Int] = [],
        checkCancelled: @escaping @Sendable () throws -> Void
    ) {
        self.readers = readers
        self.index = index
        self.seed = seed
        self.folder = folder
        self.memory = memory
        self.workers = workers
        self.origin = origin
        self.checkCancelled = checkCancelled
    }
}

/// What the finishing part is made from.
public struct FinishContext: Sendable {
    /// The files that the stage's phases left; there are none when the corpus wasn't needed.
    public let files: PhaseFiles
    /// How many tasks observed documents.
    public let observedTasks: Int

    public init(files: PhaseFiles, observedTasks: Int) {
        self.files = files
        self.observedTasks = observedTasks
    }
}
