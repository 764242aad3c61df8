// Sorts more records than memory holds: sorted runs on disk, merged at the end.
import ByteKernels
import Glibc

/// Gathers records and leaves them as one sorted file.
///
/// Records wait in memory up to a bound; then they are sorted and spilled as a run. The order of
/// the result is the records' own, so it does not depend on how they were handed in.
public final class RecordSorter<Record: FixedRecord> {
    private let prefix: String
    @usableFromInline let capacity: Int
    @exclusivity(unchecked) @usableFromInline var records: [Record] = []
    private var scratch: [UInt64] = []
    /// The files of the runs spilled so far.
    public private(set) var runs: [String] = []

    /// - Parameters:
    ///   - prefix: path that the runs' names begin with; the folder exists.
    ///   - memory: bytes that the records in memory may take, sorting included.
    public init(prefix: String, memory: Int) {
        self.prefix = prefix
        capacity = max(4096, memory / (2 * MemoryLayout<Record>.stride))
    }

    @inlinable
    public func add(_ record: Record) throws {
        records.append(record)
        if records.count >= capacity { try spill() }
    }

    /// Sorts what is in memory and writes it as a run.
    public func spill() throws {
        if records.isEmpty { return }
        radixSort(&records, scratch: &scratch)
        let path = "\(prefix).run\(runs.count)"
        let file = try AtomicFile(path: path)
        try file.write(records: records)
        try file.commit()
        runs.append(path)
        records.removeAll(keepingCapacity: true)
    }
}

/// Merges the runs of several sorters into one file and removes them.
@inlinable
public func mergeRuns<Record: FixedRecord>(
    of sorters: [RecordSorter<Record>], to path: String, memory: Int
) throws {
    for sorter in sorters { try sorter.spill() }
    let runs = sorters.flatMap(\.runs)
    if runs.count == 1 { return try moveFile(runs[0], to: path) }
    let merge = try RecordMerge<Record>(runs, memory: memory)
    try merge.write(to: path)
    for run in runs { removeFile(run) }
}

/// Gives a complete file its final name.
@usableFromInline
func moveFile(_ path: String, to target: String) throws(FileError) {
    guard rename(path, target) == 0 else { throw .system("rename it into place", path: target) }
    try AtomicFile.syncFolder(of: target)
}

/// Removes a file of passage; harmless where there is none.
public func removeFile(_ path: String) { unlink(path) }

extension AtomicFile {
    /// Writes records as their bytes in memory.
    @usableFromInline
    func write<Record: FixedRecord>(records: [Record]) throws {
        try writeBlock(records.count * MemoryLayout<Record>.stride) { records.withUnsafeBytes($0) }
    }
}
