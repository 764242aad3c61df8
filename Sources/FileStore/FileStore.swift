// Where bytes lie: the one protocol between Winnow and local folders or object storage.

/// A place that holds files by path.
///
/// There is no rename, append, lock or folder that must exist first, since object stores have none
/// of these. What needs them works in a ``ScratchFolder`` on a local disk and publishes whole files.
/// Use stores through ``StoredFile`` and ``StoredFolder``, which carry their store with them.
public protocol FileStore: Sendable {
    /// What lies directly in a folder, sorted by the bytes of the names; empty where there is no
    /// such folder.
    func list(_ folder: String) throws(FileError) -> [StoredEntry]

    /// What lies at a path; `nil` where there is nothing.
    func entry(_ path: String) throws(FileError) -> StoredEntry?

    /// Opens a file as a stream of the bytes from `offset` on.
    func open(_ path: String, from offset: Int) throws(FileError) -> any StoredStream

    /// Opens a file whose bytes are read by offset.
    func openRanges(_ path: String) throws(FileError) -> any RangedFile

    /// Begins a file that is there as a whole once it is committed, and not at all before. What
    /// lay there is replaced.
    func create(_ path: String) throws(FileError) -> any FileCreation

    /// Gives a complete file of a local disk its place here; the local one is gone afterwards.
    func publish(localFile: String, as path: String) throws(FileError)

    /// Removes a file, or a folder with all that is in it; harmless where there is nothing.
    func remove(_ path: String) throws(FileError)

    /// Makes the names that were created and removed in a folder durable, where that takes a step
    /// of its own.
    func settle(_ folder: String) throws(FileError)
}

/// What a store tells about one path.
public struct StoredEntry: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        case file
        case folder
        /// A pipe, a device, a socket, a link that leads nowhere.
        case other
    }

    /// The last component of the path.
    public let name: String
    public let kind: Kind
    /// Whether a link led here: links to folders can form circles.
    package let isLink: Bool
    /// Bytes of a file; 0 for others.
    public let size: Int
    /// Differs when a file's content may differ: what the store knows of its version, such as the
    /// time of its last change in nanoseconds, or an object's ETag.
    public let version: String
    /// The same for all names of one file; empty where a path is all that there is.
    public let identity: String

    public init(
        name: String, kind: Kind, isLink: Bool = false, size: Int = 0, version: String = "",
        identity: String = ""
    ) {
        self.identity = identity
        self.name = name
        self.kind = kind
        self.isLink = isLink
        self.size = size
        self.version = version
    }
}

/// A file's bytes in order; for one thread at a time.
public protocol StoredStream: AnyObject {
    /// Fills the front of `buffer` and says how many bytes it got; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int
}

/// A file whose bytes are read by offset, by any thread: reading moves nothing.
public protocol RangedFile: AnyObject, Sendable {
    var path: String { get }
    /// The file's size when it was opened.
    var count: Int { get }

    /// Fills `buffer` with the bytes from `offset` on. A file that ends before is an error.
    func fill(_ buffer: UnsafeMutableRawBufferPointer, from offset: Int) throws(FileError)
}

extension RangedFile {
    /// Appends the bytes of `range` to `buffer`; a file that ends before is an error.
    public func read(_ range: Range<Int>, into buffer: inout [UInt8]) throws(FileError) {
        guard range.lowerBound >= 0, range.upperBound <= count else {
            throw FileError(
                .truncated, path: path, offset: count,
                reason: "it ends before byte \(range.upperBound)")
        }
        let start = buffer.count
        buffer.append(contentsOf: repeatElement(0, count: range.count))
        let failure = buffer.withUnsafeMutableBytes { (bytes) -> FileError? in
            do throws(FileError) {
                let target = UnsafeMutableRawBufferPointer(rebasing: bytes[start...])
                try fill(target, from: range.lowerBound)
                return nil
            } catch {
                return error
            }
        }
        guard let failure else { return }
        buffer.removeSubrange(start...)
        throw failure
    }
}

/// A file that is being written: there as a whole once it is committed, or not at all.
///
/// One that is neither committed nor discarded discards itself when it goes away.
public protocol FileCreation: AnyObject {
    var path: String { get }
    /// Bytes written so far.
    var count: Int { get }

    /// Appends bytes.
    func write(_ bytes: UnsafeRawBufferPointer) throws(FileError)

    /// Makes the content durable and gives the file its name.
    func commit() throws(FileError)

    /// Gives up; harmless after `commit`.
    func discard()
}

extension FileCreation {
    public func write(_ bytes: Span<UInt8>) throws(FileError) {
        let failure = bytes.withUnsafeBytes { (bytes) -> FileError? in
            do throws(FileError) {
                try write(bytes)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    public func write(_ bytes: [UInt8]) throws(FileError) { try write(bytes.span) }
}
