// What finished runs' manifests say of the shards that a person named, and how it compares.

/// The shards that manifests record, by where they should be.
public struct KnownShards {
    public private(set) var records: [String: ShardRecord] = [:]
    /// Files that belong to no single shard, such as the index of a task's MDS shards, by folder.
    private var others: [(folder: String, file: ShardRecord.File)] = []

    public init() {}

    /// Adds what a manifest lists of an output's folder; the folder's path ends in a slash, or is
    /// empty.
    public mutating func add(_ shards: [ShardRecord], others: [ShardRecord.File], in folder: String)
    {
        for shard in shards { records[folder + shard.name] = shard }
        self.others += others.map { (folder, $0) }
    }

    /// Verifies shards against what is known of them.
    ///
    /// - Parameter gaps: shards that are missing by others' names.
    public func verify(_ shards: [ShardFiles], gaps: [String] = []) -> ShardVerdict {
        let found = Set(shards.map(\.path))
        let reports = shards.map { $0.verify(record: records[$0.path]) }
        let lists = Dictionary(shards.compactMap(\.sums).map { ($0.folder, $0) }) { one, _ in one }
        let listed = lists.sorted { $0.key < $1.key }.flatMap { ShardReport.ofOtherFiles(in: $1) }
        return ShardVerdict(
            reports: reports + others.map(report).filter { !$0.isSound } + listed,
            missing: Set(records.keys).union(gaps).subtracting(found).sorted())
    }

    private func report(_ other: (folder: String, file: ShardRecord.File)) -> ShardReport {
        var report = ShardReport(path: other.folder + other.file.name)
        report.check(other.file, in: other.folder)
        return report
    }
}

/// What verifying some shards found.
public struct ShardVerdict: Sendable {
    /// One for each shard, and one for each damaged file beside them.
    public let reports: [ShardReport]
    /// Shards that a manifest knows, or that others' names tell of, and that are not there.
    public let missing: [String]

    public var isSound: Bool { missing.isEmpty && reports.allSatisfy(\.isSound) }
}
