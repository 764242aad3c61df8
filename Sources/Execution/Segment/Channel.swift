// One sink of a segment, with its type forgotten: what documents become, in four steps.
import PipelineCore

/// Something that a segment's documents are written to: a pipeline's writer, the ledger, or the
/// documents that wait for the next segment. The steps are those of ``Writer``.
class Channel: @unchecked Sendable {
    /// Which documents it takes.
    func takes(_ fate: Fate?) -> Bool { false }

    func makeWorker() throws -> ChannelWorker { preconditionFailure("Channel is abstract") }

    func open(_ context: OutputContext) throws -> ChannelOutput {
        preconditionFailure("Channel is abstract")
    }
}

/// One worker's part of a channel.
class ChannelWorker {
    /// Throws ``DataError`` for a document that can't be written.
    func validate(_ document: Document) throws {}

    /// Adds a document to the batch at hand. `fate` is `nil` when it goes on to the next segment.
    func add(_ document: Document, _ fate: Fate?) throws {
        preconditionFailure("ChannelWorker is abstract")
    }

    /// Ends the batch.
    func takeBatch() -> any Sendable { preconditionFailure("ChannelWorker is abstract") }

    func pack(_ block: any Sendable) throws -> any Sendable {
        preconditionFailure("ChannelWorker is abstract")
    }
}

/// A channel's output of one task; used by one thread at a time.
class ChannelOutput {
    func append(_ batch: any Sendable) throws -> [any Sendable] {
        preconditionFailure("ChannelOutput is abstract")
    }

    func finish() throws -> [any Sendable] { preconditionFailure("ChannelOutput is abstract") }

    func store(_ packed: any Sendable) throws { preconditionFailure("ChannelOutput is abstract") }

    func close() throws -> [OutputFile] { preconditionFailure("ChannelOutput is abstract") }
}

/// The channel of a pipeline's writer: takes what was kept.
final class WriterChannel<W: Writer>: Channel, @unchecked Sendable {
    private let writer: W

    init(_ writer: W) {
        self.writer = writer
    }

    override func takes(_ fate: Fate?) -> Bool { fate == .kept }

    override func makeWorker() throws -> ChannelWorker { try WriterWorker(writer) }

    override func open(_ context: OutputContext) throws -> ChannelOutput {
        WriterChannelOutput<W>(try writer.open(context))
    }
}

private final class WriterWorker<W: Writer>: ChannelWorker {
    private let writer: W
    private var scratch: W.Scratch
    private var batch: W.Encoded

    init(_ writer: W) throws {
        self.writer = writer
        scratch = try writer.makeScratch()
        batch = writer.makeEncoded()
    }

    override func validate(_ document: Document) throws { try writer.validate(document) }

    override func add(_ document: Document, _ fate: Fate?) throws {
        try writer.encode(document, using: &scratch, into: &batch)
    }

    override func takeBatch() -> any Sendable {
        defer { batch = writer.makeEncoded() }
        return batch
    }

    override func pack(_ block: any Sendable) throws -> any Sendable {
        try writer.pack(block as! W.Block, using: &scratch)
    }
}

private final class WriterChannelOutput<W: Writer>: ChannelOutput {
    private let output: any WriterOutput<W.Encoded, W.Block, W.Packed>

    init(_ output: any WriterOutput<W.Encoded, W.Block, W.Packed>) {
        self.output = output
    }

    override func append(_ batch: any Sendable) throws -> [any Sendable] {
        try output.append(batch as! W.Encoded)
    }

    override func finish() throws -> [any Sendable] { try output.finish() }

    override func store(_ packed: any Sendable) throws { try output.store(packed as! W.Packed) }

    override func close() throws -> [OutputFile] { try output.close() }
}

/// Opens the writer's type once, when the segment starts.
func channel(for writer: any Writer) -> Channel {
    func make<W: Writer>(_ writer: W) -> Channel { WriterChannel(writer) }
    return make(writer)
}
