// From a document's key to its identifier, for naming the twin of a duplicate.
import FileStore
import Foundation
import PipelineCore

/// Writes the identifiers of a task's surviving documents, which come in key order.
///
/// `identifiers.index` holds key and end offset as two u64 each, `identifiers.bytes` the text.
final class IdentifierOutput {
    private let index: any FileCreation
    private let bytes: any FileCreation

    init(_ folder: StoredFolder) throws {
        index = try folder.file("identifiers.index").create()
        bytes = try folder.file("identifiers.bytes").create()
    }

    func append(_ key: DocumentKey, _ identifier: [UInt8]) throws {
        try bytes.write(identifier)
        var entry: [UInt8] = []
        entry.append(integer: key.rawValue)
        entry.append(integer: UInt64(bytes.count))
        try index.write(entry)
    }

    func close() throws {
        try index.commit()
        try bytes.commit()
    }
}

/// Looks identifiers up in the files that an earlier segment's tasks left.
final class IdentifierIndex: @unchecked Sendable {
    private let folder: RunFolder
    private let phase: String
    private let tasks: [ReadTask]
    private let lock = NSLock()
    private var open: [Int: (index: any RangedFile, bytes: any RangedFile)] = [:]

    init(folder: RunFolder, phase: String, tasks: [ReadTask]) {
        self.folder = folder
        self.phase = phase
        self.tasks = tasks
    }

    /// The identifier of a document that reached the end of the segment; `nil` for others.
    func identifier(of key: DocumentKey) throws -> [UInt8]? {
        let (index, bytes) = try files(holding: key)
        var low = 0
        var high = index.count / 16
        while low < high {
            let middle = (low + high) / 2
            if try entry(middle, of: index).key < key.rawValue {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard low < index.count / 16 else { return nil }
        let found = try entry(low, of: index)
        guard found.key == key.rawValue else { return nil }
        let start = low == 0 ? 0 : try entry(low - 1, of: index).end
        var identifier: [UInt8] = []
        try bytes.read(start..<found.end, into: &identifier)
        return identifier
    }

    private func entry(_ position: Int, of index: any RangedFile) throws -> (
        key: UInt64, end: Int
    ) {
        var bytes: [UInt8] = []
        try index.read((position * 16)..<(position * 16 + 16), into: &bytes)
        var reader = ByteReader(bytes)
        return (try reader.integer(UInt64.self), Int(try reader.integer(UInt64.self)))
    }

    /// At most this many tasks' files stay open at once.
    private static let maxOpen = 256

    private func files(holding key: DocumentKey) throws -> (
        index: any RangedFile, bytes: any RangedFile
    ) {
        var low = 0
        var high = tasks.count - 1
        while low < high {
            let middle = (low + high) / 2
            if tasks[middle + 1].firstKey <= key {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return try lock.withLock {
            if let known = open[low] { return known }
            if open.count >= Self.maxOpen { open.removeAll() }
            let place = folder.task(phase, low)
            let files = (
                index: try place.file("identifiers.index").openRanges(),
                bytes: try place.file("identifiers.bytes").openRanges()
            )
            open[low] = files
            return files
        }
    }
}
