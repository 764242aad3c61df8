// Decides what each worker does next: store, assemble, pack, process or read, in that order.
import Foundation

/// A step that one worker takes without holding the scheduler's lock.
enum SegmentStep {
    case open(SegmentTask)
    case read(SegmentTask)
    case process(SegmentTask, ticket: Int, any PendingChunk)
    case assemble(SegmentTask, BatchResult)
    case assembleEnd(SegmentTask)
    case pack(SegmentTask, any Lane)
    case store(SegmentTask, any Lane)
    case finish(SegmentTask)
}

/// The state of a segment's open tasks, and the choice of the next step.
///
/// There are no reading or writing threads: every worker takes whatever step is due, the ones
/// nearest to the output first, so memory is handed back before more is taken. A bounded number
/// of chunks is in flight; reading stops at the bound.
final class SegmentScheduler {
    private let job: SegmentJob
    private let limits: EngineSettings.SegmentLimits
    private let condition = NSCondition()
    private var waiting: [ReadTask]
    private var open: [SegmentTask] = []
    private var chunksInFlight = 0
    private var blocksInFlight = 0
    /// One at a time: two workers' scratch for large documents would be twice as much.
    private var isLargeInProcess = false
    private var failure: (any Error)?

    init(job: SegmentJob, tasks: [ReadTask], limits: EngineSettings.SegmentLimits) {
        self.job = job
        self.limits = limits
        waiting = tasks.reversed()
    }

    /// The worker's next step; waits while nothing is due; `nil` when all is done. Throws the first
    /// failure of any worker.
    func next(worker: Int) throws -> SegmentStep? {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let failure { throw failure }
            if let step = choose(worker) { return step }
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

    private func choose(_ worker: Int) -> SegmentStep? {
        for task in open {
            if let step = storeStep(task) ?? finishStep(task) ?? assembleStep(task) { return step }
        }
        for task in open {
            if let step = packStep(task, worker) { return step }
        }
        for task in open {
            if let step = processStep(task) { return step }
        }
        return readStep()
    }

    private func processStep(_ task: SegmentTask) -> SegmentStep? {
        guard
            let next = task.pending.firstIndex(where: { !$0.chunk.isLarge || !isLargeInProcess })
        else { return nil }
        let (ticket, chunk) = task.pending.remove(at: next)
        if chunk.isLarge { isLargeInProcess = true }
        return .process(task, ticket: ticket, chunk)
    }

    private func storeStep(_ task: SegmentTask) -> SegmentStep? {
        guard let lane = task.lanes.first(where: \.canStore) else { return nil }
        lane.beginStoring()
        return .store(task, lane)
    }

    private func finishStep(_ task: SegmentTask) -> SegmentStep? {
        guard task.isDone, !task.isFinishing else { return nil }
        task.isFinishing = true
        return .finish(task)
    }

    private func assembleStep(_ task: SegmentTask) -> SegmentStep? {
        guard !task.isAssembling, !task.isAssembled, blocksInFlight < limits.blocks else {
            return nil
        }
        if let result = task.results.removeValue(forKey: task.chunksAssembled) {
            task.isAssembling = true
            for lane in task.lanes { lane.beginAssembly(ticket: task.chunksAssembled) }
            return .assemble(task, result)
        }
        guard task.isReadToEnd, task.chunksAssembled == task.chunksRead else { return nil }
        task.isAssembling = true
        return .assembleEnd(task)
    }

    private func packStep(_ task: SegmentTask, _ worker: Int) -> SegmentStep? {
        guard let lane = task.lanes.first(where: \.hasBlock) else { return nil }
        lane.beginPacking(worker: worker)
        return .pack(task, lane)
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

    func didRead(_ task: SegmentTask, _ chunk: (any PendingChunk)?) {
        task.isReading = false
        if let chunk {
            task.pending.append((task.chunksRead, chunk))
            task.weights[task.chunksRead] = chunk.weight
            chunksInFlight += chunk.weight - 1
            task.chunksRead += 1
        } else {
            task.isReadToEnd = true
            chunksInFlight -= 1
        }
    }

    func didProcess(
        _ task: SegmentTask, _ ticket: Int, _ result: BatchResult, isLarge: Bool, worker: Int
    ) {
        if isLarge { isLargeInProcess = false }
        for lane in task.lanes { lane.deposit(worker: worker, ticket: ticket) }
        task.results[ticket] = result
    }

    func didAssemble(_ task: SegmentTask, isEnd: Bool) {
        task.isAssembling = false
        task.isAssembled = isEnd
        if !isEnd {
            chunksInFlight -= task.weights.removeValue(forKey: task.chunksAssembled) ?? 1
            task.chunksAssembled += 1
        }
        for lane in task.lanes { blocksInFlight += lane.endAssembly() }
    }

    func didStore(_ lane: any Lane) {
        lane.endStoring()
        blocksInFlight -= 1
    }

    func didFinish(_ task: SegmentTask) {
        open.removeAll { $0 === task }
    }
}
