// What a finished run tells adds up: manifest, completion records, ledger and outputs.
import Execution
import Foundation
import PipelineCore
import TestSupport
import Testing

@Suite struct ManifestTests {
    private let test: LineRun

    /// Two tasks of thousands of files each, with drops, duplicates and bad records.
    init() throws {
        test = try LineRun()
        var random = SeededGenerator(seed: 3)
        for file in 0..<4_200 {
            let lines = (0..<Int.random(in: 0...2, using: &random)).map { _ in
                ["alpha \(Int.random(in: 0..<900, using: &random))", "no", "bad", "throw"]
                    .randomElement(using: &random) ?? ""
            }
            try test.scratch.write(lines.joined(separator: "\n"), to: "in/\(file + 10_000).txt")
        }
    }

    private func records(_ summary: RunSummary, _ phase: String) throws -> [CompletionRecord] {
        Array(
            try CompletionRecords(summary.folder, plan: summary.plan.digest).records(phase).values)
    }

    @Test func `a run's counts are those of its tasks, of its ledger and of its outputs`() throws {
        let summary = try test.run("long_enough, first_only")
        let counts = summary.manifest.counts
        let first = try records(summary, "segment0").compactMap(\.counts)
        let last = try records(summary, "segment1").compactMap(\.counts)
        #expect(first.count == 2 && last.count == 2)
        #expect(counts.records == first.reduce(0) { $0 + $1.records })
        #expect(counts.kept == last.reduce(0) { $0 + $1.kept })
        #expect(counts.bad == (first + last).reduce(0) { $0 + $1.bad })
        #expect(counts.dropped == (first + last).reduce(0) { $0 + $1.dropped })
        #expect(counts.records == counts.kept + counts.bad + counts.dropped)
        #expect(counts.kept > 100 && counts.bad > 100 && counts.dropped > 100)

        let fates = Dictionary(grouping: try test.ledger()) { $0["fate"] ?? "" }
        #expect(fates["kept"]?.count == counts.kept)
        #expect(fates["bad"]?.count == counts.bad)
        #expect(fates["dropped"]?.count == counts.dropped)
        let dropped = summary.manifest.stages.map { $0.dropped.values.reduce(0, +) }
        #expect(dropped.reduce(0, +) == counts.dropped)
        let outputs = summary.manifest.outputs["lines"] ?? []
        #expect(outputs.reduce(0) { $0 + $1.documents } == counts.kept)
    }

    @Test func `a finished run's manifest reads back, and a damaged one is named`() throws {
        let summary = try test.run("long_enough")
        let back = try Manifest(of: summary.folder)
        #expect(back.digest == summary.plan.digest)
        #expect(back.outputs == summary.manifest.outputs)
        #expect(back.inputs.count == 4_200 && back.inputs.allSatisfy { $0.sha256 != nil })
        try test.scratch.write("{\"name\"", to: "run/manifest.json")
        let error = #expect(throws: RunError.self) { try Manifest(of: summary.folder) }
        #expect(error?.message.contains("manifest.json is damaged") == true)
    }
}
