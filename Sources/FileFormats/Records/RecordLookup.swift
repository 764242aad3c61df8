// Finds records by key in a sorted file, with one key in memory for every few thousand.

/// A sorted file of ``KeyRecord``s with distinct keys, for look-ups by many threads.
public struct RecordLookup: Sendable {
    private let file: RandomAccessFile
    private let count: Int
    /// The first key of every block.
    private let firstKeys: [UInt64]
    private static let blockCount = 4096

    public init(_ path: String) throws {
        file = try RandomAccessFile(path: path)
        count = file.count / MemoryLayout<KeyRecord>.stride
        var keys: [UInt64] = []
        for position in stride(from: 0, to: count, by: Self.blockCount) {
            let record: [KeyRecord] = try readRecords(path, position..<(position + 1))
            keys.append(record[0].key)
        }
        firstKeys = keys
    }

    /// One thread's block at hand: documents mostly come in the order of their keys.
    public struct Scratch {
        fileprivate var block = -1
        fileprivate var records: [KeyRecord] = []

        public init() {}
    }

    /// The value that belongs to a key; `nil` for a key that is not in the file.
    public func value(of key: UInt64, using scratch: inout Scratch) throws -> UInt64? {
        let block = partition(firstKeys.count) { firstKeys[$0] > key } - 1
        guard block >= 0 else { return nil }
        if block != scratch.block { try load(block, into: &scratch) }
        let records = scratch.records
        let position = partition(records.count) { records[$0].key >= key }
        guard position < records.count, records[position].key == key else { return nil }
        return records[position].value
    }

    private func load(_ block: Int, into scratch: inout Scratch) throws {
        let start = block * Self.blockCount
        scratch.records = try readRecords(
            file.path, start..<min(count, start + Self.blockCount))
        scratch.block = block
    }

    /// The first index below `count` for which `condition` holds, given that it then holds for all
    /// after it.
    private func partition(_ count: Int, _ condition: (Int) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if condition(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
