// Documents that wait to be ordered or packed, in frames by the task that will write them.
import FileStore
import PipelineCore

/// A document on its way: u64 rank · u32 tokens · u32 bytes · the document.
struct ArrangedRecord {
    static let headBytes = 16
    let rank: UInt64
    let tokens: Int
    /// Where the document's own bytes lie.
    let bytes: Range<Int>

    static func append(
        _ document: Document, keepsText: Bool, rank: UInt64, to bytes: inout [UInt8]
    ) {
        let start = bytes.count
        bytes.append(integer: rank)
        bytes.append(integer: UInt32(clamping: document.tokens?.ids.count ?? 0))
        bytes.append(integer: UInt32(0))
        DocumentCoding.append(document, keepsText: keepsText, to: &bytes)
        let count = UInt32(clamping: bytes.count - start - headBytes)
        for byte in 0..<4 {
            bytes[start + 12 + byte] = UInt8(truncatingIfNeeded: count >> (8 * byte))
        }
    }

    /// The record at a reader's place, which moves behind it.
    init(_ reader: inout ByteReader) throws {
        rank = try reader.integer(UInt64.self)
        tokens = Int(try reader.integer(UInt32.self))
        let count = Int(try reader.integer(UInt32.self))
        let start = reader.position
        _ = try reader.bytes(count: count)
        bytes = start..<start + count
    }
}

/// Encoded documents for one writing task.
struct ArrangedPart: Sendable {
    let task: Int
    var bytes: [UInt8] = []
    var tokens = 0

    init(task: Int) { self.task = task }

    fileprivate mutating func append(_ document: Document, keepsText: Bool, rank: UInt64) {
        tokens += document.tokens?.ids.count ?? 0
        ArrangedRecord.append(document, keepsText: keepsText, rank: rank, to: &bytes)
    }
}

/// Encoded documents by the task that will write them.
struct ArrangedBatch: Sendable {
    var parts: [Int: ArrangedPart] = [:]
}

/// A stretch of documents for one writing task.
struct ArrangedFrame: Sendable {
    let task: Int
    let tokens: Int
    let frame: PackedFrame
}

/// The sink of kept documents that are to be arranged.
struct ArrangeSink: Sink {
    let arrangement: Arrangement
    let writers: [any Writer]
    /// Whether any writer takes the documents' texts.
    private let keepsText: Bool

    init(_ arrangement: Arrangement, _ writers: [any Writer]) {
        self.arrangement = arrangement
        self.writers = writers
        keepsText = writers.contains { !$0.flow.takes.contains(.tokens) }
    }

    func takes(_ fate: Fate?) -> Bool { fate == .kept }

    func makeScratch() -> FramePacker { FramePacker() }

    func makeBatch() -> ArrangedBatch { ArrangedBatch() }

    func validate(_ document: Document) throws {
        for writer in writers { try writer.validate(document) }
    }

    func add(
        _ document: Document, _ fate: Fate?, using packer: inout FramePacker,
        into batch: inout ArrangedBatch
    ) {
        for copy in 0..<arrangement.copies(of: document) {
            let rank = arrangement.ordering?.rank(of: document, copy: copy) ?? 0
            add(document, rank: rank, into: &batch)
        }
    }

    private func add(_ document: Document, rank: UInt64, into batch: inout ArrangedBatch) {
        let task = arrangement.ordering == nil ? 0 : arrangement.task(ofRank: rank)
        batch.parts[task, default: ArrangedPart(task: task)]
            .append(document, keepsText: keepsText, rank: rank)
    }

    func pack(_ part: ArrangedPart, using packer: inout FramePacker) -> ArrangedFrame {
        ArrangedFrame(task: part.task, tokens: part.tokens, frame: packer.pack(part.bytes))
    }

    func open(
        _ task: SinkTask
    ) throws -> any WriterOutput<ArrangedBatch, ArrangedPart, ArrangedFrame> {
        try ArrangedOutput(task.own)
    }
}

/// Writes `arranged.frames` and `arranged.index` of one task.
private final class ArrangedOutput: WriterOutput {
    private static let frameBytes = 1 << 20
    /// What all open frames may hold together.
    private static let openBytes = 16 << 20

    private let folder: StoredFolder
    private let file: any FileCreation
    private var open = ArrangedBatch()
    private var held = 0
    private var index = ArrangedIndex()

    init(_ folder: StoredFolder) throws {
        self.folder = folder
        file = try folder.file(ArrangedIndex.framesName).create()
    }

    func append(_ batch: ArrangedBatch) -> [ArrangedPart] {
        var full: [Int] = []
        for (task, part) in batch.parts {
            open.parts[task, default: ArrangedPart(task: task)].bytes += part.bytes
            open.parts[task]?.tokens += part.tokens
            held += part.bytes.count
            if open.parts[task]?.bytes.count ?? 0 >= Self.frameBytes { full.append(task) }
        }
        return take(held >= Self.openBytes ? Array(open.parts.keys) : full)
    }

    func finish() -> [ArrangedPart] { take(Array(open.parts.keys)) }

    private func take(_ tasks: [Int]) -> [ArrangedPart] {
        let parts = tasks.sorted().compactMap { open.parts.removeValue(forKey: $0) }
        held -= parts.reduce(0) { $0 + $1.bytes.count }
        return parts
    }

    func store(_ frame: ArrangedFrame) throws {
        index.entries.append(
            ArrangedIndex.Entry(
                task: frame.task, packedCount: frame.frame.bytes.count, offset: file.count,
                rawCount: frame.frame.rawCount, tokens: frame.tokens))
        try file.write(frame.frame.bytes)
    }

    func close() throws -> [OutputFile] {
        try file.commit()
        try folder.file(ArrangedIndex.fileName).write(index.bytes)
        return []
    }
}
