// Finds all records of a key in a sorted file, with one key in memory for every few thousand.

/// A sorted file of records, any number of them for each key, for look-ups by many threads.
public struct RecordGroups<Record: KeyedRecord>: Sendable {
    private let path: String
    private let count: Int
    /// The first key of every block.
    private let firstKeys: [UInt64]
    private static var blockCount: Int { 4096 }

    public init(_ path: String) throws {
        self.path = path
        count = try recordCount(of: path, Record.self)
        var keys: [UInt64] = []
        for position in stride(from: 0, to: count, by: Self.blockCount) {
            let record: [Record] = try readRecords(path, position..<(position + 1))
            keys.append(record[0].key)
        }
        firstKeys = keys
    }

    /// One thread's block at hand: documents mostly come in the order of their keys.
    public struct Scratch {
        fileprivate var block = -1
        fileprivate var records: [Record] = []

        public init() {}
    }

    /// Appends the records of a key, in their order.
    public func append(
        of key: UInt64, to found: inout [Record], using scratch: inout Scratch
    ) throws {
        var block = max(0, partition(firstKeys.count) { firstKeys[$0] >= key } - 1)
        while block < firstKeys.count, firstKeys[block] <= key {
            if block != scratch.block { try load(block, into: &scratch) }
            var position = partition(scratch.records.count) { scratch.records[$0].key >= key }
            while position < scratch.records.count, scratch.records[position].key == key {
                found.append(scratch.records[position])
                position += 1
            }
            if position < scratch.records.count { return }
            block += 1
        }
    }

    private func load(_ block: Int, into scratch: inout Scratch) throws {
        let start = block * Self.blockCount
        scratch.records = try readRecords(path, start..<min(count, start + Self.blockCount))
        scratch.block = block
    }
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
