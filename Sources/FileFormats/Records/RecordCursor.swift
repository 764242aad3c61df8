// Walks a file of sorted records, a block at a time.
import FileStore

/// Reads the records of a range of positions in order.
///
/// The file is opened for each block and closed again, so that a merge of thousands of files needs
/// few descriptors.
public final class RecordCursor<Record: FixedRecord> {
    private let file: StoredFile
    private let blockCount: Int
    private var next: Int
    private let end: Int
    private let transform: ((Record) -> Record)?
    @exclusivity(unchecked) @usableFromInline var block: [Record] = []
    @exclusivity(unchecked) @usableFromInline var position = 0

    /// - Parameters:
    ///   - memory: bytes for the block.
    ///   - transform: what to make of each record; it keeps their order.
    public init(
        _ file: StoredFile, positions: Range<Int>? = nil, memory: Int = 1 << 18,
        transform: ((Record) -> Record)? = nil
    ) throws {
        self.file = file
        self.transform = transform
        let range = try positions ?? 0..<recordCount(of: file, Record.self)
        next = range.lowerBound
        end = range.upperBound
        blockCount = max(1, memory / MemoryLayout<Record>.stride)
        try refill()
    }

    /// The record at hand; `nil` at the end.
    @inlinable
    public var current: Record? { position < block.count ? block[position] : nil }

    @inlinable
    public func advance() throws {
        position += 1
        if position >= block.count { try refill() }
    }

    @usableFromInline
    func refill() throws {
        position = 0
        let count = min(blockCount, end - next)
        block = try readRecords(file, next..<(next + count))
        if let transform { block = block.map(transform) }
        next += count
    }
}

/// How many records a file holds.
public func recordCount<Record: FixedRecord>(of file: StoredFile, _ type: Record.Type) throws -> Int
{
    try file.size() / MemoryLayout<Record>.stride
}

/// The records of a range of positions.
public func readRecords<Record: FixedRecord>(_ file: StoredFile, _ positions: Range<Int>) throws
    -> [Record]
{
    if positions.isEmpty { return [] }
    let ranges = try file.openRanges()
    let offset = positions.lowerBound * MemoryLayout<Record>.stride
    return try Array(unsafeUninitializedCapacity: positions.count) { buffer, count in
        let target = UnsafeMutableRawBufferPointer(buffer)
        try ranges.fill(target, from: offset)
        count = positions.count
    }
}

/// The first position whose record fulfils `condition`, which holds for all records after one
/// that fulfils it; the file's count when none does.
public func firstRecord<Record: FixedRecord>(
    in file: StoredFile, where condition: (Record) -> Bool
) throws -> Int {
    var low = 0
    var high = try recordCount(of: file, Record.self)
    while low < high {
        let middle = (low + high) / 2
        let record: [Record] = try readRecords(file, middle..<(middle + 1))
        if condition(record[0]) { high = middle } else { low = middle + 1 }
    }
    return low
}
