// `winnow ledger`: a row per input document, as JSON lines or CSV.
import ArgumentParser
import Execution
import Foundation
import PipelineCore

struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Print what became of every document of a run.",
        discussion: """
            Columns: id, url, source, place, offset, fate (kept, dropped, bad),
            stage, rule, value, threshold, duplicate_of, reason, and one for every
            measurement (stage.measurement). The files behind it,
            RUN/ledger/*.parquet, are read by DuckDB, pandas and polars as they are.

            Examples:
              winnow ledger runs/quickstart --csv > ledger.csv
              winnow ledger runs/quickstart --fate dropped | head
              winnow ledger runs/quickstart --stage gopher_quality --rule gopher_short_doc
              duckdb -c "select rule, count(*) \\
                from 'runs/quickstart/ledger/*.parquet' group by 1"
            """)

    @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"))
    var runFolder: String

    @Flag(help: "CSV with a header line.")
    var csv = false

    @Flag(help: "JSON lines (the default).")
    var jsonl = false

    @Option(help: "Only documents of this fate: kept, dropped or bad.")
    var fate: String?

    @Option(help: "Only documents that this stage dropped, as the run names it.")
    var stage: String?

    @Option(help: "Only documents that this rule dropped; bad_record is that of bad records.")
    var rule: String?

    func validate() throws {
        if csv && jsonl { throw ValidationError("--csv and --jsonl exclude each other.") }
        if let fate, !["kept", "dropped", "bad"].contains(fate) {
            throw ValidationError("--fate must be kept, dropped or bad.")
        }
        if fate == "kept", stage != nil || rule != nil {
            throw ValidationError("No stage or rule dropped what was kept: leave one of them out.")
        }
    }

    func run() throws {
        let folder = RunFolder(runFolder)
        let ledger = LedgerFiles(folder)
        let names = try ledger.fieldNames()
        try checkNames(in: folder)
        var output: [UInt8] = csv ? CSVLine.bytes(names) : []
        try ledger.forEachRow(where: filter) { row in
            if csv {
                output += CSVLine.bytes(row.fields.map { $0.text ?? "" })
            } else {
                row.appendJSON(to: &output)
                output.append(UInt8(ascii: "\n"))
            }
            if output.count >= 1 << 16 {
                printOutput(output)
                output.removeAll(keepingCapacity: true)
            }
            return true
        }
        printOutput(output)
    }

    private var filter: LedgerFilter {
        let tests = [("fate", fate), ("stage", stage), ("rule", rule)]
        return LedgerFilter(every: tests.compactMap { name, text in text.map { (name, $0) } })
    }

    /// A name that nothing in the run has would silently find nothing.
    private func checkNames(in folder: RunFolder) throws {
        guard stage != nil || rule != nil, try folder.isFinished() else { return }
        let stages = try Manifest(of: folder).stages
        try check(stage, "--stage", among: stages.map(\.label))
        let rules = stages.map { stage in
            (
                label: stage.label,
                rules: (stage.rules ?? []).map(\.reason) + stage.dropped.keys.sorted()
            )
        }
        let asked = rules.filter { stage == nil || $0.label == stage }
        if let stage, let rule, !asked.contains(where: { $0.rules.contains(rule) }),
            let other = rules.first(where: { $0.rules.contains(rule) })
        {
            throw RunError(
                .noRun, "--rule \(rule): that is a rule of \(other.label), not of \(stage)")
        }
        try check(rule, "--rule", among: asked.flatMap(\.rules) + ["bad_record"])
    }

    private func check(_ name: String?, _ option: String, among known: [String]) throws {
        guard let name, !known.contains(name) else { return }
        let nearest = nearestName(to: name, in: known)
        throw RunError(
            .noRun,
            "\(option) \(name): the run has none of that name"
                + (nearest.map { "\n  Did you mean '\($0)'?" } ?? ""))
    }
}

/// A line of CSV (RFC 4180).
private enum CSVLine {
    static func bytes(_ cells: [String]) -> [UInt8] {
        Array((cells.map(quoted).joined(separator: ",") + "\r\n").utf8)
    }

    /// A cell as programs read it and as spreadsheets show it: what they would take for a formula
    /// gets an apostrophe before it. Numbers are none.
    private static func quoted(_ cell: String) -> String {
        let first = cell.utf8.first.map { [0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0A, 0x0D].contains($0) }
        guard first == true, !isNumber(cell) else { return quotedText(cell) }
        return quotedText("'" + cell)
    }

    private static func quotedText(_ cell: String) -> String {
        let special = cell.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
        return special ? "\"\(cell.replacingOccurrences(of: "\"", with: "\"\""))\"" : cell
    }

    /// A sign, digits, a fraction, an exponent: what has letters otherwise may be a cell's name.
    private static func isNumber(_ cell: String) -> Bool {
        cell.wholeMatch(of: /[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?/) != nil
    }
}
