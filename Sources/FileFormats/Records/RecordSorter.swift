// Sorts more records than memory holds: sorted runs on disk, merged at the end.
import ByteKernels
import FileStore

/// Gathers records and leaves them as one sorted file.
///
/// Records wait in memory up to a bound; then they are sorted and spilled as a run. The order of
/// the result is the records' own, so it does not depend on how they were handed in.
public final class RecordSorter<Record: FixedRecord> {
    private let name: String
    private let scratch: ScratchFolder
    @usableFromInline let capacity: Int
    @exclusivity(unchecked) @usableFromInline var records: [Record] = []
    private var buffer: [UInt64] = []
    /// The files of the runs spilled so far.
    public private(set) var runs: [StoredFile] = []

    /// - Parameters:
    ///   - name: what the runs' names begin with, for people who look.
    ///   - scratch: where runs are spilled to.
    ///   - memory: bytes that the records in memory may take, sorting included.
    public init(_ name: String, in scratch: ScratchFolder, memory: Int) {
        self.name = name
        self.scratch = scratch
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
        radixSort(&records, scratch: &buffer)
        let run = scratch.file(name)
        let file = try run.create()
        try file.write(records: records)
        try file.commit()
        runs.append(run)
        records.removeAll(keepingCapacity: true)
    }
}

/// Merges the runs of several sorters into one file and removes them.
@inlinable
public func mergeRuns<Record: FixedRecord>(
    of sorters: [RecordSorter<Record>], to file: StoredFile, memory: Int
) throws {
    for sorter in sorters { try sorter.spill() }
    let runs = sorters.flatMap(\.runs)
    if runs.count == 1 { return try file.publish(runs[0]) }
    let merge = try RecordMerge<Record>(runs, memory: memory)
    try merge.write(to: file)
    for run in runs { try run.remove() }
}

extension FileCreation {
    /// Writes records as their bytes in memory.
    @usableFromInline
    func write<Record: FixedRecord>(records: [Record]) throws {
        try records.withUnsafeBytes { try write($0) }
    }
}
