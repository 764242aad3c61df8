// Ranges that don't fit together are found, one by one, and read again from where they begin.
import Execution
import FileStore
import Foundation
import PipelineCore
import Stages
import TestSupport
import Testing

@Suite struct RangeCheckTests {
    private let cell = RecordPlaces.cellBytes
    private let scratch: ScratchDirectory

    init() throws { scratch = try ScratchDirectory() }

    private func plan(taskBytes: Int) throws -> Plan {
        let yaml = """
            task_bytes: \(taskBytes)
            input: [{ jsonl: { paths: ["\(scratch("in"))/*"] } }]
            output: [jsonl]
            """
        return try Planner(catalogue: .builtin).plan(PipelineFile(yaml: yaml, file: "p.yaml"))
    }

    /// A plan of four tasks, each a range of one file that takes no room on disk.
    private func fourRanges() throws -> Plan {
        let path = try scratch.write("", to: "in/a.jsonl")
        #expect(truncate(path, off_t(4 * cell)) == 0)
        return try plan(taskBytes: cell)
    }

    /// Where records of a plain file begin.
    private func border(_ offset: Int) -> RecordBorder { RecordBorder(member: offset, within: 0) }

    /// Records of tasks that say where each range began and which record it left.
    private func records(
        _ plan: Plan, _ extents: [(entered: Int?, left: Int?)]
    ) -> [Int: CompletionRecord] {
        var records: [Int: CompletionRecord] = [:]
        for (task, ends) in zip(plan.tasks, extents) {
            var extent = ReadExtent()
            extent.entered = ends.entered.map(border)
            extent.left = ends.left.map(border)
            var record = CompletionRecord(plan: plan.digest, phase: "segment0", task: task.index)
            record.pieces = task.pieces.map {
                CompletionRecord.Piece(
                    input: $0.input, range: $0.range, extent: extent, sha256: "")
            }
            records[task.index] = record
        }
        return records
    }

    @Test func `ranges that fit are left alone`() throws {
        let plan = try fourRanges()
        #expect(plan.tasks.count == 4)
        let fitting: [(Int?, Int?)] = [
            (0, cell + 7), (cell + 7, 3 * cell + 1), (nil, nil), (3 * cell + 1, nil),
        ]
        #expect(RangeCheck(plan).misfit(records(plan, fitting), RangeEntries()) == nil)
    }

    @Test func `the first range that doesn't fit is told where it begins`() throws {
        let plan = try fourRanges()
        let extents: [(Int?, Int?)] = [
            (0, cell + 7), (cell + 9, 2 * cell + 1), (2 * cell + 5, 3 * cell), (3 * cell, nil),
        ]
        let found = try #require(
            RangeCheck(plan).misfit(records(plan, extents), RangeEntries()))
        #expect(found.task == 1 && found.piece == 0 && found.entry == border(cell + 7))
    }

    @Test func `a range in which nothing begins is told so, and not twice`() throws {
        let plan = try fourRanges()
        let extents: [(Int?, Int?)] = [
            (0, 2 * cell + 3), (cell + 9, 2 * cell + 3), (2 * cell + 3, nil), (nil, nil),
        ]
        let records = records(plan, extents)
        let found = try #require(RangeCheck(plan).misfit(records, RangeEntries()))
        #expect(found.task == 1 && found.entry.member < 0)
        var entries = RangeEntries()
        entries.known[1] = [0: found.entry]
        #expect(entries.pieces(of: plan.tasks[1]).isEmpty)
        #expect(RangeCheck(plan).misfit(records, entries)?.task != 1)
    }

    @Test func `what is known is kept with the run, and damage to it is named`() throws {
        let plan = try fourRanges()
        let folder = RunFolder(MemoryFiles().folder("run"))
        #expect(try RangeEntries(of: folder).known.isEmpty)
        var entries = RangeEntries()
        entries.known[2] = [0: RecordBorder(member: 2 * cell + 5, within: 11)]
        try entries.write(to: folder)
        let back = try RangeEntries(of: folder)
        #expect(back.known == entries.known)
        #expect(back.pieces(of: plan.tasks[2]).map(\.range.entry) == [entries.known[2]?[0]])
        #expect(back.pieces(of: plan.tasks[2]).map(\.range.start) == [2 * cell])
        #expect(back.pieces(of: plan.tasks[1]) == plan.tasks[1].pieces)
        try folder.work.file("entries.json").write(Array("{".utf8))
        let error = #expect(throws: RunError.self) { try RangeEntries(of: folder) }
        #expect(error?.message.contains("entries.json is damaged") == true)
    }

    /// Lines of text in a file of a little more than two ranges.
    private func writeLines() throws {
        var random = SeededGenerator(seed: 9)
        var lines: [UInt8] = []
        while lines.count < cell * 9 / 4 {
            let count = Int.random(in: 0..<40_000, using: &random)
            let digits = random.bytes(count).map { $0 & 15 + UInt8(ascii: "a") }
            lines += Array(#"{"text":""#.utf8) + digits + Array("\"}\n".utf8)
        }
        try scratch.write(lines, to: "in/a.jsonl")
    }

    private func text(_ folder: String) throws -> [UInt8] {
        let names = try FileManager.default.contentsOfDirectory(atPath: scratch("\(folder)/text"))
        return try names.sorted().flatMap { try unpacked(scratch("\(folder)/text/\($0)")) }
    }

    /// Makes a task's record say that its range began elsewhere than it did.
    private func mislead(_ plan: Plan, task: Int) throws {
        let records = CompletionRecords(RunFolder(scratch("run")), plan: plan.digest)
        var record = try #require(try records.record("segment0", task))
        record.pieces = record.pieces?.map {
            var extent = $0.extent
            extent.entered = border($0.range.start + 1)
            return .init(input: $0.input, range: $0.range, extent: extent, sha256: $0.sha256)
        }
        try records.write(record)
    }

    @Test func `a range that began elsewhere is read again from where it ought to begin`() throws {
        try writeLines()
        _ = try PipelineRun(plan: plan(taskBytes: 1 << 30), folder: RunFolder(scratch("whole")))
            .run()
        let plan = try plan(taskBytes: cell)
        #expect(plan.tasks.count == 2)
        let run = PipelineRun(plan: plan, folder: RunFolder(scratch("run")))
        try run.prepareOnly()
        try run.runTasks([0, 1], phase: "segment0")
        try mislead(plan, task: 1)
        try scratch.write("astray", to: "run/text/00001-00000.jsonl.zst")
        try run.runTasks([0], phase: "ranges")
        let records = CompletionRecords(run.folder, plan: plan.digest)
        let left = try #require(try records.record("segment0", 0)?.pieces?.first?.extent.left)
        #expect(try RangeEntries(of: run.folder).known == [1: [0: left]])
        #expect(try records.record("segment0", 1)?.pieces?.first?.extent.entered == left)
        _ = try run.run(existing: .resume)
        #expect(try text("run") == text("whole"))
    }
}
