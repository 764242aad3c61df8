// `winnow ledger`: a row per input document, as JSON lines or CSV.
import ArgumentParser
import Execution
import Foundation

struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Print what became of every document of a run.",
        discussion: """
            Columns: id, url, source, place, offset, fate (kept, dropped, bad),
            stage, rule, value, threshold, duplicate_of, reason, and one for every
            measurement (stage.measurement). The files behind it,
            RUN/ledger/*.jsonl.zst, are read by DuckDB and pandas as they are.

            Examples:
              winnow ledger runs/quickstart --csv > ledger.csv
              winnow ledger runs/quickstart --jsonl --fate dropped | head
              duckdb -c "select rule, count(*) \\
                from 'runs/quickstart/ledger/*.jsonl.zst' group by 1"
            """)

    @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"))
    var runFolder: String

    @Flag(help: "CSV with a header line.")
    var csv = false

    @Flag(help: "JSON lines (the default).")
    var jsonl = false

    @Option(help: "Only documents of this fate: kept, dropped or bad.")
    var fate: String?

    func validate() throws {
        if csv && jsonl { throw ValidationError("--csv and --jsonl exclude each other.") }
        if let fate, !["kept", "dropped", "bad"].contains(fate) {
            throw ValidationError("--fate must be kept, dropped or bad.")
        }
    }

    func run() throws {
        let wanted = fate.map { Array("\"fate\":\"\($0)\"".utf8) }
        var output: [UInt8] = []
        var table = csv ? CSVTable() : nil
        try LedgerFiles(RunFolder(runFolder)).forEachRow { row in
            if let wanted, !row.contains(subsequence: wanted) { return true }
            if table != nil {
                try table?.append(row, to: &output)
            } else {
                output += row
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
}

extension ArraySlice<UInt8> {
    /// Whether the bytes occur in a row.
    func contains(subsequence bytes: [UInt8]) -> Bool {
        Data(self).range(of: Data(bytes)) != nil
    }
}

/// Ledger rows as CSV (RFC 4180); the columns are those of the first row.
private struct CSVTable {
    private var columns: [String] = []

    mutating func append(_ row: ArraySlice<UInt8>, to output: inout [UInt8]) throws {
        let object = try LedgerRow(row)
        if columns.isEmpty {
            columns = object.fields.map(\.name)
            output += line(columns)
        }
        let values = Dictionary(object.fields.map { ($0.name, $0.text) }) { $1 }
        output += line(columns.map { (values[$0] ?? nil) ?? "" })
    }

    private func line(_ fields: [String]) -> [UInt8] {
        Array((fields.map(quoted).joined(separator: ",") + "\r\n").utf8)
    }

    /// A field as programs read it and as spreadsheets show it: what they would take for a formula
    /// gets an apostrophe before it.
    private func quoted(_ field: String) -> String {
        let isFormula = field.utf8.first.map { [0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0D].contains($0) }
        guard isFormula != true || Double(field) != nil else { return quotedText("'" + field) }
        return quotedText(field)
    }

    private func quotedText(_ field: String) -> String {
        let special = field.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
        return special ? "\"\(field.replacingOccurrences(of: "\"", with: "\"\""))\"" : field
    }
}
