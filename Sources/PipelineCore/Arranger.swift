// Stages that come after all others: they order what is kept, or group it.
import FileStore

/// Arranges the documents that are kept, once the fate of all of them is known.
///
/// Arrangers stand last in a pipeline's stages: an ``Ordering`` one at most, then a ``Packing`` one at
/// most. Documents wait before them, and the writers run in tasks of their own, as many as the size of
/// the input makes, so that what comes out depends neither on workers nor on how the input was cut.
public protocol Arranger: Stage {}

/// Puts documents in another order.
public protocol Ordering: Arranger {
    /// The document's place; documents of equal rank stay in the order of the input.
    ///
    /// - Parameter copy: from 0, for documents that are written more than once.
    func rank(of document: Document, copy: Int) -> UInt64
}

/// Makes sequences of a fixed number of tokens.
public protocol Packing: Arranger {
    var sequenceLength: Int { get }

    /// A packer for a stretch of documents of one part of the corpus.
    func makePacker(_ tokens: TokenFacts?) -> any SequencePacker
}

/// Gathers documents with tokens, in order, into sequences.
///
/// What it gives are documents too, or parts of some: of those that follow one another, every
/// ``Packing/sequenceLength`` tokens a sequence ends with one. Padding is a document without an id.
public protocol SequencePacker: AnyObject {
    /// Takes the next document; appends the sequences that are complete.
    func add(_ document: Document, into sequences: inout [Document])

    /// No more documents: appends what is left.
    func finish(into sequences: inout [Document])

    var counts: PackingCounts { get }
}

/// What packing did, in documents and tokens.
public struct PackingCounts: Codable, Sendable, Equatable {
    public var sequences = 0
    /// Documents and tokens that came in.
    public var documents = 0
    public var tokens = 0
    /// Documents of which a part is in another sequence, or in none.
    public var cutDocuments = 0
    /// Tokens of these documents.
    public var cutDocumentTokens = 0
    /// Tokens that are in no sequence.
    public var droppedTokens = 0
    /// Tokens added: to fill sequences, and to begin the rest of a document again.
    public var paddingTokens = 0
    public var repeatedTokens = 0

    private enum CodingKeys: String, CodingKey {
        case sequences, documents, tokens
        case cutDocuments = "cut_documents"
        case cutDocumentTokens = "cut_document_tokens"
        case droppedTokens = "dropped_tokens"
        case paddingTokens = "padding_tokens"
        case repeatedTokens = "repeated_tokens"
    }

    public init() {}

    public mutating func add(_ other: PackingCounts) {
        sequences += other.sequences
        documents += other.documents
        tokens += other.tokens
        cutDocuments += other.cutDocuments
        cutDocumentTokens += other.cutDocumentTokens
        droppedTokens += other.droppedTokens
        paddingTokens += other.paddingTokens
        repeatedTokens += other.repeatedTokens
    }
}

/// Divides the corpus into parts that are written apart, such as train and validation.
///
/// The first column of the stage is the name of a document's part.
public protocol Splitting: Annotator {
    /// The parts' names, which are folders of every output.
    var parts: [String] { get }
}

/// A writer whose tasks' files become one data set when all tasks are done.
public protocol JoiningWriter: Writer {
    /// The files that ``join(_:)`` may write, by their paths in the output's folder.
    ///
    /// - Parameter parts: the parts of the corpus; one that is nil where it isn't split.
    func joinedFiles(of parts: [String?]) -> [String]

    /// Writes what is over all tasks, into the output's folder.
    ///
    /// - Parameter parts: one for each part of the corpus.
    func join(_ parts: [JoinContext]) throws -> [OutputFile]
}

/// What a writer joins of one part of the corpus.
public struct JoinContext: Sendable {
    /// The output's folder.
    public let folder: StoredFolder
    /// Of each task in order, the folder of files between phases, and the name that it had.
    public let tasks: [(work: StoredFolder, name: String)]
    /// The part of the corpus; nil where it isn't split.
    public let part: String?
    public let tokens: TokenFacts?
    public let hasLossMask: Bool
    /// Tokens of a packed sequence, or 0.
    public let sequenceLength: Int

    public init(
        folder: StoredFolder, tasks: [(work: StoredFolder, name: String)], part: String?,
        tokens: TokenFacts?, hasLossMask: Bool, sequenceLength: Int
    ) {
        self.folder = folder
        self.tasks = tasks
        self.part = part
        self.tokens = tokens
        self.hasLossMask = hasLossMask
        self.sequenceLength = sequenceLength
    }
}
