// Finds records by key in a sorted file, with one key in memory for every few thousand.
import FileStore

/// A sorted file of records, for look-ups by many threads.
public struct RecordLookup<Record: KeyedRecord>: Sendable {
    public let file: StoredFile
    /// Records in the file.
    public let count: Int
    /// The first key of every block.
    @usableFromInline let firstKeys: [UInt64]
    @usableFromInline let blockCount: Int

    /// - Parameter blockCount: records that are read at once.
    public init(_ file: StoredFile, blockCount: Int = 4096) throws {
        self.file = file
        self.blockCount = blockCount
        count = try recordCount(of: file, Record.self)
        var keys: [UInt64] = []
        for position in stride(from: 0, to: count, by: blockCount) {
            let record: [Record] = try readRecords(file, position..<(position + 1))
            keys.append(record[0].key)
        }
        firstKeys = keys
    }

    /// The smallest key; `nil` for an empty file.
    public var firstKey: UInt64? { firstKeys.first }

    /// One thread's block at hand: look-ups mostly come in the order of keys.
    public struct Scratch {
        @usableFromInline var block = -1
        @usableFromInline var records: [Record] = []

        @inlinable public init() {}
    }

    /// The record with a key; `nil` when the file has none. Keys must be distinct.
    @inlinable
    public func record(of key: UInt64, using scratch: inout Scratch) throws -> Record? {
        let block = firstIndex(firstKeys.count) { firstKeys[$0] > key } - 1
        guard block >= 0 else { return nil }
        if block != scratch.block { try load(block, into: &scratch) }
        let records = scratch.records
        let position = firstIndex(records.count) { records[$0].key >= key }
        guard position < records.count, records[position].key == key else { return nil }
        return records[position]
    }

    /// Appends the records of a key, of which there may be any number, in their order.
    public func append(
        of key: UInt64, to found: inout [Record], using scratch: inout Scratch
    ) throws {
        var block = max(0, firstIndex(firstKeys.count) { firstKeys[$0] >= key } - 1)
        while block < firstKeys.count, firstKeys[block] <= key {
            if block != scratch.block { try load(block, into: &scratch) }
            let records = scratch.records
            var position = firstIndex(records.count) { records[$0].key >= key }
            while position < records.count, records[position].key == key {
                found.append(records[position])
                position += 1
            }
            if position < records.count { return }
            block += 1
        }
    }

    @usableFromInline
    func load(_ block: Int, into scratch: inout Scratch) throws {
        let start = block * blockCount
        scratch.records = try readRecords(file, start..<min(count, start + blockCount))
        scratch.block = block
    }
}

/// The first index below `count` for which `condition` holds, given that it then holds for all
/// after it; `count` when there is none.
@inlinable
public func firstIndex(_ count: Int, where condition: (Int) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
        let middle = (low + high) / 2
        if condition(middle) { high = middle } else { low = middle + 1 }
    }
    return low
}
