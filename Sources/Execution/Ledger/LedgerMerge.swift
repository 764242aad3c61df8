// Merges the ledger rows that a task's segments left into one file in key order.
import FileFormats
import FileStore
import PipelineCore

/// Merges the parts of one task: `ledger/00000.parquet`, a row per document in key order.
struct LedgerMerge {
    static let ending = ".parquet"
    let plan: Plan
    let folder: RunFolder
    let task: Int

    /// Writes the merged file into the run's ledger and describes it.
    func run() throws -> OutputFile {
        let layout = LedgerLayout(plan)
        let name = taskName(task) + Self.ending
        let file = try ParquetFileWriter(
            folder.ledger.file(name), layout.parquet, isSealed: true)
        let packer = ParquetPacker(.zstd)
        var cursors = try plan.segments.map {
            try LedgerCursor(folder.task($0.phase, task).file(LedgerParts.fileName))
        }
        var table = LedgerTable(layout)
        while let smallest = smallest(of: cursors) {
            try cursors[smallest].take(into: &table)
            if table.isFull { try file.append(packer.pack(table.take(), layout.parquet)) }
        }
        if !table.isEmpty { try file.append(packer.pack(table.take(), layout.parquet)) }
        let written = try file.commit()
        return OutputFile(
            name: name, bytes: written.bytes, sha256: written.sha256, documents: written.rows)
    }

    /// The cursor with the smallest key; `nil` when all are at their ends.
    private func smallest(of cursors: [LedgerCursor]) -> Int? {
        var best: Int?
        for index in cursors.indices {
            guard let key = cursors[index].key else { continue }
            if let known = best, let bestKey = cursors[known].key, bestKey <= key { continue }
            best = index
        }
        return best
    }
}

/// Walks the rows of one part.
private struct LedgerCursor {
    private let input: FrameInput
    private let unpacker = FrameUnpacker()
    private var reader = ByteReader([])
    /// The key of the row at hand; `nil` at the end.
    private(set) var key: UInt64?

    init(_ file: StoredFile) throws {
        input = try FrameInput(file)
        try advance()
    }

    /// Moves the row at hand into the table, and goes on to the next.
    mutating func take(into table: inout LedgerTable) throws {
        guard let key else { return }
        try table.append(DocumentKey(rawValue: key), from: &reader)
        try advance()
    }

    private mutating func advance() throws {
        while reader.isAtEnd {
            guard let frame = try input.next() else {
                key = nil
                return
            }
            reader = ByteReader(try unpacker.unpack(frame, path: LedgerParts.fileName))
        }
        key = try reader.integer(UInt64.self)
    }
}
