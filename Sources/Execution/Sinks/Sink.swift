// Something that a segment's documents are written to, in four steps.
import FileFormats
import FileStore
import PipelineCore

/// A pipeline's writer, the ledger, or the documents that wait for the next segment.
///
/// The steps are those of ``Writer``: documents go into a batch (any worker), batches in order
/// into blocks (serial, cheap), blocks are packed (any worker), packed blocks are stored (serial).
package protocol Sink: Sendable {
    associatedtype Batch: Sendable
    associatedtype Block: Sendable
    associatedtype Packed: Sendable
    /// What one worker scribbles on.
    associatedtype Scratch

    /// Which documents it takes; `nil` stands for one that goes on to the next segment.
    func takes(_ fate: Fate?) -> Bool

    func makeScratch() throws -> Scratch
    func makeBatch() -> Batch

    /// Throws ``DataError`` for a document that can't be written.
    func validate(_ document: Document) throws

    func add(
        _ document: Document, _ fate: Fate?, using scratch: inout Scratch, into batch: inout Batch
    ) throws

    func pack(_ block: Block, using scratch: inout Scratch) throws -> Packed

    func open(_ task: SinkTask) throws -> any WriterOutput<Batch, Block, Packed>
}

extension Sink {
    package func validate(_ document: Document) throws {}
}

/// What a sink must know of a task to open its output.
package struct SinkTask {
    /// The task's own folder, for what is no output.
    let own: StoredFolder
    /// The run's folder.
    let run: StoredFolder
    let name: String
    /// Which of the tasks it is, and how many there are.
    let index: Int
    let count: Int
    let columns: [String]
    let tokens: TokenFacts?
    let hasLossMask: Bool
    let content: ContentKinds
    let sequenceLength: Int

    package init(
        own: StoredFolder, run: StoredFolder, name: String, columns: [String],
        tokens: TokenFacts?, hasLossMask: Bool, content: ContentKinds = .text,
        sequenceLength: Int = 0, index: Int = 0, count: Int = 1
    ) {
        self.index = index
        self.count = count
        self.content = content
        self.sequenceLength = sequenceLength
        self.own = own
        self.run = run
        self.name = name
        self.columns = columns
        self.tokens = tokens
        self.hasLossMask = hasLossMask
    }
}

/// A part of a corpus that is split, and the column that names a document's.
struct PartOfCorpus: Sendable {
    let name: String
    let column: Int

    func holds(_ document: Document) -> Bool {
        document.labels.contains { $0.column == column && $0.text.elementsEqual(name.utf8) }
    }
}

/// The sink of a pipeline's writer: takes what was kept, of one part where the corpus is split, or
/// what was dropped.
struct WriterSink<W: Writer>: Sink {
    let writer: W
    var part: PartOfCorpus?
    /// The labels of the plan's stages.
    var stages: [String] = []
    /// The segment's number.
    var segment = 0

    func takes(_ fate: Fate?) -> Bool {
        guard writer.takesDropped else { return fate == .kept }
        if case .dropped? = fate { return true }
        return false
    }

    func makeScratch() throws -> W.Scratch { try writer.makeScratch() }

    func makeBatch() -> W.Encoded { writer.makeEncoded() }

    func validate(_ document: Document) throws { try writer.validate(document) }

    func add(
        _ document: Document, _ fate: Fate?, using scratch: inout W.Scratch,
        into batch: inout W.Encoded
    ) throws {
        if part?.holds(document) == false { return }
        guard case .dropped(let drop)? = fate else {
            return try writer.encode(document, using: &scratch, into: &batch)
        }
        let marked = try document.dropped(by: stages[drop.stage], rule: drop.rule)
        try writer.encode(marked, using: &scratch, into: &batch)
    }

    func pack(_ block: W.Block, using scratch: inout W.Scratch) throws -> W.Packed {
        try writer.pack(block, using: &scratch)
    }

    func open(_ task: SinkTask) throws -> any WriterOutput<W.Encoded, W.Block, W.Packed> {
        try writer.open(
            OutputContext(
                folder: task.run.folder(writer.path), taskName: outputName(of: task.name),
                columns: task.columns, tokens: task.tokens, hasLossMask: task.hasLossMask,
                content: writer.takesDropped ? .anything : task.content,
                sequenceLength: task.sequenceLength,
                work: task.own.folder("outputs").folder(writer.path), part: part?.name,
                task: task.index, taskCount: task.count))
    }

    private func outputName(of task: String) -> String {
        if writer.takesDropped { return "\(segment)-\(task)" }
        return part.map { "\($0.name)/\(task)" } ?? task
    }
}

extension Document {
    private static let droppedNames = ["stage", "rule", "own"].map { Array($0.utf8) }

    /// The document as outputs of dropped ones write it: text that can be read, and who dropped it.
    /// Fields of the record that have these names stand in an object `own`.
    fileprivate func dropped(by stage: String, rule: String) throws -> Document {
        var marked = self
        if content.kind == .html {
            marked.text = Array(String(decoding: text, as: UTF8.self).utf8)
            marked.content = .text
        }
        var writer = JSONWriter()
        var scanner = JSONScanner()
        try scanner.scanMembers(fields.span)
        var own = JSONWriter()
        own.beginObject()
        let first = own.bytes.count
        for field in scanner.fields {
            let member = fields.span.extracting(field.sourceRange)
            let isTaken = Self.droppedNames.contains {
                scanner.key(of: field, is: $0, in: fields.span)
            }
            isTaken ? own.raw(member) : writer.raw(member)
        }
        if own.bytes.count > first {
            own.endObject()
            writer.key("own")
            writer.raw(own.bytes.span)
        }
        writer.key("stage")
        writer.string(stage)
        writer.key("rule")
        writer.string(rule)
        marked.fields = writer.bytes
        return marked
    }
}
