// The end of a run, for people and for scripts.
import Execution
import FileStore
import Foundation
import PipelineCore

/// A finished run in words.
struct SummaryText {
    let summary: RunSummary

    init(_ summary: RunSummary) {
        self.summary = summary
    }

    var text: String {
        let rows = reads + skipped + bad + drops + notJudged + kept + mixed + packed
        return ([headline, ""] + table(rows) + madeAgain + results + next)
            .joined(separator: "\n")
    }

    private var counts: Manifest.Counts { summary.manifest.counts }

    private var headline: String {
        let share = percent(counts.kept, of: counts.records)
        let resumed = summary.isResumed ? ", resumed" : ""
        return "\n\(summary.plan.name): \(counted(counts.records, "document")) in, "
            + "\(grouped(counts.kept)) kept (\(share)), \(duration(summary.seconds))\(resumed)"
    }

    /// A count of documents, what became of them, and more about it.
    private typealias Row = (what: String, count: Int, remark: String)

    private var reads: [Row] {
        let files = summary.plan.inputs.count
        let stored = summary.plan.inputBytes
        let remark =
            "documents, \(bytes(counts.recordBytes)), from \(counted(files, "file"))"
            + (stored == 0 ? "" : " of \(bytes(stored))")
        return [("read", counts.records, remark)]
    }

    private var skipped: [Row] {
        let files = summary.manifest.passedOver
        let passed: [Row] =
            files.isEmpty
            ? []
            : [
                (
                    "files", files.values.reduce(0, +),
                    "were passed over in folders: \(FilePatterns.text(files))"
                )
            ]
        return passed + skippedRecords
    }

    private var skippedRecords: [Row] {
        counts.skipped.sorted { $0.key < $1.key }.map {
            ("skipped", $0.value, "records are no such pages as asked for: \($0.key)")
        }
    }

    private var bad: [Row] {
        guard counts.bad > 0 else { return [] }
        let command = "winnow ledger \(shellWord(run)) --fate bad"
        var rows: [Row] = [("bad", counts.bad, "records can't be used: \(command)")]
        if let lost = counts.lost {
            rows.append(("bad", lost, "further records were lost with them"))
        }
        if let files = counts.badFiles, let first = files.first {
            let more = files.count > 1 ? " and more" : ""
            rows.append(
                ("bad", files.count, "files, or the rest of them: \(printableLine(first))\(more)"))
        }
        return rows
    }

    /// `dropped  1,234  gopher_quality: gopher_short_doc (words < 50)`
    private var drops: [Row] {
        summary.plan.stages.flatMap { stage -> [Row] in
            let dropped = summary.statistics.stages[stage.index]?.dropped ?? [:]
            let rules = stage.built.rules
            let order = rules.map(\.reason) + dropped.keys.sorted()
            var seen: Set<String> = []
            return order.compactMap { reason in
                guard let count = dropped[reason], seen.insert(reason).inserted else { return nil }
                let condition = rules.first { $0.reason == reason }.map { " (\($0.condition))" }
                return ("dropped", count, "\(stage.label): \(reason)\(condition ?? "")")
            }
        }
    }

    /// Documents that a stage let pass because it was not made for their language.
    private var notJudged: [Row] {
        summary.plan.columns.enumerated().compactMap { index, column in
            guard column.measurement.tellsJudged,
                let count = summary.statistics.histograms[index]?.bins[0]
            else { return nil }
            let stage = summary.plan.stages[column.stage].label
            return ("unjudged", count, "\(stage): not judged, outside its scope")
        }
    }

    private var kept: [Row] {
        let tokens = counts.tokens == 0 ? "" : ", \(grouped(counts.tokens)) tokens"
        return [("kept", counts.kept, "documents, \(bytes(counts.keptBytes))\(tokens)")]
    }

    private var mixed: [Row] { counts.mixture.map { MixtureText($0).rows } ?? [] }

    private var packed: [Row] { counts.packing.map { [PackingText($0).row] } ?? [] }

    private func table(_ rows: [Row]) -> [String] {
        let width = rows.map { grouped($0.count).count }.max() ?? 0
        return rows.map { row in
            let number = grouped(row.count)
            let space = String(repeating: " ", count: 9 - row.what.count + width - number.count)
            return "  \(row.what)\(space)\(number)  \(row.remark)"
        }
    }

    private var madeAgain: [String] {
        guard let first = summary.madeAgain.first else { return [] }
        let count = summary.madeAgain.count
        let more = count > 1 ? " and \(grouped(count - 1)) more" : ""
        return ["", "  made again, since they were damaged: \(first)\(more)"]
    }

    private var results: [String] {
        let seconds = max(summary.seconds, 1e-9)
        // What was done before an interruption took time of its own.
        let rate =
            summary.isResumed ? "" : "\(bytes(Int(Double(counts.recordBytes) / seconds)))/s, "
        let cores = fixed(summary.processorSeconds / seconds, 1)
        return [
            "",
            "  speed    \(rate)\(cores) cores busy, peak memory \(bytes(summary.peakMemory))",
            "  files    \(run)/ with \(folders)",
            "  report   \(summary.folder.report.path)",
        ]
    }

    private var run: String { summary.folder.path }

    private var folders: String {
        summary.manifest.outputs.keys.sorted().map { $0 + "/" }.joined(separator: ", ")
    }

    private var next: [String] {
        var commands = [("winnow ledger \(shellWord(run)) --csv", "what became of every document")]
        if let example {
            commands.append(
                ("winnow why \(shellWord(run)) \(argument(example))", "why one was dropped"))
        }
        if counts.tokens > 0, let path = tokensPath {
            commands.append(
                ("winnow shards verify \(shellWord("\(run)/\(path)"))", "check every token file"))
        }
        let width = commands.map(\.0.count).max() ?? 0
        return ["", "Next:"]
            + commands.map { command, purpose in
                let space = String(repeating: " ", count: width - command.count + 3)
                return "  \(command)\(space)\(purpose)"
            }
    }

    /// A word that is no option, whatever it begins with.
    private func argument(_ word: String) -> String {
        (word.hasPrefix("-") ? "-- " : "") + shellWord(word)
    }

    /// A dropped document's name as a person would type it.
    private var example: String? {
        let dropped = summary.statistics.samples.sorted { $0.key < $1.key }.flatMap(\.value)
        return dropped.map { $0.url.isEmpty ? $0.id : $0.url }.first { printableLine($0) == $0 }
    }

    private var tokensPath: String? {
        summary.manifest.outputs.sorted { $0.key < $1.key }
            .first { $0.value.contains { $0.facts?["dtype"] != nil } }?.key
    }

    var json: [UInt8] {
        get throws {
            let facts = Facts(
                run: summary.folder.path, counts: counts, seconds: summary.seconds,
                processorSeconds: summary.processorSeconds, peakMemory: summary.peakMemory,
                outputs: summary.manifest.outputs.keys.sorted())
            return try jsonBytes(facts)
        }
    }

    private struct Facts: Encodable {
        let run: String
        let counts: Manifest.Counts
        let seconds: Double
        let processorSeconds: Double
        let peakMemory: Int
        let outputs: [String]

        private enum CodingKeys: String, CodingKey {
            case run, counts, seconds, outputs
            case processorSeconds = "processor_seconds"
            case peakMemory = "peak_memory"
        }
    }
}

extension RuleDescription {
    /// `words < 50`.
    fileprivate var condition: String { "\(measurement) \(symbol) \(threshold)" }
}
