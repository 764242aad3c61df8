// Work on several threads whose results come out in order.
import Dispatch
import Foundation

/// Runs `work` over inputs on several threads, each with its own scratch, and `emit` over its
/// results in the order of the inputs.
///
/// At most two inputs or results per worker are held: one that is done before its turn leaves its
/// result and goes on. `next` and `emit` are each called by one thread at a time, but the two
/// beside each other. The first error ends it.
func processInOrder<Work, Output, Scratch>(
    workers: Int, next: () throws -> Work?, scratch: () throws -> Scratch,
    work: (Work, inout Scratch) throws -> Output, emit: (Output) throws -> Void
) throws {
    let workers = max(1, workers)
    let turns = Turns<Output>(limit: 2 * workers)
    // Called by one thread at a time, but for `work`, which shares nothing.
    nonisolated(unsafe) let next = next
    nonisolated(unsafe) let scratch = scratch
    nonisolated(unsafe) let work = work
    nonisolated(unsafe) let emit = emit
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
        do {
            var own = try turns.reading { try scratch() }
            while let (turn, input) = try turns.take(next) {
                try turns.give(work(input, &own), at: turn, emit)
            }
        } catch {
            turns.fail(error)
        }
    }
    if let error = turns.error { throw error }
}

/// Who may read, and what was done before its turn.
private final class Turns<Output>: @unchecked Sendable {
    private let readingLock = NSLock()
    private let condition = NSCondition()
    private let limit: Int
    /// Under the reading lock.
    private var taken = 0
    private var emitted = 0
    private var finished: [Int: Output] = [:]
    private var isEmitting = false
    private(set) var error: (any Error)?

    init(limit: Int) { self.limit = limit }

    func reading<Result>(_ body: () throws -> Result) rethrows -> Result {
        readingLock.lock()
        defer { readingLock.unlock() }
        return try body()
    }

    /// The next input and its turn; nil at the end and after an error.
    func take<Work>(_ next: () throws -> Work?) throws -> (Int, Work)? {
        try reading {
            guard hasRoom(), let input = try next() else { return nil }
            defer { taken += 1 }
            return (taken, input)
        }
    }

    /// Waits until one more may be held; false after an error.
    private func hasRoom() -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while taken - emitted >= limit && error == nil { condition.wait() }
        return error == nil
    }

    /// Leaves a result, and emits all whose turn it is unless another thread does so.
    func give(_ output: Output, at turn: Int, _ emit: (Output) throws -> Void) throws {
        condition.lock()
        defer { condition.unlock() }
        finished[turn] = output
        if isEmitting { return }
        isEmitting = true
        defer { isEmitting = false }
        while error == nil, let output = finished.removeValue(forKey: emitted) {
            try unlocked { try emit(output) }
            emitted += 1
            condition.broadcast()
        }
    }

    private func unlocked(_ body: () throws -> Void) rethrows {
        condition.unlock()
        defer { condition.lock() }
        try body()
    }

    func fail(_ error: any Error) {
        condition.lock()
        if self.error == nil { self.error = error }
        condition.broadcast()
        condition.unlock()
    }
}
