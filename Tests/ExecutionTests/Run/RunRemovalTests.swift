// Beginning anew in a folder that holds a run: what that run wrote goes, and nothing else.
import Execution
import FileStore
import Foundation
import PipelineCore
import TestSupport
import Testing

@Suite struct RunRemovalTests {
    private let test: LineRun

    init() throws {
        test = try LineRun()
        try test.scratch.write("alpha\nbeta\n", to: "in/a.txt")
        try test.run()
    }

    private func refusal(_ words: String, _ sourceLocation: SourceLocation = #_sourceLocation)
        throws
    {
        let before = try comparableFiles(in: test.scratch("run"))
        let error = #expect(throws: RunError.self, sourceLocation: sourceLocation) {
            try test.run(existing: .replace)
        }
        #expect(
            error?.message.contains(words) == true, "\(error?.message ?? "")",
            sourceLocation: sourceLocation)
        #expect(
            try comparableFiles(in: test.scratch("run")) == before, sourceLocation: sourceLocation)
        #expect(
            FileManager.default.fileExists(atPath: test.scratch("run/manifest.json")),
            sourceLocation: sourceLocation)
    }

    /// Changes the saved plan as somebody would who knows its seal.
    private func rename(output: String) throws {
        let text = try test.scratch.text("run/plan.json")
        let changed = text.replacing("\"outputs\":[\"lines\"]", with: "\"outputs\":[\"\(output)\"]")
            .replacing(/"seal":"[0-9a-f]{16}",/, with: "")
        #expect(changed != text)
        try test.scratch.write(changed, to: "run/plan.json")
    }

    @Test(arguments: ["../victim", "a/../../victim", ".", "", "lines/../../victim", "/victim"])
    func `an output's name that leads out of the folder removes nothing`(name: String) throws {
        try test.scratch.write("mine", to: "victim/file.txt")
        try rename(output: name)
        try refusal("names an output outside it")
        #expect(try test.scratch.text("victim/file.txt") == "mine")
    }

    @Test(arguments: ["lines", "work", "done", "ledger"])
    func `what lies behind a link in the folder stays`(name: String) throws {
        let path = test.scratch("run/\(name)")
        try? FileManager.default.removeItem(atPath: path)
        try test.scratch.write("mine", to: "victim/00000.txt")
        try FileManager.default.createSymbolicLink(
            atPath: path, withDestinationPath: test.scratch("victim"))
        let error = #expect(throws: RunError.self) { try test.run(existing: .replace) }
        #expect(error?.message.contains("is a link") == true, "\(error?.message ?? "")")
        #expect(try test.scratch.text("victim/00000.txt") == "mine")
    }

    @Test func `files in outputs that the run did not leave are named, and all stays`() throws {
        try test.scratch.write("mine", to: "run/lines/notes.txt")
        try refusal("lines/notes.txt")
        try FileManager.default.removeItem(atPath: test.scratch("run/lines/notes.txt"))
        try test.scratch.write("mine", to: "run/notes.txt")
        try refusal("notes.txt")
    }

    @Test func `a run that reads what lies in the folder is refused`() throws {
        let yaml = """
            name: test
            input:
              - lines: { paths: ["\(test.scratch.path)/run/lines/*.txt"] }
            stages: []
            output: [lines]
            """
        let plan = try Planner(catalogue: lineCatalogue).plan(
            PipelineFile(yaml: yaml, file: "test.yaml"))
        let error = #expect(throws: RunError.self) {
            try PipelineRun(plan: plan, folder: RunFolder(test.scratch("run")))
                .run(existing: .replace)
        }
        #expect(error?.message.contains("the new run reads") == true, "\(error?.message ?? "")")
        #expect(try test.scratch.text("run/lines/00000.txt") == "alpha\nbeta\n")
    }

    @Test func `an input that a link in the folder leads to is refused too`() throws {
        try FileManager.default.createSymbolicLink(
            atPath: test.scratch("in/b.txt"),
            withDestinationPath: test.scratch("run/lines/00000.txt"))
        try refusal("the new run reads")
    }

    @Test(arguments: [PipelineRun.Existing.refuse, .resume, .replace])
    func `a removal that was stopped is gone on with and never taken for a run`(
        existing: PipelineRun.Existing
    ) throws {
        try test.run(folder: "whole")
        try test.scratch.write("", to: "run/emptying")
        try FileManager.default.removeItem(atPath: test.scratch("run/manifest.json"))
        try FileManager.default.removeItem(atPath: test.scratch("run/lines"))
        let folder = RunFolder(test.scratch("run"))
        let error = #expect(throws: RunError.self) { try SavedPlan(of: folder) }
        #expect(error?.message.contains("was being emptied") == true)
        let summary = try test.run(existing: existing)
        #expect(!summary.isResumed)
        #expect(!FileManager.default.fileExists(atPath: test.scratch("run/emptying")))
        let whole = try comparableFiles(in: test.scratch("whole"))
        #expect(try comparableFiles(in: test.scratch("run")) == whole)
    }
}
