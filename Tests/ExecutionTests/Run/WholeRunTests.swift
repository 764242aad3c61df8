// Whole runs on this machine: order, fates, any number of workers, nothing in and nothing out.
import Execution
import Foundation
import PipelineCore
import TestSupport
import Testing

@Test func `a run keeps order, names every drop and sets bad records aside`() throws {
    let test = try LineRun()
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

@Test(arguments: [1, 2, 3, 7])
func `outputs do not depend on the number of workers`(workers: Int) throws {
    let test = try LineRun()
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

@Test(arguments: ["", "\n", "bad\n", "no\n"])
func `nothing in or nothing kept is a whole run`(content: String) throws {
    let test = try LineRun()
    try test.scratch.write(content, to: "in/a.txt")
    for stages in ["long_enough", "first_only, long_enough", "long_enough, first_only"] {
        let summary = try test.run(stages, existing: .replace)
        #expect(summary.statistics.kept == 0)
        #expect(try test.scratch.text("run/lines/00000.txt") == "")
        #expect(try test.ledger().count == content.split(separator: "\n").count)
        #expect(FileManager.default.fileExists(atPath: test.scratch("run/manifest.json")))
    }
}

@Test func `thousands of tiny files are read in order, with few files open`() throws {
    let test = try LineRun()
    for file in 0..<4_200 {
        try test.scratch.write("line \(file)\n", to: "in/\(file + 10_000).txt")
    }
    let summary = try test.run("first_only")
    #expect(summary.statistics.kept == 4_200)
    #expect(summary.plan.tasks.count == 2)
    let text = try test.names("run/lines").map { try test.scratch.text("run/lines/\($0)") }.joined()
    #expect(text == (0..<4_200).map { "line \($0)\n" }.joined())
}

@Test func `a second run into one folder is refused while its plan and files are whole`() throws {
    let test = try LineRun()
    try test.scratch.write("alpha\n", to: "in/a.txt")
    try test.run()
    let error = #expect(throws: RunError.self) { try test.run() }
    #expect(error?.code == .exists)
    try test.run(existing: .replace)
    #expect(try test.scratch.text("run/lines/00000.txt") == "alpha\n")
}
