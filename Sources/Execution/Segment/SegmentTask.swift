// One task of a segment while it is being worked on: what was read, what is due next.
import FileFormats
import Foundation
import PipelineCore

/// A task in progress. The scheduler guards the counters; `source`, `outputs` and `identifiers`
/// belong to the one thread whose step the flags allow.
final class SegmentTask {
    let task: ReadTask
    let job: SegmentJob

    private var source: DocumentSource?
    private var outputs: [ChannelOutput] = []
    private var identifiers: IdentifierOutput?
    private var statistics = RunStatistics()
    private let observers = ObserverSet()

    // Reading.
    var isReading = false
    var isReadToEnd = false
    var chunksRead = 0
    // Processing and assembling, by ticket.
    var pending: [(ticket: Int, chunk: InputChunk)] = []
    var results: [Int: BatchResult] = [:]
    var chunksAssembled = 0
    var isAssembling = false
    var isAssembled = false
    // Packing and storing.
    var lanes: [Lane]
    var isFinishing = false
    var bytesReported = 0

    /// The blocks of one channel between cutting and storing.
    struct Lane {
        var toPack: [(ticket: Int, block: any Sendable)] = []
        var packed: [Int: any Sendable] = [:]
        var cut = 0
        var stored = 0
        var isStoring = false
    }

    init(_ task: ReadTask, job: SegmentJob) {
        self.task = task
        self.job = job
        lanes = Array(repeating: Lane(), count: job.channels.count)
    }

    var isDone: Bool { isAssembled && lanes.allSatisfy { $0.stored == $0.cut } }

    /// Where the task's files are until it is committed.
    private var partFolder: String { job.folder.task(job.segment.phase, task.index) + ".part" }

    private func channelFolder(_ index: Int) -> String {
        job.destinations[index] == nil ? partFolder : "\(partFolder)/output\(index)"
    }

    /// Opens input and outputs; before the first read.
    func open(observing context: TaskContext?) throws {
        try job.folder.makeEmpty(partFolder)
        if let context { try job.folder.makeEmpty(context.folder) }
        for (index, channel) in job.channels.enumerated() {
            let folder = channelFolder(index)
            if folder != partFolder { try job.folder.makeEmpty(folder) }
            outputs.append(
                try channel.open(
                    OutputContext(
                        folder: folder, taskName: TaskContext.name(task.index), task: task.index,
                        columns: job.plan.columnNames, properties: job.properties)))
        }
        if job.segment.barrier != nil { identifiers = try IdentifierOutput(folder: partFolder) }
        source = try job.makeSource(task)
    }

    /// Reads the next chunk; the bytes taken since the last one are for progress.
    func read() throws -> (chunk: InputChunk?, bytes: Int) {
        let chunk = try source?.next()
        let taken = source?.bytesRead ?? 0
        defer { bytesReported = taken }
        if chunk == nil { source = nil }
        return (chunk, taken - bytesReported)
    }

    /// The worker's observer of this task; `nil` when no barrier follows.
    func observer(of worker: Int, context: TaskContext?) throws -> (any CorpusObserver)? {
        guard let index = job.segment.barrier, let context,
            let stage = job.plan.stages[index].barrier
        else { return nil }
        return try observers.observer(of: worker) { try stage.makeObserver(context) }
    }

    /// Takes the next batch in order; returns the full blocks of each channel.
    func assemble(_ result: BatchResult) throws -> [[any Sendable]] {
        statistics.merge(result.statistics)
        for survivor in result.survivors { try identifiers?.append(survivor.key, survivor.id) }
        return try zip(outputs, result.batches).map { try $0.append($1) }
    }

    /// After the last batch: the blocks that are left.
    func assembleEnd() throws -> [[any Sendable]] { try outputs.map { try $0.finish() } }

    func store(_ packed: any Sendable, lane: Int) throws { try outputs[lane].store(packed) }

    /// Completes all files, makes them durable, and moves them to their final names.
    func commit(observing context: TaskContext?) throws -> TaskRecord {
        var record = TaskRecord(phase: job.segment.phase, task: task.index)
        for (index, output) in outputs.enumerated() {
            let files = try output.close()
            if let path = job.destinations[index] { record.outputs[path] = files }
        }
        try identifiers?.close()
        outputs = []
        try writeFacts()
        if let context { try collect(context) }
        try syncFolder(partFolder)
        try publishOutputs(record)
        try move(partFolder, to: job.folder.task(job.segment.phase, task.index))
        try sync(job.folder.phase(job.segment.phase))
        return record
    }

    /// Statistics of every segment, and the digests of the inputs in the first.
    private func writeFacts() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        try writeWhole(try encoder.encode(statistics), to: partFolder + "/statistics.json")
        guard job.isFirst else { return }
        let digests = try task.inputs.map { index in
            let path = job.plan.inputs[index].file.path
            // A pipe can't be read twice.
            return isRegularFile(path) ? try SHA256.hex(ofFile: path) : ""
        }
        try writeWhole(try encoder.encode(digests), to: partFolder + "/inputs.json")
    }

    private func collect(_ context: TaskContext) throws {
        guard let index = job.segment.barrier, let stage = job.plan.stages[index].barrier else {
            return
        }
        try observers.collect(for: stage, context)
        try syncFolder(context.folder)
        try move(context.folder, to: String(context.folder.dropLast(".part".count)))
    }

    private func publishOutputs(_ record: TaskRecord) throws {
        for (index, destination) in job.destinations.enumerated() {
            guard let destination else { continue }
            try publish(
                record.outputs[destination] ?? [], from: channelFolder(index),
                to: "\(job.folder.path)/\(destination)")
        }
    }

    /// Moves files, whose names may lie in sub-folders, into an output's folder.
    private func publish(_ files: [OutputFile], from source: String, to folder: String) throws {
        let targets = files.map { URL(filePath: "\(folder)/\($0.name)") }
        let parents = Set([folder] + targets.map { $0.deletingLastPathComponent().path })
        for parent in parents {
            try FileManager.default.createDirectory(
                atPath: parent, withIntermediateDirectories: true)
        }
        for (file, target) in zip(files, targets) {
            try move("\(source)/\(file.name)", to: target.path)
        }
        for parent in parents { try sync(parent) }
    }
}

private func isRegularFile(_ path: String) -> Bool {
    var info = stat()
    return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFREG
}

/// The observers of one task, one per worker that had a part in it.
private final class ObserverSet {
    private let lock = NSLock()
    private var observers: [Int: any CorpusObserver] = [:]

    func observer(
        of worker: Int, make: () throws -> any CorpusObserver
    ) rethrows -> any CorpusObserver {
        if let known = lock.withLock({ observers[worker] }) { return known }
        let made = try make()
        lock.withLock { observers[worker] = made }
        return made
    }

    func collect<S: CorpusStage>(for stage: S, _ context: TaskContext) throws {
        let all = observers.sorted { $0.key < $1.key }.map { $0.value as! S.Observer }
        try stage.collect(all, context)
        observers = [:]
    }
}
