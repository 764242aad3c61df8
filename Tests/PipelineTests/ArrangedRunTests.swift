// Runs whose documents are shuffled and packed: the same bytes however they are run.
import Execution
import Foundation
import PipelineCore
import Stages
import TestSupport
import Testing
import TokenShards

/// A corpus in one file or in several, and runs over it.
private struct ArrangedRun {
    let scratch: ScratchDirectory
    static let documents = 900

    init() throws {
        scratch = try ScratchDirectory()
        var numbers = SeededGenerator(seed: 4)
        let lines = (0..<Self.documents).map { number in
            let words = (0..<Int.random(in: 1...120, using: &numbers)).map { _ in
                "w\(Int.random(in: 0..<400, using: &numbers))"
            }
            return #"{"id":"d\#(number)","text":"\#(words.joined(separator: " "))"}"# + "\n"
        }
        try scratch.write(lines.joined(), to: "single/0.jsonl")
        for file in 0..<5 {
            let range = Self.documents * file / 5..<Self.documents * (file + 1) / 5
            try scratch.write(lines[range].joined(), to: "many/\(file).jsonl")
        }
    }

    private static let tokenize =
        "tokenize: { tokenizer: { train: { vocab_size: 400 } }, beginning_of_document: '' }"

    func plan(
        _ stages: String, input: String = "single", output: String = "token_shards", tasks: Int = 4,
        seed: Int = 1
    ) throws -> Plan {
        let yaml = """
            name: arranged
            seed: \(seed)
            input: [{ jsonl: { paths: ["\(scratch(input))/*.jsonl"] } }]
            stages: [\(Self.tokenize), \(stages)]
            output: [\(output)]
            """
        let planner = Planner(catalogue: .builtin)
        let file = try PipelineFile(yaml: yaml, file: "a.yaml")
        let bytes = try planner.plan(file).inputBytes
        return try planner.arranging(bytesOfTask: (bytes + tasks - 1) / tasks).plan(file)
    }

    @discardableResult
    func run(
        _ plan: Plan, into folder: String, workers: Int = 2, memory: Int = 1 << 30,
        existing: PipelineRun.Existing = .refuse
    ) throws -> RunSummary {
        try PipelineRun(
            plan: plan, folder: RunFolder(scratch(folder)),
            settings: EngineSettings(workers: workers, memory: memory)
        ).run(existing: existing)
    }

    /// The files of the run's outputs.
    func outputs(_ folder: String) throws -> [String: Data] {
        try comparableFiles(in: scratch(folder)).filter {
            $0.key.hasPrefix("tokens/") || $0.key.hasPrefix("text/")
        }
    }

    /// All documents of the shards, in order.
    func documents(_ folder: String) throws -> [(id: String, tokens: [UInt32])] {
        try ShardFiles.find([scratch(folder)]).flatMap { files in
            let shard = try files.open()
            return try (0..<shard.documents).map {
                let id = try shard.id(of: $0) ?? []
                return (String(decoding: id, as: UTF8.self), try shard.tokens(of: $0))
            }
        }
    }
}

@Suite struct ArrangedRunTests {
    private static let ways = [
        "shuffle", "pack: { length: 64 }", "pack: { length: 64, method: best_fit }",
        "split: { validation: 0.2, test: 0.1 }, shuffle, pack: { length: 64, method: best_fit }",
    ]

    @Test(arguments: ways)
    func `outputs are the same at any number of workers and with any cut of the input`(
        stages: String
    ) throws {
        let test = try ArrangedRun()
        try test.run(test.plan(stages), into: "a", workers: 1)
        try test.run(test.plan(stages), into: "b", workers: 5)
        try test.run(test.plan(stages, input: "many"), into: "c", workers: 3)
        let outputs = try test.outputs("a")
        #expect(outputs.count > 3)
        #expect(try test.outputs("b") == outputs)
        #expect(try test.outputs("c") == outputs)
    }

    @Test func `a shuffle keeps every document, in an order by the seed alone`() throws {
        let test = try ArrangedRun()
        try test.run(test.plan("shuffle"), into: "four")
        try test.run(test.plan("shuffle", tasks: 1), into: "one")
        try test.run(test.plan("shuffle", seed: 2), into: "other")
        let ids = try test.documents("four").map(\.id)
        #expect(Set(ids).count == ArrangedRun.documents && ids.count == ArrangedRun.documents)
        #expect(try test.documents("one").map(\.id) == ids, "the number of tasks changes no order")
        #expect(try test.documents("other").map(\.id) != ids)
        #expect(ids != ids.sorted { $0.dropFirst() < $1.dropFirst() })
        // Ten parts of the input against ten of the output: 81 degrees of freedom.
        var counts = [Double](repeating: 0, count: 100)
        for (place, id) in ids.enumerated() {
            let from = (Int(id.dropFirst()) ?? 0) * 10 / ids.count
            counts[from * 10 + place * 10 / ids.count] += 1
        }
        let expected = Double(ids.count) / 100
        let chiSquare = counts.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
        #expect((40...140).contains(chiSquare), "\(chiSquare)")
    }

    @Test func `a shuffle that memory can't hold gives the same order`() throws {
        let test = try ArrangedRun()
        try test.run(test.plan("shuffle"), into: "much")
        let plan = try test.plan("shuffle")
        let run = PipelineRun(
            plan: plan, folder: RunFolder(test.scratch("little")),
            settings: EngineSettings(workers: 2, memory: 1 << 30))
        try run.prepareOnly()
        for phase in run.phases {
            if phase.name == "segment2" { break }
            try run.runTasks(Array(0..<phase.taskCount), phase: phase.name)
        }
        // Some bytes for each task: every round holds next to nothing.
        try test.run(plan, into: "little", memory: 1 << 15, existing: .resume)
        #expect(try test.outputs("much") == test.outputs("little"))
    }

    @Test func `texts are shuffled like tokens, and packed sequences have none`() throws {
        let test = try ArrangedRun()
        try test.run(
            test.plan("shuffle", output: "token_shards, jsonl: { path: text, compression: none }"),
            into: "a")
        let lines = try test.outputs("a").filter { $0.key.hasPrefix("text/") }
            .sorted { $0.key < $1.key }.flatMap { $0.value.split(separator: 10) }
        let ids = try lines.map { line in
            (try JSONSerialization.jsonObject(with: line) as? [String: Any])?["id"] as? String
        }
        #expect(try ids == test.documents("a/tokens").map(\.id))
        let error = #expect(throws: ConfigError.self) {
            try test.plan("pack: { length: 64 }", output: "jsonl: { path: text }")
        }
        #expect(error.map { "\($0)".contains("packed into sequences") } == true)
    }

    @Test func `packing reports what it did, and every token is where it says`() throws {
        let test = try ArrangedRun()
        let summary = try test.run(
            test.plan("pack: { length: 64, method: best_fit }"), into: "a")
        let packing = try #require(summary.manifest.counts.packing)
        #expect(packing.documents == ArrangedRun.documents)
        #expect(packing.tokens == summary.manifest.counts.tokens)
        let documents = try test.documents("a")
        let tokens = documents.reduce(0) { $0 + $1.tokens.count }
        let padding = documents.reduce(0) { $0 + ($1.id.isEmpty ? $1.tokens.count : 0) }
        #expect(tokens == 64 * packing.sequences && padding == packing.paddingTokens)
        #expect(tokens - padding == packing.tokens && packing.droppedTokens == 0)
        for shard in try ShardFiles.find([test.scratch("a")]) {
            #expect(shard.verify().findings == [])
            #expect(try shard.open().facts.sequenceLength == 64)
        }
    }

    @Test func `parts are written apart, and no document is in two`() throws {
        let test = try ArrangedRun()
        let summary = try test.run(
            test.plan("split: { validation: 0.2, test: 0.1 }"), into: "a")
        var seen: [String] = []
        for part in ["train", "validation", "test"] {
            let ids = try test.documents("a/tokens/\(part)").map(\.id)
            #expect(ids.count > 20)
            seen += ids
        }
        #expect(seen.count == ArrangedRun.documents && Set(seen).count == seen.count)
        #expect(summary.manifest.outputs["tokens"]?.contains { $0.name.hasPrefix("test/") } == true)
    }

    @Test(arguments: ["mds", "bin", "npy"])
    func `what all tasks make together is written at the end and known to the manifest`(
        format: String
    ) throws {
        let test = try ArrangedRun()
        let output = "token_shards: { format: \(format) }"
        let stages = "split: { validation: 0.2 }, shuffle"
        let summary = try test.run(test.plan(stages, output: output), into: "a")
        let names = (summary.manifest.outputs["tokens"] ?? []).map(\.name)
        let wanted =
            format == "mds"
            ? ["train/index.json", "validation/index.json"] : ["train.\(format)", "val.\(format)"]
        #expect(Set(wanted).isSubset(of: names), "\(names)")
        let documents = try test.documents("a")
        #expect(documents.count == ArrangedRun.documents)
        for shard in try ShardFiles.find([test.scratch("a")]) {
            #expect(shard.verify().findings == [])
        }
        #expect(try RunVerification(RunFolder(test.scratch("a"))).run().findings.isEmpty)
    }

    @Test func `a run that stopped in any phase is gone on with`() throws {
        let test = try ArrangedRun()
        let plan = try test.plan(
            "shuffle, pack: { length: 64, method: best_fit }",
            output: "token_shards: { format: bin }, token_shards: { path: text, format: mds }")
        try test.run(plan, into: "whole")
        let whole = try test.outputs("whole")
        let phases = PipelineRun(plan: plan, folder: RunFolder(test.scratch("x"))).phases
        for stop in phases.indices {
            let run = PipelineRun(
                plan: plan, folder: RunFolder(test.scratch("stopped-\(stop)")),
                settings: EngineSettings(workers: 2, memory: 1 << 30))
            try run.prepareOnly()
            for phase in phases[..<stop] {
                try run.runTasks(Array(0..<phase.taskCount), phase: phase.name)
            }
            if phases[stop].taskCount > 1 { try run.runTasks([1], phase: phases[stop].name) }
            try test.run(plan, into: "stopped-\(stop)", existing: .resume)
            #expect(try test.outputs("stopped-\(stop)") == whole, "\(phases[stop].name)")
        }
    }

    @Test(arguments: [
        ("shuffle, shuffle", "shuffle"), ("pack: { length: 8 }, shuffle", "shuffle"),
        ("shuffle, exact_dedup", "exact_dedup"), ("shuffle, sample", "sample"),
        ("split, split", "split"),
    ])
    func `stages that arrange come last, each once`(stages: String, named: String) throws {
        let test = try ArrangedRun()
        let error = #expect(throws: ConfigError.self) { try test.plan(stages) }
        #expect(error.map { "\($0)".contains(named) } == true)
    }

    @Test func `Megatron's files take no padding, since they have no mask for it`() throws {
        let test = try ArrangedRun()
        let megatron = "token_shards: { format: megatron }"
        _ = try test.plan("pack: { length: 8 }", output: megatron)
        let error = #expect(throws: ConfigError.self) {
            try test.plan("pack: { length: 8, method: best_fit }", output: megatron)
        }
        #expect(error.map { "\($0)".contains("padding of packed sequences") } == true)
    }
}
