// Runs at the edges: nothing in, nothing out, barriers everywhere, failures and their traces.
import Execution
import FileFormats
import Foundation
import PipelineCore
import TestSupport
import Testing

@Test(arguments: ["", "\n", "bad\n", "no\n"])
func `nothing in or nothing kept is a whole run`(content: String) throws {
    let test = LineRun()
    try test.scratch.write(content, to: "in/a.txt")
    for stages in ["long_enough", "first_only, long_enough", "long_enough, first_only"] {
        let summary = try test.run(stages, existing: .replace)
        #expect(summary.statistics.kept == 0)
        #expect(try test.scratch.text("run/lines/00000.txt") == "")
        #expect(try test.ledger().count == content.split(separator: "\n").count)
        #expect(FileManager.default.fileExists(atPath: test.scratch("run/manifest.json")))
    }
}

@Test(arguments: ["first_only", "first_only, first_only, first_only", "long_enough, first_only"])
func `a barrier may stand first, last and next to others`(stages: String) throws {
    let test = LineRun()
    try test.scratch.write("one\ntwo\none\nthree\n", to: "in/a.txt")
    try test.scratch.write("two\nthree\nfour\n", to: "in/b.txt")
    for workers in [1, 3] {
        try test.run(stages, workers: workers, existing: .replace)
        #expect(try test.scratch.text("run/lines/00000.txt") == "one\ntwo\nthree\nfour\n")
        #expect(
            try test.ledger().map { $0["duplicate_of"] }
                == [nil, nil, "0:0", nil, "0:1", "0:3", nil])
    }
}

@Test func `bad records of finished tasks count towards the limit`() throws {
    let test = LineRun()
    try test.scratch.write("bad\nalpha\nbad\n", to: "in/a.txt")
    let executor = try PipelineRun(
        plan: test.plan("first_only"), folder: RunFolder(test.scratch("run")))
    try executor.prepareOnly()
    try executor.runTasks([0], phase: "segment0")
    let error = #expect(throws: RunError.self) {
        try test.run("first_only", existing: .resume, maxBadRecords: 1)
    }
    #expect(error?.code == .tooManyBadRecords)
    #expect(!FileManager.default.fileExists(atPath: test.scratch("run/manifest.json")))
    try test.run("first_only", existing: .resume, maxBadRecords: 2)
}

@Test func `half a completion record, and one task's traces, are gone on with`() throws {
    let test = LineRun()
    try test.scratch.write("alpha\nbeta\n", to: "in/a.txt")
    try test.run(folder: "whole")
    try PipelineRun(plan: test.plan(), folder: RunFolder(test.scratch("run")))
        .prepareOnly()
    try test.scratch.write("{\"phase\":\"segment0\",\"ta", to: "run/done/segment0/00000.json")
    try test.scratch.write("rubbish", to: "run/work/segment0/00000/documents.frames")
    try test.scratch.write("rubbish", to: "run/work/segment0/00000/statistics.json")
    try test.scratch.write("rubbish", to: "run/lines/00000.txt")
    #expect(try test.run(existing: .resume).isResumed)
    #expect(
        try comparableFiles(in: test.scratch("run")) == comparableFiles(in: test.scratch("whole")))
}

@Test func `replacing removes outputs of tasks that never were done`() throws {
    let test = LineRun()
    try test.scratch.write("alpha\n", to: "in/a.txt")
    try PipelineRun(plan: test.plan(), folder: RunFolder(test.scratch("run")))
        .prepareOnly()
    try test.scratch.write("stale", to: "run/lines/00007.txt")
    try test.run(existing: .replace)
    #expect(try test.names("run/lines") == ["00000.txt"])
}

@Test func `an error in the middle stops every worker and can be resumed`() throws {
    let test = LineRun()
    for file in 0..<40 {
        let lines = (0..<50).map { "line \(file) \($0)" }.joined(separator: "\n")
        try test.scratch.write(lines, to: "in/\(file + 100).txt")
    }
    try test.run("first_only", folder: "whole")
    let lost = test.scratch("in/120.txt")
    let plan = try test.plan("first_only")
    try FileManager.default.moveItem(atPath: lost, toPath: lost + ".away")
    let executor = PipelineRun(
        plan: plan, folder: RunFolder(test.scratch("run")), settings: EngineSettings(workers: 7))
    #expect(throws: (any Error).self) { try executor.run() }
    #expect(!FileManager.default.fileExists(atPath: test.scratch("run/manifest.json")))
    try FileManager.default.moveItem(atPath: lost + ".away", toPath: lost)
    _ = try executor.run(existing: .resume)
    #expect(
        try comparableFiles(in: test.scratch("run")) == comparableFiles(in: test.scratch("whole")))
}

@Test func `thousands of tiny files are read in order, with few files open`() throws {
    let test = LineRun()
    for file in 0..<4_200 {
        try test.scratch.write("line \(file)\n", to: "in/\(file + 10_000).txt")
    }
    let summary = try test.run("first_only")
    #expect(summary.statistics.kept == 4_200)
    #expect(summary.plan.tasks.count == 2)
    let text = try test.names("run/lines").map { try test.scratch.text("run/lines/\($0)") }.joined()
    #expect(text == (0..<4_200).map { "line \($0)\n" }.joined())
}
