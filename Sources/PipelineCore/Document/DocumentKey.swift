// The 64-bit identity of a document inside one run.
import FileStore

/// Where a document came from: the input file's number and the record's place in it.
///
/// A key never depends on workers, batches or machines, nor on how files are cut into ranges; see
/// ``RecordPlaces``. Corpus stages speak of documents by key,
/// and "first" means the smaller key: the earlier file, then the earlier record.
public struct DocumentKey: RawRepresentable, Hashable, Comparable, Sendable {
    /// The file's number in the upper 24 bits, the record's place in the lower 40.
    public let rawValue: UInt64

    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// The key of the record at a place of input file number `file` (from 0).
    public init(file: Int, place: Int) {
        precondition(file < DocumentKey.maxFiles && place < RecordPlaces.limit)
        rawValue = UInt64(file) << 40 | UInt64(place)
    }

    /// The input file's number, an index into the run's list of inputs.
    public var file: Int { Int(rawValue >> 40) }

    /// The record's place in its file; bad records have one too.
    public var place: Int { Int(rawValue & 0xFF_FFFF_FFFF) }

    /// 8,388,608 input files in a run: keys stay below 2^63, above which those of indexes lie.
    public static let maxFiles = 1 << 23

    public static func < (a: DocumentKey, b: DocumentKey) -> Bool { a.rawValue < b.rawValue }
}
