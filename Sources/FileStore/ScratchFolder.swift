// A local folder for files of passage: sorted runs, spools, work that is published when whole.
import Glibc
import Synchronization

/// A folder on a local disk that goes away with its last user.
///
/// Its files are never durable: what has to stay is published to its place as a whole.
public final class ScratchFolder: Sendable {
    public let path: String
    private let numbers = Atomic<Int>(0)

    /// Makes the folder, empty. Whatever was there is removed.
    public init(_ path: String) throws(FileError) {
        self.path = path
        try LocalFiles.shared.remove(path)
        try LocalFiles.shared.makeFolder(path)
    }

    deinit { try? LocalFiles.shared.remove(path) }

    /// A number that no other call gives.
    public func number() -> Int { numbers.add(1, ordering: .relaxed).newValue }

    /// A file that no other call gives.
    public func file(_ name: String) -> StoredFile {
        StoredFile("\(path)/\(name)-\(number())", in: PassingFiles.shared)
    }

    /// The name of a new folder below, for programs' own files.
    public func folder(_ name: String) -> StoredFolder {
        StoredFolder("\(path)/\(name)-\(number())", in: PassingFiles.shared)
    }
}

/// Local files that need not survive a crash: the same as ``LocalFiles`` without syncing.
struct PassingFiles: FileStore {
    static let shared = PassingFiles()
    private let files = LocalFiles.shared

    func create(_ path: String) throws(FileError) -> any FileCreation {
        try AtomicFile(path: path, isDurable: false)
    }

    func list(_ folder: String) throws(FileError) -> [StoredEntry] { try files.list(folder) }
    func entry(_ path: String) throws(FileError) -> StoredEntry? { try files.entry(path) }

    func open(_ path: String, from offset: Int) throws(FileError) -> any StoredStream {
        try files.open(path, from: offset)
    }

    func openRanges(_ path: String) throws(FileError) -> any RangedFile {
        try files.openRanges(path)
    }

    func publish(localFile: String, as path: String) throws(FileError) {
        try files.publish(localFile: localFile, as: path)
    }

    func remove(_ path: String) throws(FileError) { try files.remove(path) }
    func settle(_ folder: String) throws(FileError) {}
}
