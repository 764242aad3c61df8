// Which clusters of duplicates a ledger holds.
import Execution
import FileStore
import Testing

/// A ledger of one stage `dedup`, in memory.
private struct DedupLedger {
    private var rows: [String] = []

    mutating func keep(_ id: String) {
        rows.append(
            #"{"id":"\#(id)","url":null,"source":"in","place":"\#(rows.count)","fate":"kept","#
                + #""stage":null,"duplicate_of":null,"dedup.cluster_size":null,"#
                + #""dedup.similarity":null,"dedup.indexed":null}"#)
    }

    /// A document that stayed only in an index is named by the stage itself.
    mutating func drop(_ id: String, of twin: String, size: Int, isIndexed: Bool = false) {
        let (own, index) = isIndexed ? ("null", "\"\(twin)\"") : ("\"\(twin)\"", "null")
        rows.append(
            #"{"id":"\#(id)","url":"u/\#(id)","source":"in","place":"\#(rows.count)","#
                + #""fate":"dropped","stage":"dedup","duplicate_of":\#(own),"#
                + #""dedup.cluster_size":\#(size),"dedup.similarity":0.9,"#
                + #""dedup.indexed":\#(index)}"#)
    }

    func search(stage: String? = nil, top: Int = 10, members: Int = 10) throws -> ClusterSearch {
        let folder = RunFolder(StoredFolder("run", in: MemoryFiles()))
        try folder.ledger.file("00000.jsonl.zst")
            .write(Array(rows.map { $0 + "\n" }.joined().utf8))
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
    #expect(try ledger.search(stage: "other").stage == "other")
    let folder = RunFolder(StoredFolder("run", in: MemoryFiles()))
    try folder.ledger.file("00000.jsonl.zst").write(Array("{\"id\":\"a\"}\n".utf8))
    let none = try ClusterSearch(LedgerFiles(folder), stage: nil, top: 1, members: 1)
    #expect(none.stage == nil && none.clusters.isEmpty)
}
