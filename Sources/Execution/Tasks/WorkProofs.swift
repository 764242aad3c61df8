// The work folder as later phases see it: nothing is read that is not what its task left.
import FileStore
import Foundation
import PipelineCore
import Synchronization

/// Which task left which files in a run's work folder, and whether they still are what it left.
///
/// A file is checked the first time that this process opens it, unless this process wrote it.
final class WorkProofs: Sendable {
    private let plan: Plan
    private let folder: RunFolder
    private let records: CompletionRecords
    /// Paths in the work folder that need no look any more.
    private let known = Mutex<Set<String>>([])

    init(_ plan: Plan, _ folder: RunFolder, _ records: CompletionRecords) {
        self.plan = plan
        self.folder = folder
        self.records = records
    }

    /// Notes in a record what the task left.
    func describe(_ record: inout CompletionRecord) throws {
        for name in plan.workFolders(of: record.phase, task: record.task) {
            let own = folder.work.folder(name)
            for file in try own.filesBelow() {
                record.work["\(name)/\(file)"] = try WorkFile(of: own.file(file))
            }
        }
        trust(record)
    }

    /// Says that a record's files were looked at.
    func trust(_ record: CompletionRecord) {
        known.withLock { $0.formUnion(record.work.keys) }
    }

    /// Throws where a file is no longer what its task left. Files of tasks that have no record are
    /// their own concern.
    func check(_ path: String) throws {
        guard !known.withLock({ $0.contains(path) }), let owner = plan.owner(ofWork: path),
            let record = try records.record(owner.phase, owner.task)
        else { return }
        let file = folder.work.file(path)
        guard let left = record.work[path], try left.describes(file) else {
            throw FileError(
                .inputOutput, path: file.path,
                reason: "it is not what task \(owner.task) of phase '\(owner.phase)' left; "
                    + "'winnow run --resume' makes it again")
        }
        known.withLock { _ = $0.insert(path) }
    }
}

extension Plan {
    /// Folders below the work folder that a task leaves files in.
    func workFolders(of phase: String, task: Int) -> [String] {
        let own = "\(phase)/\(taskName(task))"
        guard let segment = segments.first(where: { $0.phase == phase }),
            let barrier = segment.barrier
        else { return [own] }
        return [own, "\(stages[barrier].label)/\(PhaseName.observe)/\(taskName(task))"]
    }

    /// The task that leaves a file of the work folder; `nil` for files of no task.
    fileprivate func owner(ofWork path: String) -> (phase: String, task: Int)? {
        let parts = path.split(separator: "/").map(String.init)
        guard let place = parts.dropLast().firstIndex(where: { Int($0) != nil }), place > 0,
            let task = Int(parts[place])
        else { return nil }
        let phase = parts[..<place].joined(separator: "/")
        let observed = segments.first { segment in
            segment.barrier.map { "\(stages[$0].label)/\(PhaseName.observe)" == phase } ?? false
        }
        return (observed?.phase ?? phase, task)
    }
}

extension RunFolder {
    /// The same folder, in which no file between phases is read that is not what its task left.
    func checking(_ proofs: WorkProofs) -> RunFolder {
        var checked = self
        checked.workFiles = CheckedFiles(place.folder("work"), proofs)
        return checked
    }
}

/// The files of a work folder, each checked before it is read.
struct CheckedFiles: FileStore {
    private let files: any FileStore
    /// The work folder's path with a slash.
    private let root: String
    private let proofs: WorkProofs

    init(_ work: StoredFolder, _ proofs: WorkProofs) {
        files = work.store
        root = work.path + "/"
        self.proofs = proofs
    }

    private func check(_ path: String) throws(FileError) {
        guard path.hasPrefix(root) else { return }
        do {
            try proofs.check(String(path.dropFirst(root.count)))
        } catch let error as FileError {
            throw error
        } catch {
            throw FileError(.inputOutput, path: path, reason: "\(error)")
        }
    }

    func open(_ path: String, from offset: Int) throws(FileError) -> any StoredStream {
        try check(path)
        return try files.open(path, from: offset)
    }

    func openRanges(_ path: String) throws(FileError) -> any RangedFile {
        try check(path)
        return try files.openRanges(path)
    }

    func list(_ folder: String) throws(FileError) -> [StoredEntry] { try files.list(folder) }
    func entry(_ path: String) throws(FileError) -> StoredEntry? { try files.entry(path) }

    func create(_ path: String) throws(FileError) -> any FileCreation { try files.create(path) }

    func publish(localFile: String, as path: String) throws(FileError) {
        try files.publish(localFile: localFile, as: path)
    }

    func remove(_ path: String) throws(FileError) { try files.remove(path) }
    func settle(_ folder: String) throws(FileError) { try files.settle(folder) }
}
