// Writers consume documents in order; all that is costly in them runs on any worker.
import FileStore

/// Consumes documents in order.
///
/// A writer's work is four steps. ``encode(_:using:into:)`` puts documents into a batch's
/// encoded form (any worker). ``WriterOutput/append(_:)`` takes encoded batches in order and
/// cuts blocks whose borders do not depend on batches' sizes (serial, cheap: copying).
/// ``pack(_:using:)`` compresses a block (any worker). ``WriterOutput/store(_:)`` writes packed
/// blocks in order (serial).
public protocol Writer: Stage {
    associatedtype Encoded: Sendable
    associatedtype Block: Sendable
    associatedtype Packed: Sendable
    associatedtype Scratch = Void

    /// The folder inside the run's folder that the output goes to; no two writers share one.
    var path: String { get }

    /// Whether it takes the documents that rules dropped instead of those that were kept. They come
    /// from all parts of the pipeline and hold anything; their fields end with `stage` and `rule`.
    var takesDropped: Bool { get }

    func makeScratch() throws -> Scratch

    /// An empty encoded batch.
    func makeEncoded() -> Encoded

    /// Throws ``DataError`` for a document that can't be written; every writer is asked before
    /// any encodes it.
    func validate(_ document: Document) throws

    /// Adds one document to its batch.
    func encode(_ document: Document, using scratch: inout Scratch, into encoded: inout Encoded)
        throws

    /// Compresses one block.
    func pack(_ block: Block, using scratch: inout Scratch) throws -> Packed

    /// Opens the output of one task.
    func open(_ output: OutputContext) throws -> any WriterOutput<Encoded, Block, Packed>
}

extension Writer {
    public var takesDropped: Bool { false }

    public func validate(_ document: Document) throws {}
}

extension Writer where Scratch == Void {
    public func makeScratch() throws {}
}

/// The output of one task, written in order.
public protocol WriterOutput<Encoded, Block, Packed>: AnyObject {
    associatedtype Encoded: Sendable
    associatedtype Block: Sendable
    associatedtype Packed: Sendable

    /// Takes the next batch; returns the blocks that are full.
    func append(_ encoded: Encoded) throws -> [Block]

    /// No more batches: the blocks that are left.
    func finish() throws -> [Block]

    /// Writes the next packed block.
    func store(_ packed: Packed) throws

    /// Everything is stored: completes the files and describes them.
    func close() throws -> [OutputFile]
}

/// Where one task's output goes.
public struct OutputContext: Sendable {
    /// The output's folder, which all tasks share: a file in it is there once it is committed.
    public let folder: StoredFolder
    /// The task's name, in five digits or more, behind `PART/` where the corpus is split: files are
    /// named after it and roll by size.
    public let taskName: String
    /// The part of the corpus; nil where it isn't split.
    public let part: String?
    /// Which of the tasks it is, and how many there are.
    public let task: Int
    public let taskCount: Int
    /// The names of all measurement columns of the plan, in the order of ``Document/values``.
    public let columns: [String]
    /// What the tokens are, where a stage made some.
    public let tokens: TokenFacts?
    /// Whether tokens come with a loss mask.
    public let hasLossMask: Bool
    /// What the documents may hold.
    public let content: ContentKinds
    /// Tokens of a packed sequence; 0 where tokens are not packed.
    public let sequenceLength: Int
    /// The task's own folder of files between phases, for what a ``JoiningWriter`` joins.
    public let work: StoredFolder

    public init(
        folder: StoredFolder, taskName: String, columns: [String], tokens: TokenFacts? = nil,
        hasLossMask: Bool = false, content: ContentKinds = .text, sequenceLength: Int = 0,
        work: StoredFolder? = nil, part: String? = nil, task: Int = 0, taskCount: Int = 1
    ) {
        self.part = part
        self.task = task
        self.taskCount = taskCount
        self.content = content
        self.folder = folder
        self.taskName = taskName
        self.columns = columns
        self.tokens = tokens
        self.hasLossMask = hasLossMask
        self.sequenceLength = sequenceLength
        self.work = work ?? folder
    }
}

/// One finished output file, for the manifest.
public struct OutputFile: Sendable, Codable, Equatable {
    /// Name inside the output's folder.
    public let name: String
    public let bytes: Int
    /// SHA-256 of the file, in hex.
    public let sha256: String
    public let documents: Int
    /// Tokens in it, for token files.
    public let tokens: Int?
    /// More that the writer wants to say, such as the SHA-256 of the decompressed tokens.
    public let facts: [String: String]?

    public init(
        name: String, bytes: Int, sha256: String, documents: Int, tokens: Int? = nil,
        facts: [String: String]? = nil
    ) {
        self.name = name
        self.bytes = bytes
        self.sha256 = sha256
        self.documents = documents
        self.tokens = tokens
        self.facts = facts
    }
}
