// Who decides where a phase's tasks run.

/// What is to be done of a phase.
public struct DuePhase: Sendable {
    public let phase: Phase
    /// Indices of the tasks that are not done, in order.
    public let tasks: [Int]

    /// Those of some tasks of a phase that have no completion record; `nil` when all have.
    init?(_ phase: Phase, of tasks: some Sequence<Int>, _ records: CompletionRecords) throws {
        let done = try records.records(phase.name)
        self.phase = phase
        self.tasks = tasks.filter { done[$0] == nil }
        if self.tasks.isEmpty { return nil }
    }
}

/// Runs the tasks of phases: on this machine's cores, or by handing them to a cluster.
///
/// The only thing that an engine on other machines ever starts is
/// `winnow task --run DIR --phase P --index I`; what is done is told by the completion records.
public protocol Engine: Sendable {
    /// Runs phases in order, each after all tasks of the one before, and returns when all of them
    /// are done. Throws what ended one.
    func run(_ phases: [DuePhase], _ runner: TaskRunner) throws

    /// Whether tasks of the run are being worked on already, for an earlier process.
    func isWorking(_ runner: TaskRunner) throws -> Bool
}

extension Engine {
    public func isWorking(_ runner: TaskRunner) throws -> Bool { false }
}

/// Runs tasks in this process, all of a phase in one pool of workers.
public struct LocalEngine: Engine {
    public init() {}

    public func run(_ phases: [DuePhase], _ runner: TaskRunner) throws {
        for due in phases { try runner.run(due.phase, tasks: due.tasks) }
    }
}
