// Walks a file of sorted records, a block at a time.
import Glibc

/// Reads the records of a range of positions in order.
///
/// The file is opened for each block and closed again, so that a merge of thousands of files needs
/// few descriptors.
public final class RecordCursor<Record: FixedRecord> {
    private let path: String
    private let blockCount: Int
    private var next: Int
    private let end: Int
    private var block: [Record] = []
    private var position = 0

    /// - Parameter memory: bytes for the block.
    public init(_ path: String, positions: Range<Int>? = nil, memory: Int = 1 << 18) throws {
        self.path = path
        let range = try positions ?? 0..<recordCount(of: path, Record.self)
        next = range.lowerBound
        end = range.upperBound
        blockCount = max(1, memory / MemoryLayout<Record>.stride)
        try refill()
    }

    /// The record at hand; `nil` at the end.
    public var current: Record? { position < block.count ? block[position] : nil }

    public func advance() throws {
        position += 1
        if position >= block.count { try refill() }
    }

    private func refill() throws {
        position = 0
        let count = min(blockCount, end - next)
        block = try readRecords(path, next..<(next + count))
        next += count
    }
}

/// How many records a file holds.
public func recordCount<Record: FixedRecord>(of path: String, _ type: Record.Type) throws -> Int {
    try RandomAccessFile(path: path).count / MemoryLayout<Record>.stride
}

/// The records of a range of positions.
public func readRecords<Record: FixedRecord>(_ path: String, _ positions: Range<Int>) throws
    -> [Record]
{
    if positions.isEmpty { return [] }
    let stride = MemoryLayout<Record>.stride
    var bytes: [UInt8] = []
    let file = try RandomAccessFile(path: path)
    try file.read(positions.lowerBound * stride..<positions.upperBound * stride, into: &bytes)
    return bytes.withUnsafeBytes { raw in
        Array(
            unsafeUninitializedCapacity: positions.count,
            initializingWith: { buffer, count in
                UnsafeMutableRawBufferPointer(buffer).copyMemory(from: raw)
                count = positions.count
            })
    }
}

/// The first position whose record fulfils `condition`, which holds for all records after one
/// that fulfils it; the file's count when none does.
public func firstRecord<Record: FixedRecord>(
    in path: String, where condition: (Record) -> Bool
) throws -> Int {
    var low = 0
    var high = try recordCount(of: path, Record.self)
    while low < high {
        let middle = (low + high) / 2
        let record: [Record] = try readRecords(path, middle..<(middle + 1))
        if condition(record[0]) { high = middle } else { low = middle + 1 }
    }
    return low
}
