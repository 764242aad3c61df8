// The proof that a task is done: one small file of its own, written last.
import FileStore
import Foundation
import PipelineCore

/// What `done/PHASE/INDEX.json` says of a finished task.
package struct CompletionRecord: Codable, Sendable {
    /// The plan's digest: a record of another plan proves nothing.
    package let plan: String
    package let phase: String
    package let task: Int
    /// Output files by the writer's path.
    package var outputs: [String: [OutputFile]] = [:]
    /// Files between phases that the task left, by their paths in the work folder.
    package var work: [String: WorkFile] = [:]
    /// What became of the task's documents.
    package var counts: TaskCounts?
    /// What the task read of each input.
    package var pieces: [Piece]?
    /// The machine that ran it.
    package var host = ""
    /// When it began, in seconds since 1970, and how long it took.
    package var began = 0.0
    package var seconds = 0.0

    /// A range of an input that a task read.
    package struct Piece: Codable, Sendable {
        /// Index into the plan's inputs.
        package let input: Int
        package let range: StoredRange
        package let extent: ReadExtent
        /// SHA-256 of the range's stored bytes, in hex; empty where they were not all read.
        package let sha256: String

        package init(input: Int, range: StoredRange, extent: ReadExtent, sha256: String) {
            self.input = input
            self.range = range
            self.extent = extent
            self.sha256 = sha256
        }
    }

    package init(plan: String, phase: String, task: Int) {
        self.plan = plan
        self.phase = phase
        self.task = task
    }

    /// Notes that the task has ended now, on this machine.
    package mutating func end(began: Date) {
        host = ProcessInfo.processInfo.hostName
        self.began = began.timeIntervalSince1970
        seconds = -began.timeIntervalSinceNow
    }
}

/// The completion records of one plan in a run's folder.
///
/// There is no shared file: each task writes its own record, on whatever machine it ran.
package struct CompletionRecords: Sendable {
    private let folder: RunFolder
    private let plan: String

    package init(_ folder: RunFolder, plan: String) {
        self.folder = folder
        self.plan = plan
    }

    private func file(_ phase: String, _ task: Int) -> StoredFile {
        folder.done.folder(phase).file(taskName(task) + ".json")
    }

    /// The record of a task; `nil` where it is not done, or was done for another plan.
    package func record(_ phase: String, _ task: Int) throws -> CompletionRecord? {
        let file = file(phase, task)
        guard try file.exists() else { return nil }
        let record: CompletionRecord? = SealedJSON.decode(try file.contents())
        guard let record, record.plan == plan, record.phase == phase, record.task == task else {
            return nil
        }
        return record
    }

    /// The tasks of a phase that are done, by index.
    package func records(_ phase: String) throws -> [Int: CompletionRecord] {
        var found: [Int: CompletionRecord] = [:]
        for entry in try folder.done.folder(phase).entries() where entry.kind == .file {
            guard let index = Int(entry.name.prefix { $0 != "." }) else { continue }
            found[index] = try record(phase, index)
        }
        return found
    }

    package func write(_ record: CompletionRecord) throws {
        try file(record.phase, record.task).write(SealedJSON.encode(record))
    }

    /// Takes a task's proof away, so that it is run again.
    package func remove(_ phase: String, _ task: Int) throws { try file(phase, task).remove() }
}
