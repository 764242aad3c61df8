// Runs that stopped, in whatever way, and are gone on with or begun anew.
import Execution
import Foundation
import PipelineCore
import TestSupport
import Testing

@Test func `bad records of finished tasks count towards the limit`() throws {
    let test = try LineRun()
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

@Test func `one task's traces without a record are gone on with`() throws {
    let test = try LineRun()
    try test.scratch.write("alpha\nbeta\n", to: "in/a.txt")
    try test.run(folder: "whole")
    try PipelineRun(plan: test.plan(), folder: RunFolder(test.scratch("run")))
        .prepareOnly()
    try test.scratch.write("rubbish", to: "run/done/segment0/00000.json.part-1-1")
    try test.scratch.write("rubbish", to: "run/work/segment0/00000/documents.frames")
    try test.scratch.write("rubbish", to: "run/work/segment0/00000/statistics.json")
    try test.scratch.write("rubbish", to: "run/lines/00000.txt")
    #expect(try test.run(existing: .resume).isResumed)
    let whole = try comparableFiles(in: test.scratch("whole"))
    #expect(try comparableFiles(in: test.scratch("run")) == whole)
}

@Test func `a task with half a completion record runs again`() throws {
    let test = try LineRun()
    try test.scratch.write("alpha\nbeta\n", to: "in/a.txt")
    try test.run(folder: "whole")
    try PipelineRun(plan: test.plan(), folder: RunFolder(test.scratch("run")))
        .prepareOnly()
    try test.scratch.write(
        "{\"phase\":\"segment0\",\"ta", to: "run/done/segment0/00000.json")
    try test.run(existing: .resume)
    let whole = try comparableFiles(in: test.scratch("whole"))
    #expect(try comparableFiles(in: test.scratch("run")) == whole)
}

@Test func `replacing removes outputs of tasks that never were done`() throws {
    let test = try LineRun()
    try test.scratch.write("alpha\n", to: "in/a.txt")
    try PipelineRun(plan: test.plan(), folder: RunFolder(test.scratch("run")))
        .prepareOnly()
    try test.scratch.write("stale", to: "run/lines/00007.txt")
    try test.run(existing: .replace)
    #expect(try test.names("run/lines") == ["00000.txt"])
}

@Test func `an error in the middle stops every worker and can be resumed`() throws {
    let test = try LineRun()
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
