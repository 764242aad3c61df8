// Work on several threads whose results come out in order.
import Dispatch
import Foundation

/// Runs `work` over inputs on several threads, each with its own scratch, and `emit` over its
/// results in the order of the inputs.
///
/// At most one input per worker is held. The first error ends it.
func processInOrder<Work, Output, Scratch>(
    workers: Int, next: () throws -> Work?, scratch: () throws -> Scratch,
    work: (Work, inout Scratch) throws -> Output, emit: (Output) throws -> Void
) throws {
    let turns = Turns()
    // The closures are called under the lock, but for `work`, which shares nothing.
    nonisolated(unsafe) let next = next
    nonisolated(unsafe) let scratch = scratch
    nonisolated(unsafe) let work = work
    nonisolated(unsafe) let emit = emit
    DispatchQueue.concurrentPerform(iterations: max(1, workers)) { _ in
        do {
            var own = try turns.locked { try scratch() }
            while let (turn, input) = try turns.take(next) {
                let output = try work(input, &own)
                try turns.wait(for: turn) { try emit(output) }
            }
        } catch {
            turns.fail(error)
        }
    }
    if let error = turns.error { throw error }
}

/// Who may read, and whose turn it is to write.
private final class Turns: @unchecked Sendable {
    private let condition = NSCondition()
    private var taken = 0
    private var emitted = 0
    private(set) var error: (any Error)?

    func locked<Result>(_ body: () throws -> Result) throws -> Result {
        condition.lock()
        defer { condition.unlock() }
        return try body()
    }

    func take<Work>(_ next: () throws -> Work?) throws -> (Int, Work)? {
        try locked {
            guard error == nil, let input = try next() else { return nil }
            defer { taken += 1 }
            return (taken, input)
        }
    }

    func wait(for turn: Int, _ body: () throws -> Void) throws {
        try locked {
            while emitted != turn && error == nil { condition.wait() }
            if error != nil { return }
            try body()
            emitted += 1
            condition.broadcast()
        }
    }

    func fail(_ error: any Error) {
        condition.lock()
        if self.error == nil { self.error = error }
        condition.broadcast()
        condition.unlock()
    }
}
