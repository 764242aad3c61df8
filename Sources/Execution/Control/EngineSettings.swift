// How a run uses the machine: flags of the command line, never part of a recipe.
import Foundation
import Synchronization

/// Workers and memory. None of it changes an output's bytes.
public struct EngineSettings: Sendable {
    /// Threads that work; one per core by default.
    public var workers: Int
    /// Bytes that the run aims to stay within.
    public var memory: Int
    /// The run ends when more records than this are bad; `nil`: never.
    public var maxBadRecords: Int?
    /// The run ends when more files than this can't be read, or not to their end; `nil`: never.
    public var maxBadFiles: Int?
    /// Keeps the files between phases after the run.
    public var keepsWork = false

    public init(workers: Int? = nil, memory: Int? = nil) {
        self.workers = workers ?? ProcessInfo.processInfo.activeProcessorCount
        self.memory = memory ?? min(4 << 30, Int(ProcessInfo.processInfo.physicalMemory / 2))
    }

    /// What one chunk costs on its way: the chunk, its documents, their text and tokens, encoded.
    private static let chunkCost = 48 << 20

    /// The smallest memory that the settings can be kept within.
    public var leastMemory: Int { 128 << 20 + workers * (2 * Self.chunkCost) }

    /// How much of a segment may be in flight at once.
    struct SegmentLimits: Sendable {
        let openTasks: Int
        let chunks: Int
        let blocks: Int
    }

    var segmentLimits: SegmentLimits {
        let affordable = max(1, memory / 2 / Self.chunkCost)
        return SegmentLimits(
            openTasks: min(workers + 1, 8), chunks: max(workers + 1, min(affordable, workers * 4)),
            blocks: workers * 8)
    }

    /// What one observer (one worker, one task) may hold.
    var observerMemory: Int { memory / 4 / (workers * segmentLimits.openTasks) }

    /// What one task of a corpus stage's phase may hold.
    func phaseMemory(tasks: Int) -> Int { memory / 2 / max(1, min(workers, tasks)) }
}

/// A number that threads add to.
final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    /// The sum after adding.
    func add(_ amount: Int) -> Int {
        value.add(amount, ordering: .relaxed).newValue
    }
}
