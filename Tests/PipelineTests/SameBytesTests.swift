// The same bytes every time: whatever the workers, the memory, the interruptions.
import Foundation
import TestSupport
import Testing

/// A corpus with duplicates, short documents and bad records, and a pipeline with every output.
private struct Corpus {
    let scratch: ScratchDirectory
    static let records = 24_000

    /// Writes the same records as one file and as `files` files.
    init(files: Int) throws {
        scratch = try ScratchDirectory()
        var random = Random()
        let lines = (0..<Self.records).map { Self.line($0, &random) }
        try scratch.write(lines.joined(), to: "one/0.jsonl")
        for file in 0..<files {
            let range = (Self.records * file / files)..<(Self.records * (file + 1) / files)
            let name = String(format: "many/%02d.jsonl", file)
            try scratch.write(lines[range].joined(), to: name)
        }
        for folder in ["one", "many"] {
            try scratch.write(Self.pipeline(folder), to: "\(folder).yaml")
        }
    }

    private static func pipeline(_ folder: String) -> String {
        """
        name: same
        seed: 17
        input:
          - jsonl: { paths: [\(folder)/*.jsonl] }
        stages:
          - gopher_quality: { min_words: 20 }
        \(hasExactDedup ? "  - exact_dedup" : "  - sample: { rate: 1 }")
          - tokenize: { tokenizer: { train: { vocab_size: 500 } } }
        output:
          - token_shards: { path: tokens }
          - jsonl: { path: text, compression: none }

        """
    }

    private static func line(_ index: Int, _ random: inout Random) -> String {
        if random.next() % 50 == 0 { return "{\"id\":\"\(index)\",\"text\":\n" }
        // One in ten is one of seven texts.
        var source = random.next() % 10 == 0 ? Random(state: UInt64(index % 7)) : random
        let words = (0..<(10 + source.next() % 90)).map { _ in
            String(source.next() % (1 + source.next() % 50_000), radix: 36)
        }
        random = Random(state: random.next())
        let text = "the and of with \(words.joined(separator: " "))"
        return "{\"id\":\"\(index)\",\"text\":\"\(text)\",\"round\":\(index % 7)}\n"
    }

    func run(_ pipeline: String, into folder: String, _ flags: String...) throws {
        let arguments = ["run", "\(pipeline).yaml", "--output", folder, "--quiet"] + flags
        let outcome = try WinnowProcess.run(arguments, in: scratch.path)
        #expect(outcome.status == 0, "\(outcome.error)")
    }

    /// Columns of the ledger's rows.
    func ledger(_ folder: String, _ columns: [String]) throws -> [[String]] {
        let rows = try WinnowProcess.run(["ledger", folder, "--jsonl"], in: scratch.path).text
        return try rows.split(separator: "\n").map { line in
            let row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as! [String: Any]
            return columns.map { "\(row[$0] ?? "")" }
        }
    }

    /// The contents of a folder's files, one after the other.
    func joined(_ folder: String) throws -> String {
        try FileManager.default.contentsOfDirectory(atPath: scratch(folder)).sorted()
            .map { try scratch.text("\(folder)/\($0)") }.joined()
    }

    /// What `shards cat` prints: every document's id and tokens.
    func tokens(_ folder: String) throws -> String {
        try WinnowProcess.run(["shards", "cat", "\(folder)/tokens"], in: scratch.path).text
    }
}

private let hasExactDedup =
    (try? WinnowProcess.run(["stages", "exact_dedup"]))?.status == 0

/// A linear congruential generator: the same corpus on every machine.
private struct Random {
    var state: UInt64 = 1

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}

@Test func `every file is the same at any number of workers and any memory`() throws {
    let corpus = try Corpus(files: 5)
    try corpus.run("many", into: "first", "--workers", "1")
    let first = try comparableFiles(in: corpus.scratch("first"))
    #expect(first.keys.contains("manifest.json") && first.keys.contains("tokenizer/tokenizer.json"))
    for (workers, memory) in [("2", "400M"), ("3", "4G"), ("7", "1G")] {
        let folder = "with-\(workers)"
        try corpus.run("many", into: folder, "--workers", workers, "--memory", memory)
        let files = try comparableFiles(in: corpus.scratch(folder))
        #expect(files.keys.sorted() == first.keys.sorted())
        for (name, bytes) in first { #expect(files[name] == bytes, "\(name), \(workers) workers") }
    }
}

@Test func `one file and the same content in twenty give the same documents and drops`() throws {
    let corpus = try Corpus(files: 20)
    try corpus.run("one", into: "out-one")
    try corpus.run("many", into: "out-many")
    #expect(try corpus.joined("out-one/text") == corpus.joined("out-many/text"))
    #expect(try corpus.tokens("out-one") == corpus.tokens("out-many"))
    #expect(
        try corpus.scratch.text("out-one/tokenizer/tokenizer.json")
            == corpus.scratch.text("out-many/tokenizer/tokenizer.json"))
    let columns = ["fate", "stage", "rule", "value", "threshold"]
    let fates = try corpus.ledger("out-one", columns)
    #expect(fates.count == Corpus.records)
    #expect(Set(fates.map { $0[0] }) == ["kept", "dropped", "bad"])
    #expect(try fates == corpus.ledger("out-many", columns))
}

@Test func `a run killed at random moments and resumed ends with the same bytes`() throws {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = [
        packageRoot.appending(path: "Tests/PipelineTests/kill_and_resume.sh").path,
        try WinnowProcess.program().path, "1",
    ]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
}
