// Writes records in the order in which they are handed in.
import FileStore

/// A file of records that is written front to back; nothing is there before `commit`.
public final class RecordOutput<Record: FixedRecord> {
    public let target: StoredFile
    private let file: any FileCreation
    @exclusivity(unchecked) @usableFromInline var block: [Record] = []
    @usableFromInline static var blockCount: Int { 8192 }

    public init(_ target: StoredFile) throws {
        self.target = target
        file = try target.create()
    }

    @inlinable
    public func append(_ record: Record) throws {
        block.append(record)
        if block.count == Self.blockCount { try flush() }
    }

    @usableFromInline
    func flush() throws {
        try file.write(records: block)
        block.removeAll(keepingCapacity: true)
    }

    public func commit() throws {
        try flush()
        try file.commit()
    }
}

/// Merges the runs of several sorters into one file without repeated records, and removes them.
@inlinable
public func mergeDistinctRuns<Record: FixedRecord>(
    of sorters: [RecordSorter<Record>], to file: StoredFile, memory: Int
) throws {
    for sorter in sorters { try sorter.spill() }
    let runs = sorters.flatMap(\.runs)
    let merge = try RecordMerge<Record>(runs, memory: memory / 2)
    let output = try RecordOutput<Record>(file)
    var last: Record?
    while let record = try merge.next() {
        if let known = last, known == record { continue }
        try output.append(record)
        last = record
    }
    try output.commit()
    for run in runs { try run.remove() }
}
