// The 64-bit identity of a document inside one run.

/// Where a document came from: the input file's number and the record's ordinal in it.
///
/// A key never depends on workers, batches or machines. Corpus stages speak of documents by key,
/// and "first" means the smaller key: the earlier file, then the earlier record.
public struct DocumentKey: RawRepresentable, Hashable, Comparable, Sendable {
    /// The file's number in the upper 24 bits, the record's ordinal in the lower 40.
    public let rawValue: UInt64

    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// The key of record `ordinal` (from 0) of input file number `file` (from 0).
    public init(file: Int, ordinal: Int) {
        precondition(file < DocumentKey.maxFiles && ordinal < DocumentKey.maxRecords)
        rawValue = UInt64(file) << 40 | UInt64(ordinal)
    }

    /// The input file's number, an index into the run's list of inputs.
    public var file: Int { Int(rawValue >> 40) }

    /// The record's position in its file, counted from 0, bad records included.
    public var ordinal: Int { Int(rawValue & 0xFF_FFFF_FFFF) }

    /// 16,777,216 input files in a run.
    public static let maxFiles = 1 << 24

    /// About 10^12 records in a file.
    public static let maxRecords = 1 << 40

    public static func < (a: DocumentKey, b: DocumentKey) -> Bool { a.rawValue < b.rawValue }
}
