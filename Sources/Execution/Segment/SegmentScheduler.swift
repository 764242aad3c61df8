// Decides what each worker does next: store, assemble, pack, process or read, in that order.
import Foundation
import PipelineCore

/// A step that one worker takes without holding the scheduler's lock.
enum SegmentStep {
    case open(SegmentTask)
    case read(SegmentTask)
    case process(SegmentTask, ticket: Int, InputChunk)
    case assemble(SegmentTask, BatchResult)
    case assembleEnd(SegmentTask)
    case pack(SegmentTask, lane: Int, ticket: Int, any Sendable)
    case store(SegmentTask, lane: Int, any Sendable)
    case commit(SegmentTask)
}

/// The state of a segment's open tasks, and the choice of the next step.
///
/// There are no reading or writing threads: every worker takes whatever step is due, the ones
/// nearest to the output first, so memory is handed back before more is taken. A bounded number
/// of chunks is in flight; reading stops at the bound.
final class SegmentScheduler {
    private let job: SegmentJob
    private let limits: Limits
    private let condition = NSCondition()
    private var waiting: [ReadTask]
    private var open: [SegmentTask] = []
    private var chunksInFlight = 0
    private var blocksInFlight = 0
    private var failure: (any Error)?

    /// How much may be in flight at once.
    struct Limits {
        let openTasks: Int
        let chunks: Int
        let blocks: Int
    }

    init(job: SegmentJob, tasks: [ReadTask], limits: Limits) {
        self.job = job
        self.limits = limits
        waiting = tasks.reversed()
    }

    /// The next step; waits while nothing is due; `nil` when all is done. Throws the first
    /// failure of any worker.
    func next() throws -> SegmentStep? {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let failure { throw failure }
            if let step = choose() { return step }
            if open.isEmpty && waiting.isEmpty { return nil }
            condition.wait()
        }
    }

    /// Records what a step led to.
    func done(_ update: () -> Void) {
        condition.lock()
        update()
        condition.broadcast()
        condition.unlock()
    }

    func fail(_ error: any Error) {
        done { if failure == nil { failure = error } }
    }

    private func choose() -> SegmentStep? {
        for task in open {
            if let step = storeStep(task) ?? commitStep(task) ?? assembleStep(task) { return step }
        }
        for task in open {
            if let step = packStep(task) { return step }
        }
        for task in open where !task.pending.isEmpty {
            let (ticket, chunk) = task.pending.removeFirst()
            return .process(task, ticket: ticket, chunk)
        }
        return readStep()
    }

    private func storeStep(_ task: SegmentTask) -> SegmentStep? {
        for lane in task.lanes.indices where !task.lanes[lane].isStoring {
            let due = task.lanes[lane].stored
            guard let packed = task.lanes[lane].packed.removeValue(forKey: due) else { continue }
            task.lanes[lane].isStoring = true
            return .store(task, lane: lane, packed)
        }
        return nil
    }

    private func commitStep(_ task: SegmentTask) -> SegmentStep? {
        guard task.isDone, !task.isFinishing else { return nil }
        task.isFinishing = true
        return .commit(task)
    }

    private func assembleStep(_ task: SegmentTask) -> SegmentStep? {
        guard !task.isAssembling, !task.isAssembled, blocksInFlight < limits.blocks else {
            return nil
        }
        if let result = task.results.removeValue(forKey: task.chunksAssembled) {
            task.isAssembling = true
            return .assemble(task, result)
        }
        guard task.isReadToEnd, task.chunksAssembled == task.chunksRead else { return nil }
        task.isAssembling = true
        return .assembleEnd(task)
    }

    private func packStep(_ task: SegmentTask) -> SegmentStep? {
        for lane in task.lanes.indices where !task.lanes[lane].toPack.isEmpty {
            let (ticket, block) = task.lanes[lane].toPack.removeFirst()
            return .pack(task, lane: lane, ticket: ticket, block)
        }
        return nil
    }

    private func readStep() -> SegmentStep? {
        guard chunksInFlight < limits.chunks else { return nil }
        if let task = open.first(where: { !$0.isReading && !$0.isReadToEnd }) {
            task.isReading = true
            chunksInFlight += 1
            return .read(task)
        }
        guard open.count < limits.openTasks, let next = waiting.popLast() else { return nil }
        let task = SegmentTask(next, job: job)
        task.isReading = true
        open.append(task)
        return .open(task)
    }

    // What steps lead to; each is called inside `done`.

    func didRead(_ task: SegmentTask, _ chunk: InputChunk?) {
        task.isReading = false
        if let chunk {
            task.pending.append((task.chunksRead, chunk))
            task.chunksRead += 1
        } else {
            task.isReadToEnd = true
            chunksInFlight -= 1
        }
    }

    func didAssemble(_ task: SegmentTask, _ blocks: [[any Sendable]], isEnd: Bool) {
        task.isAssembling = false
        task.isAssembled = isEnd
        if !isEnd {
            task.chunksAssembled += 1
            chunksInFlight -= 1
        }
        for (lane, cut) in blocks.enumerated() {
            for block in cut {
                task.lanes[lane].toPack.append((task.lanes[lane].cut, block))
                task.lanes[lane].cut += 1
                blocksInFlight += 1
            }
        }
    }

    func didStore(_ task: SegmentTask, lane: Int) {
        task.lanes[lane].isStoring = false
        task.lanes[lane].stored += 1
        blocksInFlight -= 1
    }

    func didCommit(_ task: SegmentTask) {
        open.removeAll { $0 === task }
    }
}
