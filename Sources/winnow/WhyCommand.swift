// `winnow why`: what happened to one document, and by which rule.
import ArgumentParser
import Execution
import FileFormats
import Foundation
import PipelineCore

struct WhyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Explain what happened to a document of a run.",
        discussion: """
            Examples:
              winnow why runs/quickstart https://example.org/page
              winnow why runs/quickstart '<urn:uuid:0f5b2f9e-…>' --json

            Exit code 66 when the run has no such document.
            """)

    @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"))
    var runFolder: String

    @Argument(help: "The document's identifier or URL.")
    var document: String

    @Flag(help: "Print the ledger's rows as JSON lines.")
    var json = false

    func run() throws {
        var found = 0
        let folder = RunFolder(runFolder)
        let stages = try folder.isFinished() ? Manifest(of: folder).stages : []
        let isIt = LedgerFilter(any: [("id", document), ("url", document)])
        try LedgerFiles(folder).forEachRow(where: isIt) { row in
            found += 1
            if json {
                var line: [UInt8] = []
                row.appendJSON(to: &line)
                printOutput(line + [10])
            } else {
                print((found > 1 ? "\n" : "") + Explanation(row: row, stages: stages).text)
            }
            return true
        }
        guard found > 0 else {
            throw RunError(
                .noRun,
                "\(runFolder) has no document with the identifier or URL \(document)\n"
                    + "  'winnow ledger \(runFolder)' lists them all.")
        }
    }
}

/// A ledger row in sentences.
private struct Explanation {
    let row: LedgerRow
    let stages: [Manifest.StageEntry]

    private static let facts = [
        "id", "url", "source", "place", "offset", "fate", "stage", "rule", "value", "threshold",
        "duplicate_of", "reason",
    ]

    var text: String {
        ([identity, verdict] + measurements).joined(separator: "\n")
    }

    /// A fact on one line; empty where there is none.
    private func fact(_ name: String) -> String { printableLine(row[name] ?? "") }

    private var identity: String {
        let url = row["url"] == nil ? "" : "\n  url     \(fact("url"))"
        return "\(fact("id"))\(url)\n  from    \(fact("source")), record "
            + "\(fact("place")) at byte \(fact("offset"))"
    }

    private var verdict: String {
        switch row["fate"] {
        case "dropped":
            "  dropped by \(fact("stage")), rule \(fact("rule")): \(comparison)"
                + (row["duplicate_of"] == nil ? "" : "\n  repeats \(fact("duplicate_of"))")
        case "bad": "  bad record: \(fact("reason"))"
        default: "  kept"
        }
    }

    /// `counted_words is 2, and documents with counted_words < 50 are dropped`.
    private var comparison: String {
        let rules = stages.first { $0.label == row["stage"] }?.rules ?? []
        guard let rule = rules.first(where: { $0.reason == row["rule"] }) else {
            return "measured \(fact("value")), threshold \(fact("threshold"))"
        }
        return "\(rule.measurement) is \(fact("value")), and documents with "
            + "\(rule.measurement) \(rule.comparison) \(fact("threshold")) are dropped"
    }

    private var measurements: [String] {
        row.fields.filter { !Self.facts.contains($0.name) }.compactMap { field in
            field.text.map { "    \(field.name) = \(printableLine($0))" }
        }
    }
}
