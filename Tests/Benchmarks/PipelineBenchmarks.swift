// Whole runs, from a file to committed outputs, with all of the machine's workers.
import Execution
import FileFormats
import Foundation
import PipelineCore
import Stages

let pipelineBenchmarks = BenchmarkArea(name: "pipeline") { inputs in
    let archive = try RepeatedRun(
        """
        input: [warc: { paths: ["\(inputs.webArchive)"] }]
        stages: [extract_html, gopher_repetition, exact_dedup]
        output: [jsonl]
        """)
    let lines = try RepeatedRun(
        """
        input: [jsonl: { paths: ["\(inputs.jsonLines)"] }]
        stages:
          - gopher_quality
          - exact_dedup
          - tokenize: { tokenizer: { train: { vocab_size: 16384 } } }
        output: [token_shards]
        """)
    return [
        try archive.benchmark("warc to text", floor: "gunzip", reading: inputs.webArchive),
        try lines.benchmark("jsonl to tokens", floor: "zstd decode", reading: inputs.jsonLines),
    ]
}

/// A pipeline that runs again and again into one temporary folder.
private final class RepeatedRun {
    private let plan: Plan
    private let folder: RunFolder

    init(_ yaml: String) throws {
        plan = try Planner(catalogue: .builtin).plan(PipelineFile(yaml: yaml, file: "benchmark"))
        folder = RunFolder(NSTemporaryDirectory() + "winnow-bench-" + UUID().uuidString)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder.path) }

    private func run() throws -> RunSummary {
        try PipelineRun(plan: plan, folder: folder).run(existing: .replace)
    }

    /// A row over the records' bytes, which a first run counts.
    func benchmark(_ name: String, floor: String, reading path: String) throws -> Benchmark {
        let size = try run().manifest.counts.recordBytes
        return Benchmark(name, bytes: size, floor: decompressing(path, floor)) {
            keep(try self.run())
        }
    }
}
