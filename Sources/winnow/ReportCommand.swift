// `winnow report`: a finished run's counts on the terminal.
import ArgumentParser
import Execution
import Foundation
import PipelineCore

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Summarize a finished run.",
        discussion: """
            The full report with samples and histograms is RUN/report.html.

            Examples:
              winnow report runs/quickstart
              winnow report runs/quickstart --json
            """)

    @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"))
    var runFolder: String

    @Flag(help: "Print the manifest's counts as JSON.")
    var json = false

    func run() throws {
        let folder = RunFolder(runFolder)
        let manifest = try Manifest(of: folder)
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
            printOutput(Array(try encoder.encode(manifest)) + [10])
        } else {
            print(text(manifest) + "\n\nWith samples and histograms: \(folder.report.path)")
        }
    }

    private func text(_ manifest: Manifest) -> String {
        let counts = manifest.counts
        var lines = [
            "\(manifest.name): \(counted(counts.records, "document")) in, \(grouped(counts.kept)) kept "
                + "(\(percent(counts.kept, of: counts.records))), \(grouped(counts.dropped)) dropped, "
                + "\(grouped(counts.bad)) bad"
                + (counts.lost.map { ", \(grouped($0)) lost with them" } ?? "")
        ]
        for (reason, count) in counts.skipped.sorted(by: { $0.key < $1.key }) {
            lines.append("  skipped \(grouped(count)) records that were not asked for: \(reason)")
        }
        for stage in manifest.stages where stage.kind != StageKind.arranger.rawValue {
            lines.append("  \(stage.label): saw \(grouped(stage.seen))")
            for (rule, count) in stage.dropped.sorted(by: {
                ($1.value, $0.key) < ($0.value, $1.key)
            }) {
                lines.append("    \(grouped(count)) dropped by \(rule)")
            }
        }
        if counts.tokens > 0 {
            lines.append("  \(bytes(counts.keptBytes)) of text, \(counted(counts.tokens, "token"))")
        }
        let packed = counts.packing.map { [PackingText($0).row] } ?? []
        for row in (counts.mixture.map { MixtureText($0).rows } ?? []) + packed {
            lines.append(
                "  \(row.what.isEmpty ? "     " : row.what) \(grouped(row.count)) \(row.remark)")
        }
        if let shortfall = counts.mixture.flatMap({ MixtureText($0).shortfall }) {
            lines.append("  " + shortfall)
        }
        for (path, files) in manifest.outputs.sorted(by: { $0.key < $1.key }) {
            let size = files.reduce(0) { $0 + $1.bytes }
            lines.append("  \(path)/: \(counted(files.count, "file")), \(bytes(size))")
        }
        return lines.joined(separator: "\n")
    }
}
