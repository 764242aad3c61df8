// Who decides where a phase's tasks run.

/// Runs the tasks of phases: on this machine's cores, or by handing them to a cluster.
///
/// The only thing that an engine on other machines ever starts is
/// `winnow task --run DIR --phase P --index I`; what is done is told by the completion records.
public protocol Engine: Sendable {
    /// Runs tasks of a phase and returns when all of them are done. Throws what ended one.
    ///
    /// - Parameters:
    ///   - tasks: indices of the tasks that are not done, in order.
    ///   - runner: the run, for engines that run tasks here.
    func run(_ phase: Phase, tasks: [Int], _ runner: TaskRunner) throws
}

/// Runs tasks in this process, all of a phase in one pool of workers.
public struct LocalEngine: Engine {
    public init() {}

    public func run(_ phase: Phase, tasks: [Int], _ runner: TaskRunner) throws {
        try runner.run(phase, tasks: tasks)
    }
}
