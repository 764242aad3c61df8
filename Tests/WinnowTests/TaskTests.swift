// A run done task by task, as a cluster does it, ends like a run in one go.
import Foundation
import TestSupport
import Testing

@Test func `tasks of every phase, then resume, give the manifest of a plain run`() throws {
    let tiny = try TinyRun(fullPipeline)
    try #expect(tiny.winnow("run", "tiny.yaml", "--output", "plain").status == 0)
    let plan = try tiny.winnow("plan", "tiny.yaml", "--into", "tasks", "--json")
    let facts = try JSONSerialization.jsonObject(with: Data(plan.output)) as! [String: Any]
    for phase in facts["phases"] as! [[String: Any]] {
        for index in 0..<(phase["tasks"] as! Int) {
            let arguments = ["--phase", phase["name"] as! String, "--index", "\(index)"]
            let outcome = try WinnowProcess.run(
                ["task", "--run", "tasks"] + arguments, in: tiny.scratch.path)
            #expect(outcome.status == 0, "\(arguments): \(outcome.error)")
        }
    }
    try #expect(tiny.winnow("run", "--resume", "--output", "tasks").status == 0)
    #expect(
        try comparableFiles(in: tiny.scratch("tasks")) == comparableFiles(in: tiny.scratch("plain"))
    )
}

@Test func `a task out of turn, out of range or unknown is refused`() throws {
    let tiny = try TinyRun(fullPipeline)
    try tiny.winnow("plan", "tiny.yaml", "--into", "tasks")
    let early = try tiny.winnow("task", "--run", "tasks", "--phase", "segment1", "--index", "0")
    #expect(early.status == 66)
    #expect(early.error.contains("phase 'segment0' has to run before 'segment1'"))
    let range = try tiny.winnow("task", "--run", "tasks", "--phase", "segment0", "--index", "7")
    #expect(range.error.contains("has tasks 0 to 0, not 7"), "\(range.error)")
    let unknown = try tiny.winnow("task", "--run", "tasks", "--phase", "segmnt", "--index", "0")
    #expect(unknown.error.contains("the plan has: segment0"), "\(unknown.error)")
    let unprepared = try tiny.winnow("task", "--run", "x", "--phase", "segment0", "--index", "0")
    #expect(unprepared.status == 66)
}

@Test func `a finished task is not run again`() throws {
    let tiny = try TinyRun(fullPipeline)
    try tiny.winnow("plan", "tiny.yaml", "--into", "tasks")
    let task = ["task", "--run", "tasks", "--phase", "segment0", "--index", "0"]
    #expect(try WinnowProcess.run(task, in: tiny.scratch.path).status == 0)
    let record = try tiny.scratch.text("tasks/done/segment0/00000.json")
    #expect(try WinnowProcess.run(task, in: tiny.scratch.path).status == 0)
    #expect(try tiny.scratch.text("tasks/done/segment0/00000.json") == record)
}

@Test func `a run is gone on with from another folder`() throws {
    let tiny = try TinyRun(fullPipeline)
    try tiny.winnow("run", "tiny.yaml", "--output", "plain")
    try tiny.winnow("plan", "tiny.yaml", "--into", "tasks")
    let outcome = try WinnowProcess.run(
        ["run", "--resume", "--output", "../tasks"], in: tiny.scratch("in"))
    #expect(outcome.status == 0, "\(outcome.error)")
    let files = try comparableFiles(in: tiny.scratch("tasks"))
    #expect(try files == comparableFiles(in: tiny.scratch("plain")))
}
