// Deduplicating stages from text to the sorted files that their observers leave.
import FileStore
import Foundation
import PipelineCore
import Stages

let dedupBenchmarks = BenchmarkArea(name: "dedup") { inputs in
    let texts = try inputs.texts(limit: 32 << 20)
    let all = Array(texts.joined())
    let rows = [
        ("exact_dedup, digests", "exact_dedup", "{}"),
        ("minhash, 14 x 8, signatures", "minhash_dedup", "{buckets: 14, rows: 8, verify: none}"),
        ("minhash, 28 x 4, signatures and sketches", "minhash_dedup", "{}"),
        ("minhash, preset: datatrove", "minhash_dedup", "{preset: datatrove}"),
    ]
    let documents = texts.enumerated().map { index, text in
        Document(key: DocumentKey(file: 0, place: index), offset: 0, id: [], text: text)
    }
    return try rows.map { name, stage, options in
        let stage = try corpusStage(stage, options)
        return Benchmark(name, bytes: all.count, floor: .copying(all)) {
            try observe(documents, by: stage)
        }
    }
}

private func corpusStage(_ name: String, _ options: String) throws -> any CorpusStage {
    let yaml = "input: []\noutput: []\nstages:\n  - \(name): \(options)\n"
    let file = try PipelineFile(yaml: yaml, file: "benchmark")
    let entry = StageCatalogue.builtin.entry(name, kinds: [.corpus])
    let built = try entry?.build(
        file.stages[0].options, file: "benchmark", stagePlace: "benchmark", context: StageContext())
    guard let stage = built?.stage as? any CorpusStage else { preconditionFailure(name) }
    return stage
}

/// Observes all documents with one observer and leaves the task's files.
private func observe<S: CorpusStage>(_ documents: [Document], by stage: S) throws {
    let path = NSTemporaryDirectory() + "winnow-bench-" + UUID().uuidString
    let files = PhaseFiles(StoredFolder(path, in: LocalFiles.shared))
    defer { try? LocalFiles.shared.remove(path) }
    let folder = TaskFolder(files, .observe, task: 0, scratch: try ScratchFolder(path + "/scratch"))
    let task = TaskContext(
        index: 0, seed: 0, folder: folder, memory: 256 << 20, workers: 1, checkCancelled: {})
    let observer = try stage.makeObserver(task)
    let shared = DocumentScratch()
    for document in documents {
        shared.textChanged()
        try observer.observe(document, in: shared)
    }
    try stage.collect([observer], task)
}
