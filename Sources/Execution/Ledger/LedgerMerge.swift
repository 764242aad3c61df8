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
        let file = try LedgerFile(folder.ledger, taskName(task) + Self.ending, layout)
        var cursors = try plan.segments.map {
            try LedgerCursor(folder.task($0.phase, task).file(LedgerParts.fileName))
        }
        var table = LedgerTable(layout)
        while let smallest = smallest(of: cursors) {
            try cursors[smallest].take(into: &table)
            if table.isFull { try file.append(table.take()) }
        }
        if !table.isEmpty { try file.append(table.take()) }
        return try file.commit()
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

/// A file of the ledger while it is written.
private final class LedgerFile {
    private let name: String
    private let file: any FileCreation
    private let layout: LedgerLayout
    private let packer = ParquetPacker(.zstd)
    private var footer: ParquetFooterWriter
    private var hash: SHA256? = SHA256()

    init(_ folder: StoredFolder, _ name: String, _ layout: LedgerLayout) throws {
        self.name = name
        self.layout = layout
        file = try folder.file(name).create()
        footer = ParquetFooterWriter(layout.parquet, createdBy: "winnow", isSealed: true)
        try write(ParquetFooterWriter.head)
    }

    private func write(_ bytes: [UInt8]) throws {
        try file.write(bytes)
        hash?.update(bytes.span)
    }

    func append(_ rows: ParquetRowBatch) throws {
        let group = packer.pack(rows, layout.parquet)
        try write(group.bytes)
        footer.add(group)
    }

    func commit() throws -> OutputFile {
        try write(footer.tail())
        try file.commit()
        return OutputFile(
            name: name, bytes: file.count, sha256: hash.take()?.finishHex() ?? "",
            documents: footer.rows)
    }
}
