// What a run is doing, for a person who watches.
import Foundation
import Synchronization

/// Counters that workers raise and a display reads.
public final class RunProgress: Sendable {
    public let records = Atomic<Int>(0)
    public let kept = Atomic<Int>(0)
    public let dropped = Atomic<Int>(0)
    public let bad = Atomic<Int>(0)
    public let tokens = Atomic<Int>(0)
    /// Bytes of input files (or of waiting documents) read in this phase, and how many there are.
    public let bytesRead = Atomic<Int>(0)
    public let bytesTotal = Atomic<Int>(0)
    public let tasksDone = Atomic<Int>(0)
    public let tasksTotal = Atomic<Int>(0)
    private let state = Mutex((name: "", start: ContinuousClock().now))

    public init() {}

    /// The phase at hand.
    public var phase: String { state.withLock { $0.name } }

    /// When the phase at hand began.
    public var phaseStart: ContinuousClock.Instant { state.withLock { $0.start } }

    func begin(_ phase: String, bytes: Int, tasks: Int) {
        state.withLock { $0 = (phase, ContinuousClock().now) }
        bytesRead.store(0, ordering: .relaxed)
        bytesTotal.store(bytes, ordering: .relaxed)
        tasksDone.store(0, ordering: .relaxed)
        tasksTotal.store(tasks, ordering: .relaxed)
    }

    func add(_ counts: TaskCounts) {
        records.add(counts.records, ordering: .relaxed)
        kept.add(counts.kept, ordering: .relaxed)
        bad.add(counts.bad, ordering: .relaxed)
        tokens.add(counts.tokens, ordering: .relaxed)
        dropped.add(counts.dropped, ordering: .relaxed)
    }
}

/// What became of the documents of a task.
public struct TaskCounts: Codable, Sendable, Equatable {
    /// Documents and bad records that came out of the readers.
    public var records = 0
    public var kept = 0
    public var dropped = 0
    public var bad = 0
    /// Further records that were lost with bad ones; `nil` for none.
    public var lost: Int?
    public var tokens = 0
    /// Files that could not be read, or not to their end; `nil` for none.
    public var badFiles: [String]?

    public init() {}
}

/// A request to stop, from a signal or another thread.
public final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)

    public init() {}

    public func cancel() { flag.store(true, ordering: .relaxed) }

    var isCancelled: Bool { flag.load(ordering: .relaxed) }

    func check() throws {
        if isCancelled { throw RunError(.cancelled, "stopped") }
    }
}
