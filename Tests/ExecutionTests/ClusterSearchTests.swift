// Which clusters of duplicates a ledger holds.
import Execution
import FileFormats
import FileStore
import Testing

/// A ledger of one stage `dedup`, in memory.
private struct DedupLedger {
    private static let layout = ParquetLayout(
        ["id", "url", "source", "place", "fate", "stage", "duplicate_of"].map {
            ParquetLayout.Field($0, .string)
        } + [
            ParquetLayout.Field("dedup.cluster_size", .integer),
            ParquetLayout.Field("dedup.similarity", .number),
            ParquetLayout.Field("dedup.indexed", .string),
        ])
    private var batch = layout.makeBatch()

    private mutating func append(_ cells: [String?], size: Int?, similarity: Double?) {
        for (column, cell) in cells.enumerated() where cell != nil {
            begin(column)
            batch.columns[column].appendValue(Array((cell ?? "").utf8))
        }
        if let size {
            begin(7)
            batch.columns[7].appendValue(Int64(size))
        }
        if let similarity {
            begin(8)
            batch.columns[8].appendValue(similarity)
        }
        batch.rows += 1
        for column in batch.columns.indices { batch.columns[column].appendNulls(upTo: batch.rows) }
    }

    private mutating func begin(_ column: Int) {
        batch.columns[column].appendLevels(definition: 1)
    }

    mutating func keep(_ id: String) {
        append([id, nil, "in", "\(batch.rows)", "kept", nil, nil], size: nil, similarity: nil)
    }

    /// A document that stayed only in an index is named by the stage itself.
    mutating func drop(_ id: String, of twin: String, size: Int, isIndexed: Bool = false) {
        append(
            [
                id, "u/\(id)", "in", "\(batch.rows)", "dropped", "dedup", isIndexed ? nil : twin,
                nil, nil, isIndexed ? twin : nil,
            ], size: size, similarity: 0.9)
    }

    func write(_ layout: ParquetLayout = layout, to folder: RunFolder) throws {
        let group = ParquetPacker(.zstd).pack(batch, layout)
        var footer = ParquetFooterWriter(layout, createdBy: "test", isSealed: true)
        footer.add(group)
        try folder.ledger.file("00000.parquet")
            .write(ParquetFooterWriter.head + group.bytes + footer.tail())
    }

    func search(stage: String? = nil, top: Int = 10, members: Int = 10) throws -> ClusterSearch {
        let folder = RunFolder(StoredFolder("run", in: MemoryFiles()))
        try write(to: folder)
        return try ClusterSearch(LedgerFiles(folder), stage: stage, top: top, members: members)
    }
}

@Test func `the largest clusters come first, equally large ones by their identifiers`() throws {
    var ledger = DedupLedger()
    for (id, size) in [("c", 2), ("b", 3), ("a", 2), ("d", 3)] {
        ledger.keep(id)
        for number in 1..<size { ledger.drop("\(id)\(number)", of: id, size: size) }
    }
    let all = try ledger.search()
    #expect(all.stage == "dedup")
    #expect(all.clusters.map(\.id) == ["b", "d", "a", "c"])
    #expect(all.clusters.map(\.size) == [3, 3, 2, 2])
    #expect(all.clusters[0].members.map(\.id) == ["b1", "b2"])
    #expect(all.clusters[0].members[0].similarity == "0.9")
    #expect(all.clusters[0].members[0].url == "u/b1")
    #expect(all.clusters[0].kept?.similarity == nil)
    #expect(all.places.count == 10)
    #expect(try ledger.search(top: 3).clusters.map(\.id) == ["b", "d", "a"])
}

@Test func `no more members are held than asked for, and the size tells of the rest`() throws {
    var ledger = DedupLedger()
    ledger.keep("a")
    for number in 1...5 { ledger.drop("a\(number)", of: "a", size: 6) }
    let cluster = try #require(try ledger.search(members: 2).clusters.first)
    #expect(cluster.members.map(\.id) == ["a1", "a2"])
    #expect(cluster.size == 6)
}

@Test func `large clusters are found among thousands of small ones`() throws {
    var ledger = DedupLedger()
    let large = [17: 4, 2500: 5, 4999: 3]
    for number in 0..<5000 {
        ledger.drop("first of \(number)", of: "\(number)", size: large[number] ?? 2)
    }
    for (number, size) in large {
        ledger.drop("last of \(number)", of: "\(number)", size: size)
    }
    let clusters = try ledger.search(top: 4).clusters
    #expect(clusters.map(\.id) == ["2500", "17", "4999", "0"])
    #expect(clusters[0].members.map(\.id) == ["first of 2500", "last of 2500"])
}

@Test func `a document that only an index has is missing from its cluster`() throws {
    var ledger = DedupLedger()
    ledger.keep("own")
    ledger.drop("x", of: "old", size: 3, isIndexed: true)
    ledger.drop("y", of: "old", size: 3, isIndexed: true)
    ledger.drop("z", of: "own", size: 2)
    let clusters = try ledger.search().clusters
    #expect(clusters.map(\.id) == ["old", "own"])
    #expect(clusters[0].kept == nil)
    #expect(clusters[0].members.map(\.id) == ["x", "y"])
    #expect(clusters[1].kept?.id == "own")
}

@Test func `a stage without drops has no clusters, and a ledger may have no such stage`() throws {
    var ledger = DedupLedger()
    ledger.keep("a")
    #expect(try ledger.search().clusters.isEmpty)
    let error = #expect(throws: RunError.self) { try ledger.search(stage: "other") }
    #expect(error?.message.contains("no stage 'other' of the run finds clusters") == true)
    let folder = RunFolder(StoredFolder("run", in: MemoryFiles()))
    let layout = ParquetLayout([ParquetLayout.Field("id", .string)])
    let file =
        ParquetFooterWriter.head
        + ParquetFooterWriter(layout, createdBy: "test", isSealed: true).tail()
    try folder.ledger.file("00000.parquet").write(file)
    let none = try ClusterSearch(LedgerFiles(folder), stage: nil, top: 1, members: 1)
    #expect(none.stage == nil && none.clusters.isEmpty)
}
