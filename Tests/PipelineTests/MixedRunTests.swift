// Runs whose inputs are mixed: who is taken, how often, and what a run says of it.
import Execution
import Foundation
import PipelineCore
import Stages
import TestSupport
import Testing

/// Two inputs of 1,000 bytes of text each: `a` has 100 documents of 10 bytes, `b` has 40 of 25.
private struct MixedRun {
    let scratch: ScratchDirectory

    init() throws {
        scratch = try ScratchDirectory()
        try write("a", (0..<100).map { ("a\($0)", 10, "") })
        try write("b", (0..<40).map { ("b\($0)", 25, "") })
    }

    func write(_ name: String, _ documents: [(id: String, bytes: Int, more: String)]) throws {
        let lines = documents.map { id, bytes, more in
            #"{"id":"\#(id)","text":"\#(String(repeating: "x", count: bytes))"\#(more)}"# + "\n"
        }
        try scratch.write(lines.joined(), to: "\(name).jsonl")
    }

    func input(_ name: String, _ options: String = "") -> String {
        "jsonl: { paths: ['\(scratch(name)).jsonl']\(options.isEmpty ? "" : ", \(options)") }"
    }

    func plan(
        _ inputs: [String], mix: String = "", stages: String = "", seed: Int = 1, tasks: Int = 1
    ) throws -> Plan {
        let yaml = """
            name: mixed
            seed: \(seed)
            input: [\(inputs.map { "{ \($0) }" }.joined(separator: ", "))]
            stages: [\(stages)]
            \(mix.isEmpty ? "" : "mix: { \(mix) }")
            output: [jsonl: { path: text, compression: none }]
            """
        let planner = Planner(catalogue: .builtin)
        let file = try PipelineFile(yaml: yaml, file: "m.yaml")
        let bytes = try planner.plan(file).inputBytes
        return try planner.arranging(bytesOfTask: (bytes + tasks - 1) / tasks).plan(file)
    }

    @discardableResult
    func run(
        _ plan: Plan, into folder: String = "run", workers: Int = 2,
        existing: PipelineRun.Existing = .refuse
    ) throws -> RunSummary {
        try PipelineRun(
            plan: plan, folder: RunFolder(scratch(folder)),
            settings: EngineSettings(workers: workers, memory: 1 << 30)
        ).run(existing: existing)
    }

    /// The ids of what was written, in its order.
    func ids(_ folder: String = "run", part: String = "text") throws -> [String] {
        try comparableFiles(in: scratch(folder)).filter { $0.key.hasPrefix("\(part)/") }
            .sorted { $0.key < $1.key }.flatMap { $0.value.split(separator: 10) }
            .map { line in
                let record = try JSONSerialization.jsonObject(with: line) as? [String: Any]
                return record?["id"] as? String ?? ""
            }
    }

    func count(_ ids: [String], _ first: Character) -> Int { ids.count { $0.first == first } }
}

private func parts(_ summary: RunSummary) throws -> [Mixture.Part] {
    try #require(summary.manifest.counts.mixture).sources.map(\.whole)
}

@Suite struct MixedRunTests {
    @Test func `a budget is divided by shares`() throws {
        let test = try MixedRun()
        let plan = try test.plan(
            [test.input("a", "share: 0.75"), test.input("b", "share: 0.25")],
            mix: "total_bytes: 800")
        let summary = try test.run(plan)
        let ids = try test.ids()
        #expect(test.count(ids, "a") == 60 && test.count(ids, "b") == 8)
        let parts = try parts(summary)
        #expect(parts.map(\.written) == [600, 200] && parts.map(\.target) == [600, 200])
        #expect(parts.map(\.reachedShare) == [0.75, 0.25] && parts.map(\.missing) == [0, 0])
        #expect(parts.map(\.availableDocuments) == [100, 40])
        #expect(Set(ids).count == ids.count)
    }

    @Test func `without a total so much is written as leaves the shares what they are`() throws {
        let test = try MixedRun()
        let plan = try test.plan([test.input("a", "share: 0.8"), test.input("b", "share: 0.2")])
        let parts = try parts(test.run(plan))
        #expect(parts.map(\.written) == [1000, 250])
        #expect(parts.map(\.takenDocuments) == [100, 10])
    }

    @Test func `documents are repeated as often as epochs allow, and copies don't stand together`()
        throws
    {
        let test = try MixedRun()
        let plan = try test.plan(
            [test.input("a", "share: 0.2"), test.input("b", "share: 0.8, max_epochs: 2.5")],
            mix: "total_bytes: 3K", stages: "shuffle")
        let summary = try test.run(plan)
        let ids = try test.ids()
        let copies = Dictionary(ids.map { ($0, 1) }, uniquingKeysWith: +)
        // 2,400 of 1,000 bytes: two whole rounds, and sixteen documents of 25 bytes more.
        #expect(copies.filter { $0.key.hasPrefix("b") }.values.sorted().suffix(16) == 16 * [3])
        #expect(test.count(ids, "b") == 96 && test.count(ids, "a") == 60)
        #expect(copies.filter { $0.key.hasPrefix("a") }.values.allSatisfy { $0 == 1 })
        let part = try parts(summary)[1]
        #expect(part.writtenDocuments == 96 && part.takenDocuments == 40 && part.epochs == 2.4)
        #expect(zip(ids, ids.dropFirst()).count { $0 == $1 } < 5)
        #expect(summary.statistics.stages[0]?.dropped == ["over_budget": 40])
    }

    @Test func `what can't be met is written as far as it goes, and what is missing is said`()
        throws
    {
        let test = try MixedRun()
        let plan = try test.plan(
            [test.input("a", "share: 0.5"), test.input("b", "share: 0.5, max_epochs: 2")],
            mix: "total_bytes: 6K", stages: "shuffle")
        let parts = try parts(test.run(plan))
        #expect(parts.map(\.written) == [1000, 2000] && parts.map(\.missing) == [2000, 1000])
    }

    @Test func `temperature evens groups out, and what small ones lack the others give`() throws {
        let test = try MixedRun()
        func language(_ name: String, _ count: Int, bytes: Int) -> [(String, Int, String)] {
            (0..<count).map { ("\(name)\($0)", bytes, #","lang":"\#(name)""#) }
        }
        try test.write(
            "c",
            language("x", 800, bytes: 10) + language("y", 100, bytes: 10)
                + language("z", 25, bytes: 5))
        func written(_ total: Int, _ folder: String) throws -> [String: Int] {
            let plan = try test.plan(
                [test.input("c")],
                mix: "total_bytes: \(total), by: 'field:lang', temperature: 3")
            let mixture = try #require(try test.run(plan, into: folder).manifest.counts.mixture)
            let groups = mixture.sources[0].groups
            #expect(groups.reduce(0) { $0 + $1.written } == mixture.written)
            return Dictionary(uniqueKeysWithValues: groups.map { ($0.name, $0.written) })
        }
        // The cube roots of 8,000, 1,000 and 125 bytes: 20, 10 and 5.
        #expect(try written(350, "some") == ["x": 200, "y": 100, "z": 50])
        // 500 would be for z, which has 125; then a third of the other 3,375 for y, which has 1,000.
        #expect(try written(3500, "much") == ["x": 2370, "y": 1000, "z": 125])
    }

    @Test func `a group gives no more than its limit, and who has none gives what is asked`() throws
    {
        let test = try MixedRun()
        try test.write(
            "c",
            (0..<60).map { number in
                let host = number < 30 ? "www.big.org" : number < 40 ? "small.org" : ""
                return ("c\(number)", 10, host.isEmpty ? "" : #","url":"http://\#(host)/1""#)
            })
        let plan = try test.plan([test.input("c")], mix: "by: domain, max_per_group: 150")
        let summary = try test.run(plan)
        let groups = try #require(summary.manifest.counts.mixture).sources[0].groups
        #expect(groups.map(\.name) == ["(none)", "big.org", "small.org"])
        #expect(groups.map(\.written) == [200, 150, 100])
        #expect(summary.statistics.stages[0]?.dropped == ["group_is_full": 15])
    }

    @Test func `a budget is never passed, and no document is left out that would have fitted`()
        throws
    {
        let test = try MixedRun()
        var numbers = SeededGenerator(seed: 8)
        let sizes = (0..<300).map { _ in Int.random(in: 5...400, using: &numbers) }
        try test.write("c", sizes.enumerated().map { ("c\($0)", $1, "") })
        for total in [1000, 7777, 20_000] {
            let plan = try test.plan([test.input("c")], mix: "total_bytes: \(total)")
            let written = try parts(test.run(plan, into: "\(total)"))[0].written
            let taken = Set(try test.ids("\(total)"))
            let left = sizes.enumerated().filter { !taken.contains("c\($0.offset)") }
            #expect(written <= total)
            #expect(total - written < left.map(\.element).min() ?? 0)
        }
    }

    @Test func `who is taken is decided by chance alone, and another seed takes others`() throws {
        let test = try MixedRun()
        try test.write("c", (0..<4000).map { ("c\($0)", 10, "") })
        func taken(_ seed: Int) throws -> [Int] {
            let plan = try test.plan([test.input("c")], mix: "total_bytes: 10K", seed: seed)
            try test.run(plan, into: "\(seed)")
            return try test.ids("\(seed)").compactMap { Int($0.dropFirst()) }
        }
        let (one, two) = (try taken(1), try taken(2))
        #expect(one.count == 1000 && two.count == 1000)
        // A quarter of either, so about 250 in both.
        #expect((190...310).contains(Set(one).intersection(two).count))
        // Twenty stretches of the input with fifty each: 19 degrees of freedom.
        var counts = [Double](repeating: 0, count: 20)
        for place in one { counts[place / 200] += 1 }
        let chiSquare = counts.reduce(0) { $0 + ($1 - 50) * ($1 - 50) / 50 }
        #expect((3...45).contains(chiSquare), "\(chiSquare)")
    }

    @Test func `a mixture is the same at any number of workers, and after an interruption`() throws
    {
        let test = try MixedRun()
        let plan = try test.plan(
            [test.input("a", "share: 0.3"), test.input("b", "share: 0.7, max_epochs: 3")],
            mix: "total_bytes: 2500", stages: "split: { validation: 0.1, by: id }, shuffle",
            tasks: 3)
        try test.run(plan, into: "one", workers: 1)
        try test.run(plan, into: "five", workers: 5)
        let run = PipelineRun(
            plan: plan, folder: RunFolder(test.scratch("again")),
            settings: EngineSettings(workers: 2))
        try run.prepareOnly()
        for phase in run.phases.prefix(2) {
            try run.runTasks(Array(0..<phase.taskCount), phase: phase.name)
        }
        try test.run(plan, into: "again", existing: .resume)
        let files = try comparableFiles(in: test.scratch("one"))
        #expect(try comparableFiles(in: test.scratch("five")) == files)
        #expect(try comparableFiles(in: test.scratch("again")) == files)
    }

    @Test func `what is held back is written once, however often the rest is`() throws {
        let test = try MixedRun()
        let plan = try test.plan(
            [test.input("a", "share: 0.2"), test.input("b", "share: 0.8, max_epochs: 4")],
            mix: "total_bytes: 4K", stages: "split: { validation: 0.2, by: id }, shuffle")
        try test.run(plan)
        let held = try test.ids(part: "text/validation")
        #expect(Set(held).count == held.count && test.count(held, "b") > 2)
        let trained = Dictionary(
            try test.ids(part: "text/train").map { ($0, 1) }, uniquingKeysWith: +)
        #expect(trained.values.max() == 4)
    }

    private static let refused: [(inputs: [String], mix: String, stages: String, words: String)] = [
        (["share: 0.5", "share: 0.4"], "", "", "they add up to 0.9"),
        (["share: 0.5", ""], "", "", "for every input or for none"),
        (["share: 1.5", ""], "", "", "must be above 0 and at most 1"),
        (["share: 0.5", "share: 0.5, max_epochs: 2"], "", "", "put 'shuffle' at the end"),
        (["max_epochs: 2", ""], "total_bytes: 1K", "shuffle", "differs between inputs"),
        (["", ""], "total_tokens: 1K", "", "takes tokens, and no stage before it makes any"),
        (["", ""], "", "mix", "a key of its own"),
        (["", ""], "total_bytes: 0", "", "nothing to mix by"),
        (["", ""], "total_bytes: 1K, by: domain", "", "or max_per_group must say"),
        (["", ""], "total_bytes: 1K, temperature: 2", "", "must say what the groups are"),
        (["", ""], "by: domain, max_per_group: 1, temperature: 2", "", "needs total_tokens or"),
        (["", ""], "by: detect_language.language, max_per_group: 1", "", "records anything"),
        (["", ""], "total_bytes: 1.5", "", "expected a whole number"),
        (["", ""], "total_bytes: 1K, total_tokens: 1K", "", "beside total_tokens"),
        (["", ""], "total: 1K", "", "unknown option 'total'"),
    ]

    @Test(arguments: refused)
    func `what can't be mixed is refused before any work`(
        inputs: [String], mix: String, stages: String, words: String
    ) throws {
        let test = try MixedRun()
        let error = #expect(throws: ConfigError.self) {
            try test.plan(
                [test.input("a", inputs[0]), test.input("b", inputs[1])], mix: mix, stages: stages)
        }
        let text = error.map { "\($0)" } ?? ""
        #expect(text.contains(words) && text.contains("m.yaml:"), "\(text)")
    }
}

private func * (count: Int, values: [Int]) -> [Int] {
    (0..<count).flatMap { _ in values }
}
