// Planning and saving plans take work that grows with the inputs and the stages.
import Execution
import FileStore
import Foundation
import PipelineCore
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct PlanGrowthTests {
    private let scratch: ScratchDirectory

    init() throws { scratch = try ScratchDirectory() }

    private func plan(_ paths: [String], stages: [String] = []) throws -> Plan {
        let yaml = """
            input: [{ lines: { paths: [\(paths.joined(separator: ", "))] } }]
            stages: [\(stages.joined(separator: ", "))]
            output: [lines]
            """
        return try Planner(catalogue: lineCatalogue).plan(
            PipelineFile(yaml: yaml, file: "test.yaml"))
    }

    private func files(_ count: Int) throws -> [String] {
        try (0..<count).map {
            try scratch.write("alpha\n", to: "in/\($0).txt")
            return scratch("in/\($0).txt")
        }
    }

    @Test func `files named one by one`() throws {
        let paths = try files(8000)
        let measured = try growth(from: 500, most: 8000) {
            let plan = try plan(Array(paths.prefix($0)))
            #expect(plan.inputs.count == min($0, paths.count))
        }
        #expect(measured < steepestGrowth)
    }

    @Test func `readers of one file each`() throws {
        let paths = try files(800)
        let measured = try growth(from: 50, most: 800) {
            let inputs = paths.prefix($0).map { "{ lines: { paths: [\($0)] } }" }
            let yaml =
                "input: [\(inputs.joined(separator: ", "))]\nstages: []\noutput: [lines]\n"
            let plan = try Planner(catalogue: lineCatalogue).plan(
                PipelineFile(yaml: yaml, file: "test.yaml"))
            #expect(plan.inputs.count == min($0, paths.count))
        }
        #expect(measured < steepestGrowth)
    }

    @Test func `plans saved and read back`() throws {
        let paths = try files(8000)
        let measured = try growth(from: 500, most: 8000) {
            let plan = try plan(Array(paths.prefix($0)))
            let folder = RunFolder(scratch("run\($0)"))
            try PipelineRun(plan: plan, folder: folder).prepareOnly()
            let back = try Planner(catalogue: lineCatalogue).plan(SavedPlan(of: folder))
            #expect(back.digest == plan.digest)
        }
        #expect(measured < steepestGrowth)
    }

    @Test func `many stages`() throws {
        let paths = try files(1)
        let measured = try growth(from: 50, most: 800) {
            let stages = Array(repeating: "long_enough: { min_bytes: 1 }", count: $0)
            let planned = try plan(paths, stages: stages)
            #expect(planned.stages.count == $0)
        }
        #expect(measured < steepestGrowth)
    }
}
