// Before a run goes on: whether what it wants to reuse still is what its tasks left.
import Dispatch
import FileFormats
import FileStore
import Foundation
import PipelineCore

/// Looks through the files of all tasks that are done, and takes the proof from those whose files
/// have changed or gone, so that they run again.
struct ReuseCheck {
    private let runner: TaskRunner

    init(_ runner: TaskRunner) { self.runner = runner }

    /// The files that were not what they were; their tasks are no longer done.
    func run() throws -> [String] {
        let done = try doneTasks()
        runner.progress.begin("check", bytes: 0, tasks: done.count)
        let found = FoundDamage()
        DispatchQueue.concurrentPerform(iterations: done.count) { index in
            if found.failure != nil { return }
            do {
                try runner.cancellation.check()
                try look(at: done[index], found)
                runner.progress.tasksDone.add(1, ordering: .relaxed)
            } catch {
                found.fail(error)
            }
        }
        if let failure = found.failure { throw failure }
        return found.files.sorted()
    }

    private func doneTasks() throws -> [CompletionRecord] {
        try PhaseList(runner.plan).phases.flatMap { phase in
            try runner.records.records(phase.name).sorted { $0.key < $1.key }.map(\.value)
        }
    }

    private func look(at record: CompletionRecord, _ found: FoundDamage) throws {
        let damaged = try damagedFiles(of: record)
        guard damaged.isEmpty else {
            try runner.records.remove(record.phase, record.task)
            return found.add(damaged)
        }
        runner.proofs.trust(record)
    }

    private func damagedFiles(of record: CompletionRecord) throws -> [String] {
        // The manifest is written before the last task's record; without it that proves nothing.
        if record.phase == "finish" { return [runner.folder.manifest.path] }
        var damaged: [String] = []
        for (name, left) in record.work {
            let file = runner.folder.place.folder("work").file(name)
            if try !left.describes(file) { damaged.append(file.path) }
        }
        for (folder, files) in record.outputs {
            for output in files {
                let file = runner.folder.place.folder(folder).file(output.name)
                if try !output.describes(file) { damaged.append(file.path) }
            }
        }
        return damaged
    }
}

extension OutputFile {
    /// Whether a file has this size and digest.
    func describes(_ file: StoredFile) throws -> Bool {
        guard let entry = try file.entry(), entry.kind == .file, entry.size == bytes else {
            return false
        }
        return try SHA256.hex(of: file) == sha256
    }
}

/// What threads found.
private final class FoundDamage: @unchecked Sendable {
    private let lock = NSLock()
    private var found: [String] = []
    private var error: (any Error)?

    var files: [String] { lock.withLock { found } }
    var failure: (any Error)? { lock.withLock { error } }

    func add(_ files: [String]) { lock.withLock { found += files } }
    func fail(_ error: any Error) { lock.withLock { self.error = self.error ?? error } }
}
