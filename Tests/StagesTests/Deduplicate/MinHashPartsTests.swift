// Parts of minhash_dedup by themselves: bucket walks, components, URLs.
import FileFormats
import FileStore
import PipelineCore
import Stages
import TestSupport
import Testing

private func pairs(
    _ records: [(bucket: UInt64, key: UInt64)], neighbourBits: UInt64
) throws -> [[UInt64]] {
    var walk = BucketWalk(neighbourBits: neighbourBits)
    var found: [[UInt64]] = []
    for record in records {
        try walk.take(KeyRecord(key: record.bucket, value: record.key)) {
            found.append([$0, record.key])
        }
    }
    return found
}

@Test func `a small bucket gives every pair`() throws {
    let records = (1...5).map { (bucket: UInt64(7 << 20 | $0), key: UInt64($0)) }
    let found = try pairs(records, neighbourBits: 20)
    #expect(Set(found).count == 10)
    #expect(try pairs([(1 << 20, 1), (2 << 20, 2)], neighbourBits: 20).isEmpty)
}

@Test func `a bucket with everything in it gives a linear number of pairs`() throws {
    let count = 100_000
    let same = (1...count).map { (bucket: UInt64(9 << 20), key: UInt64($0)) }
    #expect(try pairs(same, neighbourBits: 20).count < 3 * count)
    let mixed = (1...count).map { (bucket: UInt64(9 << 20 | $0), key: UInt64($0)) }
    #expect(try pairs(mixed, neighbourBits: 20).count < 6 * count)
    #expect(try pairs(same, neighbourBits: 0).count == count - 1)
}

@Test func `without verification a bucket is connected`() throws {
    let records = [(4, 1), (4, 2), (4, 3), (5, 2), (5, 9)].map {
        (bucket: UInt64($0.0), key: UInt64($0.1))
    }
    #expect(try pairs(records, neighbourBits: 0) == [[1, 2], [1, 3], [2, 9]])
}

@Test func `documents of an index are not paired with each other`() throws {
    let indexed: UInt64 = 1 << 63
    let found = try pairs([(1, 5), (1, indexed), (1, indexed + 1)], neighbourBits: 0)
    #expect(found == [[5, indexed], [5, indexed + 1]])
}

@Test func `many input tasks make more tasks of a phase and no other outcome`() throws {
    #expect(MinHashDedup.partitions(1) == 16 && MinHashDedup.partitions(256) == 16)
    #expect(MinHashDedup.partitions(257) == 32 && MinHashDedup.partitions(1 << 20) == 4096)
    let texts = (0..<300).map { number in
        (0..<40).map { "w\((number % 150) * 1000 + $0)" }.joined(separator: " ") + " \(number)"
    }
    let probe = try CorpusProbe("minhash_dedup")
    let drops = { (tasks: [[String]]) in try probe.run(tasks).map { $0.drop != nil } }
    let expected = texts.indices.map { $0 >= 150 }
    #expect(try drops([texts]) == expected)
    #expect(try drops(texts.map { [$0] }) == expected)
}

@Test(arguments: [1, 2, 3, 4, 5, 6])
func `components in memory and by sorting are those of a naive search`(seed: UInt64) throws {
    let task = try ProbedTasks().task("cluster")
    var state = seed
    func next(_ bound: UInt64) -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 33) % bound
    }
    // Chains, stars and random edges.
    var edges: [CandidatePair] = (0..<300).map { CandidatePair(10 * $0, 10 * $0 + 10) }
    edges += (0..<200).map { _ in CandidatePair(next(2000) + 5000, next(2000) + 5000) }
    edges += (0..<50).map { CandidatePair(9000, 9001 + $0) }
    edges = edges.filter { $0.first != $0.second }
    let pairs = task.folder.file("pairs")
    let output = try RecordOutput<CandidatePair>(pairs)
    for edge in edges.sorted() { try output.append(edge) }
    try output.commit()

    var names: [UInt64: UInt64] = [:]
    for edge in edges { (names[edge.first], names[edge.second]) = (edge.first, edge.second) }
    var isStable = false
    while !isStable {
        isStable = true
        for edge in edges where names[edge.first] != names[edge.second] {
            let least = min(names[edge.first]!, names[edge.second]!)
            (names[edge.first], names[edge.second]) = (least, least)
            isStable = false
        }
    }
    let nodes = names.keys.sorted()
    try ComponentSort(task: task, pairs: [pairs]).run(to: task.folder.file("sorted"))
    let sorted: [KeyRecord] = try readRecords(task.folder.file("sorted"), 0..<nodes.count)
    #expect(sorted.map(\.key) == nodes)
    #expect(sorted.map(\.value) == nodes.map { names[$0]! })

    try DuplicateComponents(task: task, pairs: [pairs]).run(to: task.folder.file("ranked"))
    let ranked: [KeyRecord] = try readRecords(task.folder.file("ranked"), 0..<nodes.count)
    #expect(ranked.map(\.key) == nodes)
    // Named by the rank of the smallest node instead of the node.
    #expect(ranked.map { nodes[Int($0.value)] } == nodes.map { names[$0]! })
}

@Test(arguments: [
    ("HTTPS://Example.org:443/News/?utm_source=x&id=7#top", "http://example.org/News?id=7"),
    ("http://example.org", "http://example.org"), ("http://example.org./", "http://example.org"),
    ("http://example.org:8080/a//", "http://example.org:8080/a"),
    ("https://example.org/?fbclid=1", "http://example.org"),
    ("https://example.org/a?b=1&GCLID=3&c", "http://example.org/a?b=1&c"),
    ("ftp://Host:80/x", "ftp://host:80/x"), ("  /relative/?x ", ""), ("", ""),
    ("http://example.org/a?b", "http://example.org/a?b"), ("#only", ""),
])
func `URLs of one page become equal`(url: String, expected: String) {
    var comparable = ComparableURL()
    comparable.load(Array(url.utf8))
    #expect(String(decoding: comparable.bytes, as: UTF8.self) == expected)
}

@Test(arguments: [
    "minhash_dedup: { threshold: 1.5 }", "minhash_dedup: { buckets: 14 }",
    "minhash_dedup: { ngram: 0 }", "minhash_dedup: { keep: best }",
    "minhash_dedup: { by: date }", "minhash_dedup: { hash: sha1 }",
    "minhash_dedup: { preset: datatrove, unit: character }", "minhash_dedup: { sketch_size: 1 }",
])
func `options that can't be meant are refused`(yaml: String) {
    #expect(throws: ConfigError.self) { try buildStage(yaml) }
}
