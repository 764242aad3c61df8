// Inputs of random sizes are shared out whole, once, and in order.
import Execution
import FileStore
import Foundation
import PipelineCore
import Stages
import TestSupport
import Testing

@Suite struct TaskCuttingTests {
    private let scratch: ScratchDirectory

    init() throws { scratch = try ScratchDirectory() }

    /// A plan over files of these sizes, which take no room on disk.
    private func plan(_ sizes: [Int], taskBytes: Int, ending: String = "jsonl") throws -> Plan {
        try? FileManager.default.removeItem(atPath: scratch("in"))
        for (number, size) in sizes.enumerated() {
            let path = try scratch.write("", to: "in/\(number + 1000).\(ending)")
            #expect(truncate(path, off_t(size)) == 0)
        }
        let yaml = """
            task_bytes: \(taskBytes)
            input: [{ jsonl: { paths: ["\(scratch("in"))/*.\(ending)"] } }]
            output: [jsonl]
            """
        return try Planner(catalogue: .builtin).plan(PipelineFile(yaml: yaml, file: "p.yaml"))
    }

    private func expectSharedOut(_ plan: Plan) {
        let pieces = plan.tasks.flatMap(\.pieces)
        #expect(plan.tasks.map(\.index) == Array(plan.tasks.indices))
        #expect(plan.tasks.allSatisfy { !$0.pieces.isEmpty })
        #expect(pieces.map(\.input) == pieces.map(\.input).sorted())
        for (number, input) in plan.inputs.enumerated() {
            let ranges = pieces.filter { $0.input == number }.map(\.range)
            #expect(ranges.first?.start == 0 && ranges.last?.end == nil)
            for (range, next) in zip(ranges, ranges.dropFirst()) {
                #expect(range.end == next.start)
            }
            for range in ranges.dropFirst() {
                #expect(range.start % RecordPlaces.cellBytes == 0)
                #expect(range.start < input.file.size)
            }
            #expect(ranges.allSatisfy { $0.end.map { [start = $0.start] in $0 > start } ?? true })
        }
    }

    @Test(arguments: 1...12)
    func `every byte of every file is in one task`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let sizes = (0..<Int.random(in: 1...20, using: &random)).map { _ in
            Int.random(in: 0...(1 << Int.random(in: 1...28, using: &random)), using: &random)
        }
        let plan = try plan(
            sizes, taskBytes: Int.random(in: 4 << 20...40 << 20, using: &random))
        #expect(plan.inputs.map(\.file.size) == sizes)
        expectSharedOut(plan)
    }

    @Test(arguments: [-1, 0, 1])
    func `files that end at a border of tasks have no empty range`(excess: Int) throws {
        let cell = RecordPlaces.cellBytes
        let plan = try plan([3 * cell + excess, 0, 4 * cell + excess], taskBytes: cell)
        expectSharedOut(plan)
        #expect(plan.tasks.count >= 6)
    }

    @Test func `small neighbours share a task, and a rest stays with the range before it`() throws {
        let cell = RecordPlaces.cellBytes
        #expect(try plan([10, 20, 0, 30], taskBytes: cell).tasks.count == 1)
        let rest = try plan([3 * cell + cell / 4], taskBytes: cell)
        #expect(rest.tasks.count == 3)
        expectSharedOut(rest)
    }

    @Test func `a very large file has no more tasks than its size is worth`() throws {
        let plan = try plan([300 << 30], taskBytes: RecordPlaces.cellBytes)
        #expect(plan.tasks.count <= 1 << 14)
        expectSharedOut(plan)
    }
}
