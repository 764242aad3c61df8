// One task of a segment while it is being worked on: what was read, what is due next.
import FileStore
import Foundation
import PipelineCore

/// A task in progress. The scheduler guards the counters; `source`, `lanes`' outputs and
/// `identifiers` belong to the one thread whose step the flags allow.
final class SegmentTask {
    let task: ReadTask
    private let job: SegmentJob
    private let began = Date()

    private var source: (any DocumentSource)?
    private var pieces: [CompletionRecord.Piece]?
    private var packing: PackingCounts?
    private var identifiers: IdentifierOutput?
    private var statistics = RunStatistics()
    /// The corpus stage's observers; `nil` when no barrier follows.
    private(set) var observers: (any TaskObservers)?

    // Reading.
    var isReading = false
    var isReadToEnd = false
    var chunksRead = 0
    // Processing and assembling, by ticket.
    var pending: [(ticket: Int, chunk: any PendingChunk)] = []
    var results: [Int: BatchResult] = [:]
    /// What chunks in flight count for, by ticket.
    var weights: [Int: Int] = [:]
    var chunksAssembled = 0
    var isAssembling = false
    var isAssembled = false
    // Packing and storing: one lane for each sink.
    private(set) var lanes: [any Lane] = []
    var isFinishing = false
    private var bytesReported = 0

    init(_ task: ReadTask, job: SegmentJob) {
        self.task = task
        self.job = job
    }

    var isDone: Bool { isAssembled && lanes.allSatisfy(\.isDone) }

    private var own: StoredFolder { job.folder.task(job.segment.phase, task.index) }

    /// Opens input and outputs; before the first read. Whatever an earlier attempt left is removed.
    ///
    /// - Parameter context: that of the task's observers, where a barrier follows.
    func open(observing context: TaskContext?) throws {
        try own.remove()
        try context?.folder.own.remove()
        lanes = try job.sinks.map { try $0.open(job.sinkTask(task)) }
        if let index = job.segment.barrier, let context,
            let stage = job.plan.stages[index].barrier
        {
            identifiers = try IdentifierOutput(own)
            observers = Execution.observers(of: stage, context)
        }
        source = try job.makeSource(task)
    }

    /// Reads the next chunk; the bytes taken since the last one are for progress.
    func read() throws -> (chunk: (any PendingChunk)?, bytes: Int) {
        let chunk = try source?.next()
        let taken = source?.bytesRead ?? 0
        defer { bytesReported = taken }
        if chunk == nil {
            if job.isFirst { pieces = try source?.finish() }
            packing = (source as? ArrangedSource)?.packing
            source = nil
        }
        return (chunk, taken - bytesReported)
    }

    /// Takes the next batch in order, which the lanes have at hand.
    func assemble(_ result: BatchResult) throws {
        statistics.merge(result.statistics)
        for survivor in result.survivors { try identifiers?.append(survivor.key, survivor.id) }
        for lane in lanes { try lane.assemble() }
    }

    /// After the last batch.
    func assembleEnd() throws { for lane in lanes { try lane.assembleEnd() } }

    /// Completes all files; the record that proves it is written by the caller.
    func finish() throws -> CompletionRecord {
        var record = CompletionRecord(
            plan: job.plan.digest, phase: job.segment.phase, task: task.index)
        for (lane, destination) in zip(lanes, job.destinations) {
            let files = try lane.close()
            if let destination { record.outputs[destination, default: []] += files }
        }
        try identifiers?.close()
        try observers?.collect()
        observers = nil
        statistics.packing = packing
        try TaskStatistics.write(statistics, to: own)
        record.counts = statistics.counts
        record.pieces = pieces
        record.end(began: began)
        return record
    }
}
