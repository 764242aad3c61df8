// Every file in Pipelines is checked, and run on Samples.
import Execution
import Foundation
import PipelineCore
import Stages
import TestSupport
import Testing

/// The names of the files in Pipelines.
private let pipelineFiles = try! FileManager.default
    .contentsOfDirectory(atPath: packageRoot.appending(path: "Pipelines").path)
    .filter { $0.hasSuffix(".yaml") }
    .sorted()

private func plan(_ name: String) throws -> Plan {
    let path = packageRoot.appending(path: "Pipelines/\(name)")
    let yaml = String(decoding: try Data(contentsOf: path), as: UTF8.self)
    return try Planner(catalogue: .builtin, baseFolder: packageRoot.path)
        .plan(PipelineFile(yaml: yaml, file: name))
}

@Test func `the pipelines that the README names are here`() {
    let named = ["c4.yaml", "quickstart.yaml", "sft.yaml", "tokenizer.yaml", "web.yaml"]
    #expect(named.allSatisfy(pipelineFiles.contains))
}

@Test(arguments: pipelineFiles)
func `a pipeline begins with what it is for and how to run it`(name: String) throws {
    let path = packageRoot.appending(path: "Pipelines/\(name)")
    let lines = String(decoding: try Data(contentsOf: path), as: UTF8.self).split(separator: "\n")
    #expect(lines[0].hasPrefix("# "))
    let command = "winnow run Pipelines/\(name)"
    #expect(lines.prefix { $0.hasPrefix("#") }.contains { $0.contains(command) })
}

@Test(arguments: pipelineFiles)
func `a pipeline runs on the samples and accounts for every document`(name: String) throws {
    let scratch = try ScratchDirectory()
    let executor = PipelineRun(plan: try plan(name), folder: RunFolder(scratch("run")))
    let counts = try executor.run().manifest.counts
    #expect(counts.kept > 0)
    #expect(counts.kept + counts.dropped + counts.bad == counts.records)
    if try plan(name).stages.contains(where: { $0.label == "tokenize" }) {
        #expect(counts.tokens > counts.kept)
    }
}

@Test func `the quickstart meets duplicates and a broken record`() throws {
    let scratch = try ScratchDirectory()
    let executor = PipelineRun(
        plan: try plan("quickstart.yaml"), folder: RunFolder(scratch("run")))
    let manifest = try executor.run().manifest
    #expect(manifest.counts.bad > 0)
    for stage in ["gopher_repetition", "gopher_quality", "exact_dedup"] {
        let dropped = manifest.stages.first { $0.label == stage }?.dropped ?? [:]
        #expect(!dropped.isEmpty, "\(stage)")
    }
    #expect(manifest.counts.kept * 4 > manifest.counts.records)
}
