// A lane stores blocks in the order in which they were cut, whoever packs them and when.
import Execution
import FileStore
import PipelineCore
import TestSupport
import Testing

/// What was stored, in order.
private final class Stored {
    var words: [String] = []
}

/// Numbers, two in a block; packed to words.
private final class PairOutput: WriterOutput {
    private var open: [Int] = []
    let stored: Stored

    init(_ stored: Stored) { self.stored = stored }

    func append(_ batch: [Int]) -> [[Int]] {
        open += batch
        var blocks: [[Int]] = []
        while open.count >= 2 {
            blocks.append(Array(open.prefix(2)))
            open.removeFirst(2)
        }
        return blocks
    }

    func finish() -> [[Int]] { open.isEmpty ? [] : [open] }
    func store(_ packed: String) { stored.words.append(packed) }

    func close() -> [OutputFile] { [] }
}

/// Takes the length of each kept document.
private struct LengthSink: Sink, @unchecked Sendable {
    let stored = Stored()

    func takes(_ fate: Fate?) -> Bool { fate == .kept }
    func makeScratch() -> Int { 0 }
    func makeBatch() -> [Int] { [] }

    func add(
        _ document: Document, _ fate: Fate?, using scratch: inout Int, into batch: inout [Int]
    ) {
        scratch += 1
        batch.append(document.text.count)
    }

    func pack(_ block: [Int], using scratch: inout Int) -> String {
        block.map(String.init).joined(separator: "+")
    }

    func open(_ task: SinkTask) -> any WriterOutput<[Int], [Int], String> { PairOutput(stored) }
}

@Suite struct LaneTests {
    private let sink = LengthSink()
    private let workers: TypedSink<LengthSink>
    private let lane: any Lane

    init() throws {
        workers = TypedSink(sink, workers: 2)
        for worker in 0..<2 { try workers.prepare(worker: worker) }
        let folder = MemoryFiles().folder("none")
        lane = try workers.open(
            SinkTask(
                own: folder, run: folder, name: "00000", columns: [], tokens: nil,
                hasLossMask: false))
    }

    private func add(_ lengths: [Int], worker: Int, ticket: Int) throws {
        for length in lengths {
            let document = Document(
                key: DocumentKey(file: 0, place: 0), offset: 0, id: [],
                text: [UInt8](repeating: 65, count: length))
            try workers.add(document, .kept, worker: worker)
        }
        lane.deposit(worker: worker, ticket: ticket)
    }

    private func assemble(ticket: Int) throws -> Int {
        lane.beginAssembly(ticket: ticket)
        try lane.assemble()
        return lane.endAssembly()
    }

    private func store() throws {
        lane.beginStoring()
        try lane.store()
        lane.endStoring()
    }

    @Test func `batches go to blocks by ticket, not by arrival`() throws {
        try add([3, 4], worker: 1, ticket: 1)
        try add([1, 2], worker: 0, ticket: 0)
        #expect(try assemble(ticket: 0) == 1)
        #expect(try assemble(ticket: 1) == 1)
        for _ in 0..<2 {
            lane.beginPacking(worker: 0)
            try lane.pack(worker: 0)
            lane.endPacking(worker: 0)
            try store()
        }
        #expect(sink.stored.words == ["1+2", "3+4"])
        #expect(lane.isDone)
    }

    @Test func `a block that is packed early waits for those before it`() throws {
        try add([1, 2, 3, 4], worker: 0, ticket: 0)
        #expect(try assemble(ticket: 0) == 2)
        lane.beginPacking(worker: 0)
        lane.beginPacking(worker: 1)
        #expect(!lane.hasBlock)
        try lane.pack(worker: 1)
        lane.endPacking(worker: 1)
        #expect(!lane.canStore)
        try lane.pack(worker: 0)
        lane.endPacking(worker: 0)
        #expect(lane.canStore)
        try store()
        #expect(!lane.isDone)
        try store()
        #expect(sink.stored.words == ["1+2", "3+4"])
    }

    @Test func `what fills no block is cut at the end`() throws {
        try add([7], worker: 0, ticket: 0)
        #expect(try assemble(ticket: 0) == 0)
        #expect(!lane.hasBlock && lane.isDone)
        try lane.assembleEnd()
        #expect(lane.endAssembly() == 1)
        lane.beginPacking(worker: 1)
        try lane.pack(worker: 1)
        lane.endPacking(worker: 1)
        try store()
        #expect(sink.stored.words == ["7"])
    }

    @Test func `only one block is stored at a time`() throws {
        try add([1, 2, 3, 4], worker: 0, ticket: 0)
        #expect(try assemble(ticket: 0) == 2)
        for worker in 0..<2 {
            lane.beginPacking(worker: worker)
            try lane.pack(worker: worker)
            lane.endPacking(worker: worker)
        }
        lane.beginStoring()
        #expect(!lane.canStore)
        try lane.store()
        lane.endStoring()
        #expect(lane.canStore)
    }
}
