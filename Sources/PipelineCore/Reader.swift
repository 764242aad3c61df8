// Readers make documents from input files, in two steps: a serial cut and a parallel parse.
import FileStore

/// Makes documents from input files, in order.
///
/// The work is split so that one huge file keeps every core busy. ``open(_:)`` gives a source
/// that cuts the file into chunks of whole records (decompression and framing: one thread per
/// file). ``parse(_:of:using:into:)`` turns a chunk into documents (any worker, any order).
/// Where chunks are cut depends on the file's bytes alone.
public protocol Reader: Stage {
    associatedtype Chunk: Sendable
    associatedtype Scratch = Void

    /// The files, folders, globs or "-" to read, and the name endings that a folder is searched for.
    var inputs: InputPatterns { get }

    /// Whether a file may be read in ranges. A reader of such files finds the first record of a
    /// range by itself, and stops at the first that begins behind it.
    var readsRanges: Bool { get }

    /// Bytes that a record may have; a larger one is a bad record.
    var largestRecord: Int { get }

    /// Throws ``DataError`` where a whole file holds nothing of what is asked for, such as the column
    /// with the text. The plan asks it of the first of a reader's files; a damaged one is no matter
    /// of the plan.
    func check(_ file: StoredFile) throws

    /// Opens one file, or a range of it. What is damaged beyond use is reported through the chunks.
    func open(_ input: OpenInput) throws -> any ChunkSource<Chunk>

    func makeScratch() throws -> Scratch

    /// Appends the chunk's documents, and its bad records, in their order in the file.
    func parse(
        _ chunk: Chunk, of file: InputFile, using scratch: inout Scratch,
        into batch: inout DocumentBatch
    ) throws
}

/// What a record may have where nobody says otherwise, in bytes.
public let usualLargestRecord = 8 << 20

extension Reader {
    public var readsRanges: Bool { false }

    public var largestRecord: Int { usualLargestRecord }

    public func check(_ file: StoredFile) throws {}
}

extension Reader where Scratch == Void {
    public func makeScratch() throws {}
}

/// Cuts one open file into chunks of a few MiB of whole records.
public protocol ChunkSource<Chunk>: AnyObject {
    associatedtype Chunk: Sendable

    /// The next chunk, `nil` at the end. Only what makes going on pointless is thrown:
    /// a ``DataError`` becomes one bad record and ends the file.
    func next() throws -> Chunk?

    /// The stored offset in the file up to which bytes were taken, for progress.
    var bytesRead: Int { get }

    /// Where the records of the range began and ended, once ``next()`` has given `nil`.
    var extent: ReadExtent { get }
}

extension ChunkSource {
    public var extent: ReadExtent { ReadExtent() }
}

/// An input that the engine opened for a reader.
public struct OpenInput: Sendable {
    public let file: InputFile
    /// The file where it lies, for a look at other places of it.
    public let stored: StoredFile
    /// The part of the file to read.
    public let range: StoredRange
    private let openStream: @Sendable (Int) throws(FileError) -> any StoredStream

    /// - Parameter openStream: opens the file's bytes from an offset of the range on.
    public init(
        file: InputFile, stored: StoredFile, range: StoredRange = .whole,
        openStream: @escaping @Sendable (Int) throws(FileError) -> any StoredStream
    ) {
        self.file = file
        self.stored = stored
        self.range = range
        self.openStream = openStream
    }

    /// The file's bytes from an offset on, from the range's start if none is given. To be asked for
    /// once: the engine takes the input's digest from what is read.
    public func stream(from offset: Int? = nil) throws(FileError) -> any StoredStream {
        try openStream(offset ?? range.start)
    }
}

/// What a reader is pointed at.
public struct InputPatterns: Sendable {
    /// Files, folders, globs, or "-" for standard input.
    public let paths: [String]
    /// Name endings that count inside folders, such as `.jsonl`, `.jsonl.zst`.
    public let endings: [String]
    /// How they are mixed with other inputs.
    public let share: InputShare

    public init(paths: [String], endings: [String], share: InputShare = .none) {
        self.paths = paths
        self.endings = endings
        self.share = share
    }
}

/// One input file of a run.
public struct InputFile: Sendable, Equatable {
    /// Its number: the upper part of its documents' keys.
    public let number: Int
    public let path: String
    /// Bytes on disk; 0 for standard input.
    public let size: Int

    public init(number: Int, path: String, size: Int) {
        self.number = number
        self.path = path
        self.size = size
    }
}

/// A chunk that says how much memory it holds, so that few large ones are under way at once.
public protocol ChunkOfBytes {
    var heldBytes: Int { get }
}

/// The documents and bad records of one chunk, in the order of the file.
public struct DocumentBatch: Sendable {
    public private(set) var documents: [Document] = []
    public private(set) var badRecords: [BadRecord] = []
    /// How many records were no documents that the reader was asked for, by a snake_case reason.
    public private(set) var skipped: [String: Int] = [:]

    public init() {}

    public init(_ documents: [Document]) { self.documents = documents }

    /// The batch's documents and bad records, given up by it.
    public consuming func taken() -> ([Document], ArraySlice<BadRecord>) {
        (documents, badRecords[...])
    }

    /// Counts a record that is none of the documents asked for, such as an image in an archive.
    public mutating func skip(_ reason: String) {
        skipped[reason, default: 0] += 1
    }

    public mutating func append(_ document: consuming Document) {
        documents.append(document)
    }

    public mutating func append(_ record: BadRecord) {
        badRecords.append(record)
    }
}

/// A record that could not be read.
public struct BadRecord: Sendable {
    public let key: DocumentKey
    /// Where the record begins, counted as a document's offset.
    public let offset: Int
    public let reason: String
    /// The record's own identifier; empty where it has none or could not be read so far.
    public let id: [UInt8]
    /// Whether it stands for a file that could not be read, or not to its end.
    public let endsFile: Bool
    /// Further records that are lost with it, as the file counts them: their number is all that is
    /// known.
    public let lost: Int

    public init(
        key: DocumentKey, offset: Int, reason: String, id: [UInt8] = [], endsFile: Bool = false,
        lost: Int = 0
    ) {
        self.lost = lost
        self.id = id
        self.endsFile = endsFile
        self.key = key
        self.offset = offset
        self.reason = reason
    }
}
