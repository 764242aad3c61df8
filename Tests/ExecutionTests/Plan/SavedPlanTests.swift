// The plan that tasks on other machines read: the same again, or refused.
import Execution
import FileStore
import Foundation
import PipelineCore
import TestSupport
import Testing

@Suite struct SavedPlanTests {
    private let test: LineRun
    private var folder: RunFolder { RunFolder(test.scratch("run")) }

    init() throws {
        test = try LineRun()
        try test.scratch.write("alpha\nbeta\nalpha\n", to: "in/a.txt")
        try test.scratch.write("gamma\n", to: "in/b.txt")
        try PipelineRun(plan: test.plan(Self.stages), folder: folder).prepareOnly()
    }

    private static let stages = "first_only, long_enough: { min_bytes: 5 }"

    private func saved() throws -> Plan {
        try Planner(catalogue: lineCatalogue).plan(SavedPlan(of: folder))
    }

    @Test func `a plan read back is the plan that was saved`() throws {
        let (plan, back) = (try test.plan(Self.stages), try saved())
        #expect(back.digest == plan.digest && back.name == plan.name && back.seed == plan.seed)
        #expect(back.stages.map(\.label) == plan.stages.map(\.label))
        #expect(back.stages.map(\.built.options) == plan.stages.map(\.built.options))
        #expect(back.columnNames == plan.columnNames)
        #expect(back.inputs.map(\.file.path) == plan.inputs.map(\.file.path))
        #expect(back.inputs.map(\.version) == plan.inputs.map(\.version))
        #expect(back.tasks.map(\.pieces) == plan.tasks.map(\.pieces))
        #expect(PhaseList(back).phases.map(\.name) == PhaseList(plan).phases.map(\.name))
    }

    @Test func `a plan saved twice is the same file, and runs to the same end`() throws {
        let first = try test.scratch.text("run/plan.json")
        try PipelineRun(plan: saved(), folder: RunFolder(test.scratch("other"))).prepareOnly()
        #expect(try test.scratch.text("other/plan.json") == first)
        _ = try PipelineRun(plan: saved(), folder: folder).run(existing: .resume)
        #expect(try test.scratch.text("run/lines/00000.txt") == "alpha\ngamma\n")
    }

    @Test func `an input that changed since is refused by the task that reads it`() throws {
        let plan = try saved()
        try test.scratch.write("alpha\nbeta\nalpha and more\n", to: "in/a.txt")
        let error = #expect(throws: RunError.self) {
            try PipelineRun(plan: plan, folder: folder).runTasks([0], phase: "segment0")
        }
        #expect(error?.code == .inputChanged)
        #expect(error?.message.hasPrefix("\(test.scratch("in/a.txt")) changed") == true)
        let resumed = #expect(throws: RunError.self) {
            try test.run(Self.stages, existing: .resume)
        }
        #expect(resumed?.code == .changed && resumed?.message.contains("in/a.txt") == true)
    }

    @Test func `a plan of another engine is refused by name`() throws {
        let text = try test.scratch.text("run/plan.json")
        let version = Planner.engineVersion
        let other = text.replacing(/"seal":"[0-9a-f]{16}",/, with: "").replacing(
            "\"winnow\":\"\(version)\"", with: "\"winnow\":\"\(version)0\"")
        #expect(other != text)
        try test.scratch.write(other, to: "run/plan.json")
        let error = #expect(throws: RunError.self) { try saved() }
        #expect(error?.code == .changed)
        #expect(error?.message.contains("engine \(version)0, and this is \(version)") == true)
    }

    @Test func `a damaged plan and a folder without one are named`() throws {
        let text = try test.scratch.text("run/plan.json")
        for length in [0, 1, text.count / 2, text.count - 2] {
            try test.scratch.write(String(text.prefix(length)), to: "run/plan.json")
            let error = #expect(throws: RunError.self) { try SavedPlan(of: folder) }
            #expect(error?.code == .damaged)
            #expect(error?.message.contains("run/plan.json is damaged") == true)
        }
        let error = #expect(throws: RunError.self) {
            try SavedPlan(of: RunFolder(MemoryFiles().folder("nothing")))
        }
        #expect(error?.code == .noRun)
    }
}
