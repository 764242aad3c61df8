// Whole runs on this machine: order, drops, duplicates, refusals.
import Execution
import FileFormats
import Foundation
import PipelineCore
import TestSupport
import Testing

let lineCatalogue = StageCatalogue([
    LineReader.self, LongEnough.self, FirstOnly.self, LineWriter.self,
])

struct LineRun {
    let scratch = try! ScratchDirectory()

    func plan(_ stages: String = "") throws -> Plan {
        let yaml = """
            name: test
            input:
              - lines: { paths: ["\(scratch.path)/in/*.txt"] }
            stages: [\(stages)]
            output:
              - lines
            """
        return try Planner(catalogue: lineCatalogue).plan(
            PipelineFile(yaml: yaml, file: "test.yaml"))
    }

    @discardableResult
    func run(
        _ stages: String = "", workers: Int = 2, folder: String = "run",
        existing: PipelineRun.Existing = .refuse, maxBadRecords: Int? = nil
    ) throws -> RunSummary {
        var engine = EngineSettings(workers: workers)
        engine.maxBadRecords = maxBadRecords
        return try PipelineRun(
            plan: plan(stages), folder: RunFolder(scratch(folder)), settings: engine
        ).run(existing: existing)
    }

    /// Sorted names of a folder's entries.
    func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: scratch(folder)).sorted()
    }

    func ledger(_ folder: String = "run") throws -> [[String: String]] {
        var rows: [[String: String]] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: scratch("\(folder)/ledger"))
            .sorted()
        {
            let packed = try Data(contentsOf: URL(filePath: scratch("\(folder)/ledger/\(name)")))
            let bytes = try ZstdDecompressor().decompress(
                Array(packed).span, limit: 1 << 20, path: name)
            for line in bytes.split(separator: 10) {
                let object = try JSONSerialization.jsonObject(with: Data(line)) as! [String: Any]
                rows.append(object.compactMapValues { $0 is NSNull ? nil : "\($0)" })
            }
        }
        return rows
    }
}

@Test func `a run keeps order, names every drop and sets bad records aside`() throws {
    let test = LineRun()
    try test.scratch.write("alpha\nno\nbad\nbeta\n", to: "in/a.txt")
    try test.scratch.write("gamma\nthrow\n", to: "in/b.txt")
    let summary = try test.run("long_enough")
    #expect(try test.scratch.text("run/lines/00000.txt") == "alpha\nbeta\ngamma\n")
    #expect(summary.statistics.kept == 3)
    #expect(summary.statistics.bad == 2)
    let ledger = try test.ledger()
    #expect(ledger.map { $0["fate"] } == ["kept", "dropped", "bad", "kept", "kept", "bad"])
    #expect(ledger[1]["rule"] == "too_short")
    #expect(ledger[1]["value"] == "2")
    #expect(ledger[1]["threshold"] == "3")
    #expect(ledger[0]["long_enough.length"] == "5")
    #expect(ledger[2]["reason"] == "it says so")
    #expect(ledger[5]["reason"] == "it throws")
    #expect(!FileManager.default.fileExists(atPath: test.scratch("run/work")))
}

@Test func `a barrier names the first of equal documents, across files`() throws {
    let test = LineRun()
    try test.scratch.write("one\ntwo\none\n", to: "in/a.txt")
    try test.scratch.write("two\nthree\n", to: "in/b.txt")
    try test.run("first_only, long_enough: { min_bytes: 4 }")
    #expect(try test.scratch.text("run/lines/00000.txt") == "three\n")
    let ledger = try test.ledger()
    #expect(ledger.map { $0["duplicate_of"] } == [nil, nil, "0:0", "0:1", nil])
    #expect(ledger.map { $0["rule"] } == ["too_short", "too_short", "repeated", "repeated", nil])
}

@Test(arguments: [1, 2, 3, 7])
func `outputs do not depend on the number of workers`(workers: Int) throws {
    let test = LineRun()
    for file in 0..<5 {
        let lines = (0..<200).map { "line \(($0 * 7 + file * 13) % 150)" }
        try test.scratch.write(lines.joined(separator: "\n"), to: "in/\(file).txt")
    }
    let one = try test.run("first_only, long_enough", workers: 1, folder: "one")
    let other = try test.run("first_only, long_enough", workers: workers, folder: "other")
    #expect(try test.scratch.text("one/manifest.json") == test.scratch.text("other/manifest.json"))
    #expect(one.statistics.kept == other.statistics.kept)
    #expect(one.statistics.kept == 150)
}

@Test func `a second run into one folder is refused while its plan and files are whole`() throws {
    let test = LineRun()
    try test.scratch.write("alpha\n", to: "in/a.txt")
    try test.run()
    let error = #expect(throws: RunError.self) { try test.run() }
    #expect(error?.code == .exists)
    try test.run(existing: .replace)
    #expect(try test.scratch.text("run/lines/00000.txt") == "alpha\n")
}

@Test func `an unknown stage is refused with the nearest name`() throws {
    let test = LineRun()
    try test.scratch.write("alpha\n", to: "in/a.txt")
    let error = #expect(throws: ConfigError.self) { try test.plan("long_enogh") }
    #expect(error?.message == "unknown stage 'long_enogh'")
    #expect(error?.suggestion.hasPrefix("Did you mean 'long_enough'?") == true)
}
