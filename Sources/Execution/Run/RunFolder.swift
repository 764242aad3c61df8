// The folder of a run: where everything lies, and the lock that keeps a second run out.
import FileFormats
import Foundation
import PipelineCore

/// The names inside a run's folder.
public struct RunFolder: Sendable {
    public let path: String

    public init(_ path: String) {
        self.path = path
    }

    public var pipeline: String { path + "/pipeline.yaml" }
    public var manifest: String { path + "/manifest.json" }
    public var journal: String { path + "/journal.jsonl" }
    public var ledger: String { path + "/ledger" }
    public var report: String { path + "/report.html" }
    public var work: String { path + "/work" }

    /// Whether a run in it came to its end.
    public var isFinished: Bool { FileManager.default.fileExists(atPath: manifest) }

    /// How the run in it began; `nil` when there is none.
    public func header() throws -> JournalHeader? { try Journal.header(journal) }

    /// Where a phase's tasks leave their files, one folder a task.
    func phase(_ name: String) -> String { "\(work)/\(name)" }

    /// A finished task's folder.
    func task(_ phase: String, _ index: Int) -> String {
        "\(self.phase(phase))/\(TaskContext.name(index))"
    }

    /// Makes the folder; says in one line what is wrong when it can't be written.
    func create() throws {
        do {
            try FileManager.default.createDirectory(
                atPath: work, withIntermediateDirectories: true)
        } catch {
            throw unusable("can't make the run's folder \(path): \(posixReason(error))")
        }
        guard access(path, W_OK) == 0 else {
            throw unusable("the run's folder \(path) can't be written")
        }
    }

    private func unusable(_ reason: String) -> RunError {
        RunError(.folder, reason + "\n  Choose another folder with --output.")
    }

    /// Makes an empty folder, whatever was there before.
    func makeEmpty(_ folder: String) throws {
        let files = FileManager.default
        do {
            if files.fileExists(atPath: folder) { try files.removeItem(atPath: folder) }
            try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw RunError(.folder, "can't make \(folder): \(posixReason(error))")
        }
    }
}

/// The system's words for a failed file operation.
func posixReason(_ error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
    let cause = (underlying ?? error) as NSError
    guard cause.domain == NSPOSIXErrorDomain else { return "\(error)" }
    return String(cString: strerror(Int32(cause.code)))
}

/// Trouble with the run itself: its folder, its lock, its disk.
public struct RunError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        case folder
        case locked
        case changed
        case exists
        case cancelled
        case disk
        case tooManyBadRecords
        case noRun
        case stage
    }

    public let code: Code
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}

/// Holds a run's folder for one process, until it ends in whatever way.
final class RunLock {
    private let descriptor: Int32

    /// - Parameter shared: tasks of one run may work side by side; a whole run is alone.
    init(_ folder: RunFolder, shared: Bool = false) throws {
        descriptor = try Self.lock(
            folder.work + "/lock", shared ? LOCK_SH : LOCK_EX,
            "another winnow is running in \(folder.path)\n"
                + "  Wait for it, or choose another folder with --output.")
    }

    /// Holds one task, so that two processes don't write the same files.
    init(_ folder: RunFolder, phase: String, task: Int) throws {
        let name = phase.split(separator: "/").joined(separator: "-")
        descriptor = try Self.lock(
            "\(folder.work)/\(name)-\(TaskContext.name(task)).lock", LOCK_EX,
            "another winnow is running task \(task) of phase '\(phase)'\n  Wait for it.")
    }

    private static func lock(_ path: String, _ kind: Int32, _ refusal: String) throws -> Int32 {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw RunError(.folder, "can't write \(path): \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, kind | LOCK_NB) == 0 else {
            close(descriptor)
            throw RunError(.locked, refusal)
        }
        return descriptor
    }

    deinit { close(descriptor) }
}
