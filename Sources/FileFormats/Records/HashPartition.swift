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
    /// - Parameters:
    ///   - memory: bytes for the blocks of all files together.
    ///   - transform: what to make of the records of a file, given by its index; it keeps their
    ///     order.
    public func merge<Record: HashedRecord>(
        _ files: [StoredFile], memory: Int, checkCancelled: () throws -> Void = {},
        transform: (Int) -> ((Record) -> Record)? = { _ in nil }
    ) throws -> RecordMerge<Record> {
        let share = min(1 << 20, max(4096, memory / max(1, files.count)))
        return RecordMerge(
            try files.enumerated().map { index, file in
                try checkCancelled()
                return try RecordCursor(
                    file, positions: positions(in: file, Record.self), memory: share,
                    transform: transform(index))
            })
    }

    /// Where a file's records of the partition are.
    private func positions<Record: HashedRecord>(
        in file: StoredFile, _ type: Record.Type
    ) throws -> Range<Int> {
        let width = UInt64.max / UInt64(count) + 1
        let from = UInt64(index) * width
        let start = try firstRecord(in: file) { (record: Record) in record.high >= from }
        let end = try firstRecord(in: file) { (record: Record) in
            record.high >= from && record.high - from >= width
        }
        return start..<end
    }
}
