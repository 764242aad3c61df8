// Merges the ledger rows that a task's segments left into one file in key order.
import FileFormats
import FileStore
import PipelineCore

/// Merges the parts of one task: `ledger/00000.jsonl.zst`, a row per document in key order.
struct LedgerMerge {
    let folder: RunFolder
    let phases: [String]
    let task: Int

    /// Writes the merged file into the run's ledger and describes it.
    func run() throws -> OutputFile {
        let name = taskName(task) + ".jsonl.zst"
        let target = folder.ledger.file(name)
        let file = try target.create()
        var hash = SHA256()
        let compressor = ZstdCompressor(level: 3)
        var cursors = try phases.map {
            try LedgerCursor(folder.task($0, task).file(LedgerParts.fileName))
        }
        var block: [UInt8] = []
        var rows = 0
        while let smallest = smallest(of: cursors) {
            try cursors[smallest].take(into: &block)
            block.append(UInt8(ascii: "\n"))
            rows += 1
            if block.count >= 4 << 20 { try write(&block, compressor, file, &hash) }
        }
        try write(&block, compressor, file, &hash)
        try file.commit()
        return OutputFile(
            name: name, bytes: file.count, sha256: hash.finishHex(), documents: rows)
    }

    private func write(
        _ block: inout [UInt8], _ compressor: ZstdCompressor, _ file: any FileCreation,
        _ hash: inout SHA256
    ) throws {
        var packed: [UInt8] = []
        _ = compressor.compress(block.span, appendingTo: &packed)
        hash.update(packed.span)
        try file.write(packed)
        block.removeAll(keepingCapacity: true)
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

    /// Appends the row at hand and moves on to the next.
    mutating func take(into block: inout [UInt8]) throws {
        block += try reader.bytes(count: Int(try reader.integer(UInt32.self)))
        try advance()
    }

    private mutating func advance() throws {
        while reader.isAtEnd {
            guard let frame = try input.next() else {
                key = nil
                return
            }
            reader = ByteReader(try unpacker.unpack(frame, path: "ledger.frames"))
        }
        key = try reader.integer(UInt64.self)
    }
}
