// Which phases a plan has: a function of the plan alone.
import Execution
import PipelineCore
import Testing

@Suite struct PhaseListTests {
    private func phases(_ stages: String, files: [String: String]) throws -> [Phase] {
        let run = try LineRun()
        for (name, lines) in files { try run.scratch.write(lines, to: "in/\(name)") }
        return try PhaseList(run.plan(stages)).phases
    }

    private let twoFiles = ["a.txt": "one line\n", "b.txt": "another\n"]

    @Test func `without a barrier there are a segment, the ledger and the end`() throws {
        let found = try phases("long_enough: { min_bytes: 3 }", files: twoFiles)
        #expect(found.map(\.name) == ["segment0", "ledger/merge", "finish"])
    }

    @Test func `a stage that needs the corpus cuts the chain and adds its phases`() throws {
        let found = try phases("first_only", files: twoFiles).map(\.name)
        let cut = try #require(found.firstIndex(of: "segment1"))
        #expect(found.first == "segment0")
        #expect(cut > 1)
        #expect(found[1..<cut].allSatisfy { $0.hasPrefix("first_only/") })
        #expect(found.suffix(2) == ["ledger/merge", "finish"])
    }

    @Test func `a segment and the ledger have the plan's tasks, the end has one`() throws {
        let found = try phases("first_only", files: twoFiles)
        let counts = Dictionary(uniqueKeysWithValues: found.map { ($0.name, $0.taskCount) })
        #expect(counts["segment0"] == counts["ledger/merge"])
        #expect(counts["finish"] == 1)
    }

    @Test func `an unknown phase is refused with the names there are`() throws {
        let run = try LineRun()
        try run.scratch.write("one line\n", to: "in/a.txt")
        let list = try PhaseList(run.plan())
        let error = #expect(throws: RunError.self) { try list.phase(named: "segment7") }
        #expect("\(try #require(error))".contains("segment0, ledger/merge, finish"))
    }
}
