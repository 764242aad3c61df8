// Where the tasks of a corpus stage's phases leave their files.
import FileStore

/// A phase of a corpus stage, in snake_case.
public struct PhaseName: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let name: String

    public init(_ name: String) { self.name = name }

    public init(stringLiteral name: String) { self.name = name }

    public var description: String { name }

    /// The segment before the stage: what its observers left, in as many tasks as the segment has.
    public static let observe = PhaseName("observe")
}

/// A task's name: its index in five digits or more.
public func taskName(_ index: Int) -> String {
    let digits = String(index)
    return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
}

/// The files that the tasks of a stage's phases left.
public struct PhaseFiles: Sendable {
    private let stage: StoredFolder

    /// - Parameter stage: the folder of the stage's phases.
    public init(_ stage: StoredFolder) { self.stage = stage }

    /// All files of a task.
    public func folder(of phase: PhaseName, task: Int = 0) -> StoredFolder {
        stage.folder(phase.name).folder(taskName(task))
    }

    /// A file that a task left.
    public func file(_ name: String, of phase: PhaseName, task: Int = 0) -> StoredFile {
        folder(of: phase, task: task).file(name)
    }

    /// The file of one name that each of a phase's tasks left.
    public func files(_ name: String, of phase: PhaseName, tasks: Int) -> [StoredFile] {
        (0..<tasks).map { file(name, of: phase, task: $0) }
    }
}

/// One task's files: those that it leaves, those of passage, and those of earlier phases.
public struct TaskFolder: Sendable {
    /// What the stage's phases before this one left.
    public let earlier: PhaseFiles
    /// Where files of passage lie; empty when the task starts, and gone when it ends.
    public let scratch: ScratchFolder
    /// What the task leaves; taken as whole when it returns.
    public let own: StoredFolder

    public init(_ earlier: PhaseFiles, _ phase: PhaseName, task: Int, scratch: ScratchFolder) {
        self.earlier = earlier
        self.scratch = scratch
        own = earlier.folder(of: phase, task: task)
    }

    /// A file that this task leaves.
    public func file(_ name: String) -> StoredFile { own.file(name) }
}
