// A share of sorted files: the records whose first word lies in one of several equal ranges.
import FileStore

/// One of `count` equal ranges of 64-bit hashes, so that equal ones meet in the same task.
public struct HashPartition: Sendable {
    public let index: Int
    public let count: Int

    public init(_ index: Int, of count: Int) {
        precondition(index >= 0 && index < count && count > 1)
        self.index = index
        self.count = count
    }

    /// Merges the partition's records of files that are sorted by their first word.
    ///
    /// - Parameter memory: bytes for the blocks of all files together.
    public func merge<Record: HashedRecord>(
        _ files: [StoredFile], memory: Int, checkCancelled: () throws -> Void = {}
    ) throws -> RecordMerge<Record> {
        let width = UInt64.max / UInt64(count) + 1
        let from = UInt64(index) * width
        let share = min(1 << 20, max(4096, memory / max(1, files.count)))
        return RecordMerge(
            try files.map { file in
                try checkCancelled()
                let start = try firstRecord(in: file) { (record: Record) in record.high >= from }
                let end = try firstRecord(in: file) { (record: Record) in
                    record.high >= from && record.high - from >= width
                }
                return try RecordCursor(file, positions: start..<end, memory: share)
            })
    }
}
