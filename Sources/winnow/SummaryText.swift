// The end of a run, for people and for scripts.
import Execution
import Foundation
import PipelineCore

/// A finished run in words.
struct SummaryText {
    let summary: RunSummary

    init(_ summary: RunSummary) {
        self.summary = summary
    }

    var text: String {
        ([headline] + drops + results + next).joined(separator: "\n")
    }

    private var counts: Manifest.Counts { summary.manifest.counts }

    private var headline: String {
        """

        \(summary.plan.name): \(grouped(counts.records)) documents in \
        (\(bytes(summary.plan.inputBytes)) of files, \(bytes(counts.recordBytes)) of content), \
        \(grouped(counts.kept)) kept (\(percent(counts.kept, of: counts.records)))
        """
    }

    /// `dropped  1,234  gopher_quality  gopher_short_doc (words < 50)`
    private var drops: [String] {
        var lines: [String] = []
        if counts.bad > 0 { lines.append(line("bad records", counts.bad, "see the ledger")) }
        for stage in summary.plan.stages {
            let dropped = summary.statistics.stages[stage.index]?.dropped ?? [:]
            for rule in stage.built.rules.map(\.reason) + dropped.keys.sorted() {
                guard let count = dropped[rule], !lines.contains(where: { $0.hasSuffix(rule) })
                else { continue }
                let name = "\(stage.label) · \(rule)"
                if !lines.contains(where: { $0.contains(name) }) {
                    lines.append(line("dropped", count, name))
                }
            }
        }
        return lines
    }

    private func line(_ word: String, _ count: Int, _ what: String) -> String {
        let number = grouped(count)
        let padding = String(repeating: " ", count: max(1, 12 - number.count))
        return "  \(word)\(padding)\(number)  \(what)"
    }

    private var results: [String] {
        var lines: [String] = []
        if counts.tokens > 0 { lines.append("  \(grouped(counts.tokens)) tokens written") }
        let seconds = max(summary.seconds, 1e-9)
        lines.append(
            "  \(duration(summary.seconds)), "
                + "\(bytes(Int(Double(counts.recordBytes) / seconds)))/s of content, "
                + "\(fixed(summary.processorSeconds / seconds, 1)) cores busy, "
                + "peak memory \(bytes(summary.peakMemory))")
        lines.append("  files   \(summary.folder.path)/{\(folders)}")
        lines.append("  report  \(summary.folder.report)")
        return lines
    }

    private var folders: String {
        summary.manifest.outputs.keys.sorted().joined(separator: ",")
    }

    private var next: [String] {
        let run = summary.folder.path
        var lines = ["", "Next:"]
        lines.append("  winnow ledger \(run) --csv | head        what became of every document")
        if let sample = summary.statistics.samples.sorted(by: { $0.key < $1.key }).first?.value
            .first
        {
            lines.append("  winnow why \(run) '\(sample.id)'")
        }
        if counts.tokens > 0, let path = tokensPath {
            lines.append("  winnow shards verify \(run)/\(path)      check every token file")
        }
        return lines
    }

    private var tokensPath: String? {
        summary.manifest.outputs.sorted { $0.key < $1.key }
            .first { $0.value.contains { $0.tokens != nil } }?.key
    }

    var json: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
            let facts = Facts(
                run: summary.folder.path, counts: counts, seconds: summary.seconds,
                processorSeconds: summary.processorSeconds, peakMemory: summary.peakMemory,
                outputs: summary.manifest.outputs.keys.sorted())
            return Array(try encoder.encode(facts)) + [10]
        }
    }

    private struct Facts: Encodable {
        let run: String
        let counts: Manifest.Counts
        let seconds: Double
        let processorSeconds: Double
        let peakMemory: Int
        let outputs: [String]
    }
}
