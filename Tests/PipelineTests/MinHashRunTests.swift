// minhash_dedup in whole runs: twins, orders, workers, interruptions, indexes, hostile corpora.
import Execution
import FileFormats
import FileStore
import Foundation
import PipelineCore
import Stages
import TestSupport
import Testing

/// A document as the tests write it.
private struct Line: Codable {
    var id: String
    var text: String
    var source: String?
    var date: String?
}

private struct Words {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }

    mutating func text(_ count: Int) -> [String] { (0..<count).map { _ in "w\(next() % 50_000)" } }
}

/// 300 documents, and for every third one variants that lack or gain a few words.
private func corpus() -> [Line] {
    var words = Words(state: 3)
    var lines: [Line] = []
    for number in 0..<300 {
        let base = words.text(80 + Int(words.next() % 300))
        lines.append(Line(id: "d\(number)", text: base.joined(separator: " ")))
        if number % 3 > 0 { continue }
        for variant in 0...Int(words.next() % 4) {
            var other = base
            other[Int(words.next() % UInt64(base.count))] = "changed"
            if variant % 2 == 1 { other += words.text(5) }
            lines.append(Line(id: "d\(number)v\(variant)", text: other.joined(separator: " ")))
        }
    }
    return lines
}

private func write(_ lines: [Line], to name: String, _ scratch: ScratchDirectory) throws {
    let encoder = JSONEncoder()
    try scratch.write(try lines.flatMap { try encoder.encode($0) + [10] }, to: name)
}

private func plan(
    _ options: String, _ inputs: [String], _ scratch: ScratchDirectory, name: String = "t"
) throws -> Plan {
    let paths = inputs.map { "\"\(scratch($0))\"" }.joined(separator: ", ")
    let yaml = """
        name: \(name)
        input: [{ jsonl: { paths: [\(paths)] } }]
        stages: [{ minhash_dedup: \(options) }]
        output: [{ jsonl: { path: text, compression: none } }]
        """
    return try Planner(catalogue: .builtin).plan(PipelineFile(yaml: yaml, file: "t"))
}

private func run(
    _ plan: Plan, _ folder: String, workers: Int = 2, memory: Int = 1 << 30,
    existing: PipelineRun.Existing = .refuse
) throws {
    let engine = EngineSettings(workers: workers, memory: memory)
    _ = try PipelineRun(plan: plan, folder: RunFolder(folder), settings: engine)
        .run(existing: existing)
}

/// The ledger's rows by identifier.
private func ledger(_ folder: String) throws -> [String: [String: String]] {
    var rows: [String: [String: String]] = [:]
    try LedgerFiles(RunFolder(folder)).forEachRow { row in
        rows[row["id"] ?? ""] = Dictionary(uniqueKeysWithValues: row.fields).compactMapValues { $0 }
        return true
    }
    return rows
}

private func kept(_ folder: String) throws -> Set<String> {
    Set(try ledger(folder).filter { $0.value["fate"] == "kept" }.keys)
}

/// The clusters as sets of identifiers.
private func clusters(_ folder: String) throws -> Set<Set<String>> {
    var groups: [String: Set<String>] = [:]
    for (id, row) in try ledger(folder) {
        groups[row["duplicate_of"] ?? id, default: []].insert(id)
    }
    return Set(groups.values)
}

@Test func `variants are dropped, and the ledger names their twins and the similarity`() throws {
    let scratch = try ScratchDirectory()
    let lines = corpus()
    try write(lines, to: "in.jsonl", scratch)
    try run(plan("{}", ["in.jsonl"], scratch), scratch("run"))
    let rows = try ledger(scratch("run"))
    #expect(rows.count == lines.count)
    for line in lines {
        let row = rows[line.id]!
        guard let mark = line.id.firstIndex(of: "v") else {
            #expect(row["fate"] == "kept")
            continue
        }
        #expect(row["rule"] == "near_duplicate")
        #expect(row["duplicate_of"] == String(line.id[..<mark]))
        let similarity = Double(row["minhash_dedup.similarity"] ?? "") ?? 0
        #expect(similarity > 0.6 && similarity < 1)
    }
}

@Test func `workers and memory change nothing`() throws {
    let scratch = try ScratchDirectory()
    try write(corpus(), to: "in.jsonl", scratch)
    let plan = try plan("{}", ["in.jsonl"], scratch)
    try run(plan, scratch("one"), workers: 1)
    let expected = try comparableFiles(in: scratch("one"))
    for (workers, memory) in [(2, 400 << 20), (7, 1 << 30)] {
        let folder = scratch("run\(workers)")
        try run(plan, folder, workers: workers, memory: memory)
        #expect(try comparableFiles(in: folder) == expected, "\(workers) workers")
    }
}

@Test(arguments: ["first", "longest", "oldest", "best"])
func `the order of the input changes no cluster, and no survivor but of keep first`(
    keep: String
) throws {
    let scratch = try ScratchDirectory()
    var lines = corpus()
    for index in lines.indices { lines[index].date = "2024-01-\(10 + index % 3)" }
    try write(lines, to: "a.jsonl", scratch)
    var words = Words(state: 11)
    for index in lines.indices.reversed() {
        lines.swapAt(index, Int(words.next() % UInt64(index + 1)))
    }
    try write(Array(lines.prefix(200)), to: "b.jsonl", scratch)
    try write(Array(lines.dropFirst(200)), to: "c.jsonl", scratch)
    let by = keep == "best" ? ", by: gopher_quality.words" : ""
    let build = { (inputs: [String]) -> Plan in
        let paths = inputs.map { "\"\(scratch($0))\"" }.joined(separator: ", ")
        let yaml = """
            input: [{ jsonl: { paths: [\(paths)] } }]
            stages:
              - gopher_quality: { min_words: 1, min_stop_words: 0 }
              - minhash_dedup: { keep: \(keep)\(by) }
            output: [jsonl]
            """
        return try Planner(catalogue: .builtin).plan(PipelineFile(yaml: yaml, file: "t"))
    }
    try run(build(["a.jsonl"]), scratch("one"))
    try run(build(["b.jsonl", "c.jsonl"]), scratch("two"))
    #expect(try clusters(scratch("one")) == clusters(scratch("two")))
    if keep != "first" { #expect(try kept(scratch("one")) == kept(scratch("two"))) }
}

@Test func `the preferred source stays`() throws {
    let scratch = try ScratchDirectory()
    var words = Words(state: 4)
    let text = words.text(100).joined(separator: " ")
    let lines = ["web", "books", "forum"].map { Line(id: $0, text: text, source: $0) }
    try write(lines, to: "in.jsonl", scratch)
    try run(plan("{ source_priority: [books, web] }", ["in.jsonl"], scratch), scratch("run"))
    #expect(try kept(scratch("run")) == ["books"])
}

@Test func `a measurement that no stage before takes is refused`() throws {
    let scratch = try ScratchDirectory()
    try write([Line(id: "a", text: "b")], to: "in.jsonl", scratch)
    #expect(throws: ConfigError.self) {
        try plan("{ keep: best, by: gopher_quality.word_count }", ["in.jsonl"], scratch)
    }
}

@Test func `a run that stops after any task is resumed to the same files`() throws {
    let scratch = try ScratchDirectory()
    let lines = corpus()
    try write(Array(lines.prefix(250)), to: "a.jsonl", scratch)
    try write(Array(lines.dropFirst(250)), to: "b.jsonl", scratch)
    let whole = try plan("{ index: \(scratch("index-whole")) }", ["a.jsonl", "b.jsonl"], scratch)
    try run(whole, scratch("whole"))
    let expected = try comparableFiles(in: scratch("whole")).filter { $0.key.hasPrefix("text") }
    let phases = PipelineRun(plan: whole, folder: RunFolder(scratch("x"))).phases
        .dropLast()
    for stop in 0..<phases.count {
        let index = scratch("index\(stop)")
        let plan = try plan("{ index: \(index) }", ["a.jsonl", "b.jsonl"], scratch)
        let folder = RunFolder(scratch("run\(stop)"))
        let executor = PipelineRun(plan: plan, folder: folder)
        try executor.prepareOnly()
        for (position, phase) in phases.prefix(stop + 1).enumerated() {
            // Of the last phase one task only.
            for task in 0..<(position == stop ? 1 : phase.taskCount) {
                try executor.runTasks([task], phase: phase.name)
            }
        }
        try run(plan, folder.path, existing: .resume)
        let files = try comparableFiles(in: folder.path).filter { $0.key.hasPrefix("text") }
        #expect(files == expected, "stopped in \(phases[stop].name)")
        #expect(try MinHashIndex(index).listing()?.segments.count == 1)
    }
}

@Test func `an index remembers earlier runs and names their documents`() throws {
    let scratch = try ScratchDirectory()
    let lines = corpus()
    let bases = lines.filter { !$0.id.contains("v") }
    try write(bases, to: "old.jsonl", scratch)
    try write(
        lines.filter { $0.id.contains("v") } + [
            Line(id: "new", text: "something that nobody has said before in any of these documents")
        ], to: "new.jsonl", scratch)
    let options = "{ index: \(scratch("index")) }"
    try run(plan(options, ["old.jsonl"], scratch), scratch("old"))
    try FileManager.default.removeItem(atPath: scratch("old.jsonl"))
    try FileManager.default.copyItem(atPath: scratch("index"), toPath: scratch("spare"))
    try run(plan(options, ["new.jsonl"], scratch), scratch("new"))
    #expect(try kept(scratch("new")) == ["new"])
    for (id, row) in try ledger(scratch("new")) where id != "new" {
        #expect(row["minhash_dedup.indexed"] == String(id.prefix { $0 != "v" }))
        #expect(Double(row["minhash_dedup.similarity"] ?? "") ?? 0 > 0.6)
    }
    // Two segments, the second with one document; compacted, nothing is lost.
    let index = MinHashIndex(scratch("index"))
    #expect(try index.listing()?.segments.map(\.documents) == [bases.count, 1])
    try index.compact()
    #expect(try index.listing()?.segments.map(\.documents) == [bases.count + 1])
    try run(plan(options, ["new.jsonl"], scratch, name: "later"), scratch("again"))
    #expect(try kept(scratch("again")).isEmpty)
    #expect(try ledger(scratch("again"))["new"]?["minhash_dedup.indexed"] == "new")
    // Merged from two, the same is found.
    let merged = MinHashIndex(scratch("merged"))
    try merged.merge(MinHashIndex(scratch("spare")))
    try merged.merge(index)
    let third = try plan("{ index: \(merged.path) }", ["new.jsonl"], scratch, name: "later")
    try run(third, scratch("third"))
    #expect(try kept(scratch("third")).isEmpty)
    #expect(throws: ConfigError.self) {
        try plan("{ index: \(merged.path), ngram: 7 }", ["new.jsonl"], scratch)
    }
}

@Test func `a run that is repeated doesn't meet itself in its index`() throws {
    let scratch = try ScratchDirectory()
    let lines = corpus()
    try write(Array(lines.prefix(300)), to: "a.jsonl", scratch)
    try write(Array(lines.dropFirst(300)), to: "b.jsonl", scratch)
    let index = MinHashIndex(scratch("index"))
    let build = { (input: String, name: String) in
        try plan("{ index: \(index.path) }", [input], scratch, name: name)
    }
    try run(build("a.jsonl", "t"), scratch("one"))
    try run(build("b.jsonl", "t"), scratch("other"))
    let segments = try index.listing()?.segments
    #expect(segments?.count == 2)
    try run(build("a.jsonl", "t"), scratch("two"))
    #expect(try comparableFiles(in: scratch("two")) == comparableFiles(in: scratch("one")))
    #expect(try index.listing()?.segments == segments)
    // It can't be told apart any more once it is compacted with another.
    try index.compact()
    // That is said before anything of a run is touched.
    let whole = try comparableFiles(in: scratch("two"))
    for folder in ["two", "three"] {
        #expect(throws: RunError.self) {
            _ = try PipelineRun(
                plan: build("a.jsonl", "t"), folder: RunFolder(scratch(folder))
            ).run(existing: .replace)
        }
    }
    #expect(try comparableFiles(in: scratch("two")) == whole)
    #expect(!FileManager.default.fileExists(atPath: scratch("three")))
    try run(build("a.jsonl", "u"), scratch("four"))
    #expect(try kept(scratch("four")).isEmpty)
}

@Test func `what a killed copy or compaction left in an index goes with the next`() throws {
    let scratch = try ScratchDirectory()
    try write(Array(corpus().prefix(40)), to: "a.jsonl", scratch)
    try write(Array(corpus().suffix(40)), to: "b.jsonl", scratch)
    let index = MinHashIndex(scratch("index"))
    try run(plan("{ index: \(index.path) }", ["a.jsonl"], scratch, name: "a"), scratch("a"))
    let before = try Data(contentsOf: URL(filePath: scratch("index/index.json")))
    try run(plan("{ index: \(index.path) }", ["b.jsonl"], scratch, name: "b"), scratch("b"))
    let segment = try #require(index.listing()?.segments.last?.name)
    // The segment is whole and not yet listed, as a kill in between leaves it.
    try before.write(to: URL(filePath: scratch("index/index.json")))
    try FileManager.default.createDirectory(
        atPath: scratch("index/compact.part/segment-1"), withIntermediateDirectories: true)
    for name in [
        "index.json.part-1-2", "\(segment)/buckets.part-1-3", "compact.part/segment-1/named",
    ] {
        try scratch.write("half", to: "index/\(name)")
    }
    try run(plan("{ index: \(index.path) }", ["b.jsonl"], scratch, name: "b"), scratch("c"))
    let names = try FileManager.default.subpathsOfDirectory(atPath: index.path)
    #expect(names.contains("\(segment)/buckets") && names.contains("index.json"))
    #expect(try index.listing()?.segments.count == 2)
    #expect(!names.contains { $0.contains(".part") })
}

@Test func `an index that takes in another keeps its own of the same run`() throws {
    let scratch = try ScratchDirectory()
    try write(corpus(), to: "a.jsonl", scratch)
    let indexes = ["first", "longest"].map { MinHashIndex(scratch($0)) }
    for (index, keep) in zip(indexes, ["first", "longest"]) {
        try run(
            plan("{ index: \(index.path), keep: \(keep) }", ["a.jsonl"], scratch),
            scratch("run-\(keep)"))
    }
    #expect(try indexes[0].merge(indexes[1]) == 1)
    #expect(try indexes[0].listing()?.segments.count == 2)
    #expect(try indexes[0].merge(indexes[1]) == 0)
}

@Test func `segments without an index.json are no index that never was`() throws {
    let scratch = try ScratchDirectory()
    try write(Array(corpus().prefix(40)), to: "a.jsonl", scratch)
    let index = MinHashIndex(scratch("index"))
    try run(plan("{ index: \(index.path) }", ["a.jsonl"], scratch, name: "a"), scratch("a"))
    try FileManager.default.removeItem(atPath: scratch("index/index.json"))
    let error = #expect(throws: FileError.self) { try index.listing() }
    #expect(error?.code == .corrupt && error?.reason.contains("no index.json") == true)
    #expect(throws: ConfigError.self) {
        try plan("{ index: \(index.path) }", ["a.jsonl"], scratch, name: "b")
    }
}

@Test(arguments: ["buckets", "documents", "sketches-0", "named", "names-0"])
func `an index of which a byte has changed is refused by whoever reads it`(name: String) throws {
    let scratch = try ScratchDirectory()
    try write(Array(corpus().prefix(40)), to: "a.jsonl", scratch)
    try write(Array(corpus().suffix(40)), to: "b.jsonl", scratch)
    let index = MinHashIndex(scratch("index"))
    try run(plan("{ index: \(index.path) }", ["a.jsonl"], scratch, name: "a"), scratch("a"))
    try run(plan("{ index: \(index.path) }", ["b.jsonl"], scratch, name: "b"), scratch("b"))
    let segment = try #require(index.listing()?.segments.first?.name)
    let path = scratch("index/\(segment)/\(name)")
    var bytes = Array(try Data(contentsOf: URL(filePath: path)))
    bytes[bytes.count / 2] ^= 0x80
    try Data(bytes).write(to: URL(filePath: path))
    func isRefused(_ body: () throws -> Void) {
        let error = #expect(throws: FileError.self) { try body() }
        #expect(error?.code == .corrupt && error?.path.contains(segment) == true)
    }
    isRefused { try index.forEachIdentifier { _ in } }
    isRefused { try index.compact() }
    isRefused { try MinHashIndex(scratch("other")).merge(index) }
    isRefused {
        try run(plan("{ index: \(index.path) }", ["b.jsonl"], scratch, name: "c"), scratch("c"))
    }
}

@Test func `the segment of a repeated run takes the place of the one before`() throws {
    let scratch = try ScratchDirectory()
    let lines = corpus()
    try write(lines, to: "a.jsonl", scratch)
    let index = MinHashIndex(scratch("index"))
    let build = { (keep: String) in
        try plan("{ index: \(index.path), keep: \(keep) }", ["a.jsonl"], scratch)
    }
    try run(build("first"), scratch("one"))
    try run(build("longest"), scratch("two"))
    #expect(try index.listing()?.segments.count == 1)
    let folders = try FileManager.default.contentsOfDirectory(atPath: index.path)
    #expect(folders.filter { $0.hasPrefix("segment-") }.count == 1)
    var identifiers: Set<String> = []
    try index.forEachIdentifier { identifiers.insert(String(decoding: $0, as: UTF8.self)) }
    #expect(identifiers == (try kept(scratch("two"))))
}

@Test func `hostile corpora end soon, with one document of each text`() throws {
    let scratch = try ScratchDirectory()
    let texts = ["", "one", " \n ", String(repeating: "a ", count: 200_000), "…", "x y z"]
    var lines = texts.enumerated().map { Line(id: "t\($0)", text: $1) }
    lines += texts.enumerated().map { Line(id: "u\($0)", text: $1) }
    lines += (0..<5000).map {
        Line(id: "same\($0)", text: "these are the same words every time again")
    }
    lines += (0..<2000).map {
        Line(id: "other\($0)", text: "\($0) all \($0) are \($0) different \($0)")
    }
    try write(lines, to: "in.jsonl", scratch)
    for options in [
        "{}", "{ verify: none }", "{ unit: character, ngram: 8 }", "{ preset: datatrove }",
    ] {
        let folder = scratch("run-\(options.count)")
        try run(plan(options, ["in.jsonl"], scratch), folder)
        let kept = try kept(folder)
        #expect(kept.filter { $0.hasPrefix("same") } == ["same0"], "\(options)")
        // Without words there is nothing to compare.
        #expect(kept.isSuperset(of: ["t0", "u0", "t2", "u2", "t4", "u4"]), "\(options)")
        #expect(!kept.contains("u3"), "\(options)")
        if !options.contains("datatrove") { #expect(!kept.contains("u1"), "\(options)") }
        if options == "{}" { #expect(kept.filter { $0.hasPrefix("other") }.count == 2000) }
    }
}

@Test func `a plan says what the stage costs and a run that can't fit is refused`() throws {
    let scratch = try ScratchDirectory()
    try write(corpus(), to: "in.jsonl", scratch)
    let plan = try plan("{}", ["in.jsonl"], scratch)
    let cost = PlanCost(plan)
    #expect(cost.diskBytes > 0 && cost.stages.map(\.label) == ["minhash_dedup"])
    let engine = EngineSettings(workers: 1, memory: 64 << 20)
    #expect(throws: RunError.self) { try cost.check(engine, folder: scratch.path) }
}
