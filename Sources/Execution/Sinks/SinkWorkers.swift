// A sink and what its workers hold of it: the place where a sink's types are forgotten.
import PipelineCore

/// One sink of a segment, shared by all workers.
package protocol SinkWorkers: AnyObject, Sendable {
    func takes(_ fate: Fate?) -> Bool
    func validate(_ document: Document) throws

    /// Makes a worker's part; on the worker's thread, before anything else of that worker.
    func prepare(worker: Int) throws

    /// Adds a document to the worker's batch at hand.
    func add(_ document: Document, _ fate: Fate?, worker: Int) throws

    /// Opens the output of one task.
    func open(_ task: SinkTask) throws -> any Lane
}

/// A sink with its workers' scratch, batches and blocks; each worker touches its own alone.
package final class TypedSink<S: Sink>: SinkWorkers, @unchecked Sendable {
    let sink: S
    fileprivate let slots: [Slot]

    /// One worker's part.
    fileprivate final class Slot {
        var scratch: S.Scratch?
        var batch: S.Batch
        var ticket = 0
        var block: S.Block?
        var packed: S.Packed?

        init(_ batch: S.Batch) { self.batch = batch }
    }

    package init(_ sink: S, workers: Int) {
        self.sink = sink
        slots = (0..<workers).map { _ in Slot(sink.makeBatch()) }
    }

    package func takes(_ fate: Fate?) -> Bool { sink.takes(fate) }

    package func validate(_ document: Document) throws { try sink.validate(document) }

    package func prepare(worker: Int) throws { slots[worker].scratch = try sink.makeScratch() }

    package func add(_ document: Document, _ fate: Fate?, worker: Int) throws {
        try with(slots[worker]) { scratch, slot in
            try sink.add(document, fate, using: &scratch, into: &slot.batch)
        }
    }

    package func open(_ task: SinkTask) throws -> any Lane { TypedLane(self, try sink.open(task)) }

    fileprivate func takeBatch(worker: Int) -> S.Batch {
        defer { slots[worker].batch = sink.makeBatch() }
        return slots[worker].batch
    }

    fileprivate func pack(worker: Int) throws {
        try with(slots[worker]) { scratch, slot in
            guard let block = slot.block.take() else { return }
            slot.packed = try sink.pack(block, using: &scratch)
        }
    }

    /// Lends a worker's scratch, in place.
    private func with(_ slot: Slot, _ body: (inout S.Scratch, Slot) throws -> Void) throws {
        guard var scratch = slot.scratch.take() else {
            preconditionFailure("a worker prepares its sinks before it uses them")
        }
        defer { slot.scratch = scratch }
        try body(&scratch, slot)
    }
}

/// The blocks of one sink and one task between batches and storing.
///
/// Steps come in threes: what begins and ends one is called under the scheduler's lock, the work
/// between them is not. Batches and storing are serial; blocks are packed by any worker.
package protocol Lane: AnyObject {
    /// Whether all blocks that were cut are stored.
    var isDone: Bool { get }

    /// Takes the batch that a worker made of a chunk.
    func deposit(worker: Int, ticket: Int)
    func beginAssembly(ticket: Int)
    /// Appends the batch at hand to the output.
    func assemble() throws
    /// After the last batch: cuts what is left.
    func assembleEnd() throws
    /// Queues the blocks that were cut; says how many.
    func endAssembly() -> Int

    var hasBlock: Bool { get }
    func beginPacking(worker: Int)
    func pack(worker: Int) throws
    func endPacking(worker: Int)

    var canStore: Bool { get }
    func beginStoring()
    func store() throws
    func endStoring()

    /// Everything is stored: completes the files and describes them.
    func close() throws -> [OutputFile]
}

private final class TypedLane<S: Sink>: Lane {
    private let workers: TypedSink<S>
    private let output: any WriterOutput<S.Batch, S.Block, S.Packed>
    private var batches: [Int: S.Batch] = [:]
    private var batch: S.Batch?
    private var fresh: [S.Block] = []
    private var toPack: [(ticket: Int, block: S.Block)] = []
    private var packed: [Int: S.Packed] = [:]
    private var storing: S.Packed?
    private var isStoring = false
    private var cut = 0
    private var stored = 0

    init(_ workers: TypedSink<S>, _ output: any WriterOutput<S.Batch, S.Block, S.Packed>) {
        self.workers = workers
        self.output = output
    }

    var isDone: Bool { stored == cut }

    func deposit(worker: Int, ticket: Int) { batches[ticket] = workers.takeBatch(worker: worker) }

    func beginAssembly(ticket: Int) { batch = batches.removeValue(forKey: ticket) }

    func assemble() throws {
        if let batch = batch.take() { fresh = try output.append(batch) }
    }

    func assembleEnd() throws { fresh = try output.finish() }

    func endAssembly() -> Int {
        defer { fresh = [] }
        for block in fresh {
            toPack.append((cut, block))
            cut += 1
        }
        return fresh.count
    }

    var hasBlock: Bool { !toPack.isEmpty }

    func beginPacking(worker: Int) {
        let next = toPack.removeFirst()
        workers.slots[worker].ticket = next.ticket
        workers.slots[worker].block = next.block
    }

    func pack(worker: Int) throws { try workers.pack(worker: worker) }

    func endPacking(worker: Int) {
        let slot = workers.slots[worker]
        packed[slot.ticket] = slot.packed.take()
    }

    var canStore: Bool { !isStoring && packed[stored] != nil }

    func beginStoring() {
        storing = packed.removeValue(forKey: stored)
        isStoring = true
    }

    func store() throws {
        if let packed = storing.take() { try output.store(packed) }
    }

    func endStoring() {
        stored += 1
        isStoring = false
    }

    func close() throws -> [OutputFile] { try output.close() }
}
