// The three stages that look at one document at a time: annotate, filter, rewrite.

/// Measures documents and judges them by a table of rules: the part that an engine runs.
public protocol Measuring: Sendable {
    /// What is measured. All of it is recorded, also past the first rule that fires.
    associatedtype Column: MeasurementColumn = NoColumns
    /// What one worker scribbles on, made once per worker.
    associatedtype Scratch = Void

    /// Applied in order after measuring; the first that fires names the drop.
    var rules: [Rule<Column>] { get }

    func makeScratch() throws -> Scratch
}

extension Measuring {
    public var rules: [Rule<Column>] { [] }
}

extension Measuring where Scratch == Void {
    public func makeScratch() throws {}
}

/// Measures a document without changing it.
public protocol Judging: Measuring {
    /// Records every column it can. Throws ``DataError`` when the document can't be processed.
    func measure(
        _ document: Document, using scratch: inout Scratch, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws
}

/// Changes a document's text, messages or tokens, and measures what it did.
public protocol Editing: Measuring {
    /// Changes the document. Throws ``DataError`` when the document can't be processed.
    func rewrite(
        _ document: inout Document, using scratch: inout Scratch, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws
}

/// Adds measurements; cannot change text, cannot drop (its table of rules is empty).
public protocol Annotator: Stage, Judging {}

/// Judges a document; can change nothing.
public protocol Filter: Stage, Judging {}

/// Changes text, messages or tokens; cannot drop, but can leave nothing, which a rule then names.
public protocol Rewriter: Stage, Editing {}

/// Says which files, besides the run's inputs, decide what a stage does: a tokenizer, a model, a
/// list. Their content is part of the run's digest, so a resumed run notices that one changed.
public protocol ReadingFiles {
    var files: [String] { get }
}

/// Says which folders a stage reads outside the run's: an index of earlier runs.
public protocol ReadingFolders {
    var folders: [String] { get }
}

/// Makes tokens, and tells writers what kind once the stage is complete.
public protocol Tokenizing {
    var tokenFacts: TokenFacts { get }
}

/// What writers must know of tokens.
public struct TokenFacts: Sendable, Equatable {
    /// Ids are smaller than this.
    public let vocabularySize: Int
    /// SHA-256 of the tokenizer as tokenizer.json, 32 bytes.
    public let tokenizerDigest: [UInt8]
    /// The token that ends every document, if there is one.
    public let endOfDocument: UInt32?
    /// The tokens that begin every document.
    public let beginning: [UInt32]

    public init(
        vocabularySize: Int, tokenizerDigest: [UInt8], endOfDocument: UInt32?,
        beginning: [UInt32] = []
    ) {
        self.beginning = beginning
        self.vocabularySize = vocabularySize
        self.tokenizerDigest = tokenizerDigest
        self.endOfDocument = endOfDocument
    }
}

/// Writes marks into texts that a tokenizer has to know as one token each, as chat templates do.
public protocol WritingMarks {
    var marks: [String] { get }
}

/// Makes or takes a tokenizer. A plan is refused when it does not know the marks that a stage
/// before it writes.
public protocol KnowingMarks {
    func knows(mark: String) -> Bool
}
