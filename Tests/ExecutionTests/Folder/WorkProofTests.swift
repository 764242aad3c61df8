// Files between phases: nothing is read that is not what its task left.
import Execution
import FileStore
import Foundation
import PipelineCore
import TestSupport
import Testing

@Suite struct WorkProofTests {
    private let test: LineRun

    init() throws {
        test = try LineRun()
        for file in 0..<3 {
            let lines = (0..<40).map { "line \(file) \($0 % 30)" }.joined(separator: "\n")
            try test.scratch.write(lines, to: "in/\(file).txt")
        }
        try test.run("first_only", folder: "whole")
    }

    private var run: PipelineRun {
        get throws {
            try PipelineRun(plan: test.plan("first_only"), folder: RunFolder(test.scratch("run")))
        }
    }

    /// Runs the tasks of all phases before one.
    private func interruptedRun(before phase: String) throws {
        let run = try run
        try run.prepareOnly()
        for earlier in run.phases.prefix(while: { $0.name != phase }) {
            try run.runTasks(Array(0..<earlier.taskCount), phase: earlier.name)
        }
    }

    private func files(below folder: String) throws -> [String] {
        let found = FileManager.default.enumerator(atPath: test.scratch(folder))
        return try (found?.compactMap { $0 as? String } ?? []).sorted().filter {
            var isFolder: ObjCBool = false
            let path = test.scratch("\(folder)/\($0)")
            _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            return try !isFolder.boolValue && !Data(contentsOf: URL(filePath: path)).isEmpty
        }
    }

    private func damage(_ path: String, _ change: (inout [UInt8]) -> Void) throws {
        let url = URL(filePath: test.scratch(path))
        var bytes = [UInt8](try Data(contentsOf: url))
        change(&bytes)
        try Data(bytes).write(to: url)
    }

    @Test func `a record tells every file that its task left`() throws {
        try interruptedRun(before: "segment1")
        let left = try files(below: "run/work").filter { !["lock", "entries.json"].contains($0) }
        let records = try CompletionRecords(
            RunFolder(test.scratch("run")), plan: test.plan("first_only").digest)
        let told = try run.phases.flatMap { phase in
            try records.records(phase.name).values.flatMap(\.work)
        }
        #expect(told.filter { $0.value.bytes > 0 }.map(\.key).sorted() == left)
        #expect(!left.isEmpty)
    }

    @Test(arguments: ["segment1", "ledger/merge", "finish"])
    func `any damage to a file between phases is mended by its task`(phase: String) throws {
        try interruptedRun(before: phase)
        let whole = try comparableFiles(in: test.scratch("whole"))
        let all = try files(below: "run").filter {
            $0.hasPrefix("work/") && !$0.hasSuffix("lock") || $0.hasPrefix("lines/")
        }
        #expect(all.count > 3)
        for (number, file) in all.enumerated() {
            try damage("run/\(file)") { bytes in
                switch number % 3 {
                case 0: bytes[bytes.count / 2] ^= 1
                case 1: bytes.removeLast()
                default: bytes.append(0)
                }
            }
        }
        let summary = try test.run("first_only", existing: .resume)
        #expect(summary.madeAgain.count == all.count)
        #expect(try comparableFiles(in: test.scratch("run")) == whole)
    }

    @Test func `a task by itself refuses what an earlier task did not leave`() throws {
        try interruptedRun(before: "segment1")
        let file = try #require(
            try files(below: "run/work").first { $0.hasSuffix("documents.frames") })
        try damage("run/work/\(file)") { $0[$0.count - 1] ^= 0x40 }
        let error = #expect(throws: FileError.self) {
            try run.runTasks([0], phase: "segment1")
        }
        #expect(error?.path.hasSuffix(file) == true)
        #expect(error?.reason.contains("segment0") == true)
        #expect(error?.reason.contains("--resume") == true)
        _ = try test.run("first_only", existing: .resume)
        let whole = try comparableFiles(in: test.scratch("whole"))
        #expect(try comparableFiles(in: test.scratch("run")) == whole)
    }

    @Test func `a file between phases that is gone is made again`() throws {
        try interruptedRun(before: "ledger/merge")
        for file in try files(below: "run/work") where !file.hasSuffix("lock") {
            try FileManager.default.removeItem(atPath: test.scratch("run/work/\(file)"))
        }
        _ = try test.run("first_only", existing: .resume)
        let whole = try comparableFiles(in: test.scratch("whole"))
        #expect(try comparableFiles(in: test.scratch("run")) == whole)
    }

    @Test func `the run's own JSON files tell any byte that changed`() throws {
        try interruptedRun(before: "segment1")
        let folder = RunFolder(test.scratch("run"))
        let records = try CompletionRecords(folder, plan: test.plan("first_only").digest)
        for (path, isRead) in [
            ("run/plan.json", { _ = try SavedPlan(of: folder) }),
            (
                "run/done/segment0/00000.json",
                { if try records.record("segment0", 0) == nil { throw RunError(.folder, "") } }
            ),
        ] as [(String, () throws -> Void)] {
            try isRead()
            let size = try Data(contentsOf: URL(filePath: test.scratch(path))).count
            for at in stride(from: 40, to: size, by: max(1, size / 60)) {
                try damage(path) { $0[at] ^= 1 }
                #expect(throws: RunError.self, "\(path) at \(at)") { try isRead() }
                try damage(path) { $0[at] ^= 1 }
            }
            try isRead()
        }
    }

    @Test func `the pipeline in a run's folder is that of the run, whatever became of it`() throws {
        try interruptedRun(before: "segment1")
        try test.scratch.write("name: other\n", to: "run/pipeline.yaml")
        _ = try test.run("first_only", existing: .resume)
        #expect(
            try test.scratch.text("run/pipeline.yaml") == test.scratch.text("whole/pipeline.yaml"))
    }
}
