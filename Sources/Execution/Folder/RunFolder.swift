// The folder of a run: where everything lies.
import FileStore
import Foundation
import PipelineCore

/// The names inside a run's folder.
public struct RunFolder: Sendable {
    public let place: StoredFolder
    /// Opens files between phases; the folder's own store where nothing is known of them.
    var workFiles: (any FileStore)?

    public init(_ place: StoredFolder) { self.place = place }

    /// A local folder.
    public init(_ path: String) { self.init(StoredFolder(path, in: LocalFiles.shared)) }

    public var path: String { place.path }

    public var pipeline: StoredFile { place.file("pipeline.yaml") }
    public var plan: StoredFile { place.file("plan.json") }
    public var manifest: StoredFile { place.file("manifest.json") }
    public var report: StoredFile { place.file("report.html") }
    public var ledger: StoredFolder { place.folder("ledger") }
    public var done: StoredFolder { place.folder("done") }
    public var work: StoredFolder {
        let folder = place.folder("work")
        return StoredFolder(folder.path, in: workFiles ?? folder.store)
    }

    /// The names that the engine itself takes in the folder.
    static let ownNames = [
        "ledger", "work", "done", "manifest.json", "plan.json", "pipeline.yaml", "report.html",
        emptyingName,
    ]

    static let emptyingName = "emptying"

    /// There while the folder is being emptied to begin anew: what else lies there is no run.
    var emptying: StoredFile { place.file(Self.emptyingName) }

    /// Whether a run in it came to its end.
    public func isFinished() throws -> Bool { try manifest.exists() && !emptying.exists() }

    /// Whether a run began in it.
    func holdsRun() throws -> Bool { try plan.exists() }

    /// Where a task of a segment leaves its files.
    func task(_ phase: String, _ index: Int) -> StoredFolder {
        work.folder(phase).folder(taskName(index))
    }

    /// Where the end of the run leaves the whole run's counts.
    var finishTask: StoredFolder { task("finish", 0) }

    /// Where the phases of a corpus stage leave their files.
    func phases(of stage: String) -> PhaseFiles { PhaseFiles(work.folder(stage)) }

    /// A new folder on a local disk for one task's files of passage: in the run's folder where
    /// that is local, so that one disk is watched, else where the system keeps such files.
    func scratch(_ phase: String, _ index: Int) throws -> ScratchFolder {
        let unique = "\(flatName(phase))-\(taskName(index))-\(UUID().uuidString)"
        let isLocal = place.store is LocalFiles
        return try ScratchFolder(
            (isLocal ? "\(work.path)/scratch" : NSTemporaryDirectory() + "winnow") + "/" + unique)
    }

    /// Makes the folder; says in one line what is wrong when it can't be written.
    func create() throws {
        guard place.store is LocalFiles else { return }
        do {
            try LocalFiles.shared.makeFolder(work.path)
        } catch {
            throw unusable("can't make the run's folder \(path): \(error.reason)")
        }
        guard access(path, W_OK) == 0 else {
            throw unusable("the run's folder \(path) can't be written")
        }
    }

    private func unusable(_ reason: String) -> RunError {
        RunError(.folder, reason + "\n  Choose another folder with --output.")
    }
}

/// What one of the run's JSON files says. Throws ``RunError`` with its path where it is damaged.
func decoded<T: Decodable>(
    _ file: StoredFile, mayLackSeal: Bool = false, remedy: String = "Begin anew in another folder."
) throws -> T {
    let bytes = try file.contents(limit: 1 << 34)
    if let value: T = SealedJSON.decode(bytes, mayLackSeal: mayLackSeal) { return value }
    throw RunError(.damaged, "\(file.path) is damaged\n  \(remedy)")
}

/// A phase's name as that of one file: `minhash_dedup-match`.
func flatName(_ phase: String) -> String {
    phase.split(separator: "/").joined(separator: "-")
}

/// Holds a run's folder for one process of this machine, until it ends in whatever way.
///
/// Only the process that leads a run takes it: tasks need none, since each leaves files of its own
/// under names of its own, whole or not at all.
final class RunLock {
    private let descriptor: Int32

    init(_ folder: RunFolder) throws {
        guard folder.place.store is LocalFiles else {
            descriptor = -1
            return
        }
        let path = folder.work.path + "/lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw RunError(.folder, "can't write \(path): \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw RunError(
                .locked,
                "another winnow is running in \(folder.path)\n"
                    + "  Wait for it, or choose another folder with --output.")
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }
}
