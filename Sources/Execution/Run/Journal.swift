// The run's journal: one line per finished task, written after its files are safe.
import FileFormats
import Foundation
import PipelineCore

/// What the journal says of a finished task.
struct TaskRecord: Codable, Sendable {
    let phase: String
    let task: Int
    /// Output files by writer's path.
    var outputs: [String: [OutputFile]] = [:]
}

/// The journal's first line.
public struct JournalHeader: Codable, Sendable {
    /// The engine's version.
    public let winnow: String
    /// The plan's digest.
    public let digest: String
    /// Where relative paths of the pipeline start.
    public let baseFolder: String
    /// The writers' folders and the corpus stages' files, by their paths in the run's folder.
    public let outputs: [String]
}

/// An append-only file of JSON lines; each is synced before the task counts as finished.
final class Journal: @unchecked Sendable {
    private let path: String
    private let lock = NSLock()
    private var records: [String: [Int: TaskRecord]] = [:]

    /// Starts a journal with its header.
    init(creating path: String, header: JournalHeader) throws {
        self.path = path
        try writeWhole(Self.line(header), to: path)
    }

    /// Opens an existing journal. A last line cut short by a crash is ignored.
    init(opening path: String) throws {
        self.path = path
        for line in try Self.lines(path).dropFirst() {
            if let record = try? JSONDecoder().decode(TaskRecord.self, from: line) {
                records[record.phase, default: [:]][record.task] = record
            }
        }
    }

    /// The header of an existing journal; `nil` when there is no journal.
    static func header(_ path: String) throws -> JournalHeader? {
        guard FileManager.default.fileExists(atPath: path), let first = try lines(path).first
        else { return nil }
        return try? JSONDecoder().decode(JournalHeader.self, from: first)
    }

    private static func lines(_ path: String) throws -> [Data] {
        let bytes = try RandomAccessFile.contents(of: path, limit: 1 << 34)
        return bytes.split(separator: UInt8(ascii: "\n")).map { Data($0) }
    }

    func record(_ phase: String, _ task: Int) -> TaskRecord? {
        lock.withLock { records[phase]?[task] }
    }

    /// The folders of all outputs that finished tasks wrote.
    var outputPaths: [String] {
        let all = lock.withLock { records.values.flatMap { $0.values.flatMap(\.outputs.keys) } }
        return Set(all).sorted()
    }

    func add(_ record: TaskRecord) throws {
        try lock.withLock {
            try append(record)
            records[record.phase, default: [:]][record.task] = record
        }
    }

    private static func line(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value) + [UInt8(ascii: "\n")]
    }

    private func append(_ record: TaskRecord) throws {
        // A crash may have left half a line: a newline in front makes it a line of its own.
        var line = Data()
        if try needsNewline() { line.append(UInt8(ascii: "\n")) }
        line.append(try Self.line(record))
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        guard descriptor >= 0 else { throw RunError.system("open", path) }
        defer { close(descriptor) }
        let written = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard written == line.count, fsync(descriptor) == 0 else {
            throw RunError.system("write", path)
        }
    }

    private func needsNewline() throws -> Bool {
        let file = try RandomAccessFile(path: path)
        guard file.count > 0 else { return false }
        var last: [UInt8] = []
        try file.read((file.count - 1)..<file.count, into: &last)
        return last != [UInt8(ascii: "\n")]
    }
}

extension RunError {
    /// The error of a system call that just failed on `path`.
    static func system(_ action: String, _ path: String) -> RunError {
        let full = errno == ENOSPC || errno == EDQUOT
        return RunError(
            .disk,
            "can't \(action) \(path): \(String(cString: strerror(errno)))"
                + (full ? "\n  Free some space, then go on with --resume." : ""))
    }
}
