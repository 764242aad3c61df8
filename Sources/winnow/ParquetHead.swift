// `winnow parquet head`: the first rows of a Parquet file.
import ArgumentParser
import FileFormats
import FileStore

struct ParquetHead: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "head",
        abstract: "Print a Parquet file's first rows.",
        discussion: """
            With --json a line is an object with every column of a row: binary values as
            base64; decimals, dates, times and timestamps as text; NaN and infinities as
            text; a map whose keys are texts as an object, another as a list of pairs.
            Without, each row's columns stand one below the other, long values cut.

            Examples:
              winnow parquet head data/train-00000-of-00010.parquet
              winnow parquet head --rows 1000000 --json part.parquet > part.jsonl
            """)

    @Argument(help: "The file.")
    var file: String

    @Option(help: "Print at most so many rows.")
    var rows = 10

    @Flag(help: "Print JSON lines.")
    var json = false

    func validate() throws {
        if rows < 0 { throw ValidationError("--rows must be 0 or more.") }
    }

    func run() throws {
        let parquet = try ParquetFile(StoredFile(file))
        var printer = RowPrinter(file: file, json: json, left: rows)
        // What could be read comes before what can't.
        defer { printer.flush() }
        for group in parquet.rowGroups.indices where printer.left > 0 {
            try printer.print(group, of: parquet)
        }
    }
}

/// Prints rows until there are enough.
private struct RowPrinter {
    let file: String
    let json: Bool
    var left: Int
    private var shown = 0
    private var lines: [UInt8] = []

    init(file: String, json: Bool, left: Int) {
        (self.file, self.json, self.left) = (file, json, left)
    }

    mutating func flush() {
        printOutput(lines)
        lines.removeAll(keepingCapacity: true)
    }

    mutating func print(_ group: Int, of parquet: ParquetFile) throws {
        let columns = Array(parquet.schema.columns.indices)
        let source = try parquet.rows(ofGroup: group, columns: columns)
        var rows = ParquetRowWriter(
            parquet.schema, columns: columns, fields: parquet.schema.fields)
        var batch = ParquetRowBatch()
        while left > 0, try source.next(into: &batch, bytes: 1 << 20, most: min(left, 4096)) {
            rows.begin()
            for _ in 0..<batch.rows {
                try print(&rows, batch)
                shown += 1
                left -= 1
            }
        }
    }

    private mutating func print(
        _ rows: inout ParquetRowWriter, _ batch: ParquetRowBatch
    ) throws {
        var writer = JSONWriter()
        writer.beginObject()
        do {
            try rows.writeRow(of: batch, to: &writer)
        } catch {
            throw FileError(.corrupt, path: file, reason: "row \(shown): \(error)")
        }
        writer.endObject()
        if let problem = rows.problem {
            throw FileError(.corrupt, path: file, reason: "row \(shown): \(problem)")
        }
        guard json else { return try show(writer.bytes) }
        writer.endLine()
        lines += writer.bytes
        if lines.count >= 1 << 16 { flush() }
    }

    private func show(_ line: [UInt8]) throws {
        var scanner = JSONScanner()
        try scanner.scan(line.span)
        winnow.print("row \(shown)")
        for field in scanner.fields {
            let value = line[field.value.sourceRange]
            let text = String(decoding: value.prefix(200), as: UTF8.self)
            let name = String(decoding: line[field.key.range], as: UTF8.self)
            winnow.print("  \(name): \(text)\(value.count > 200 ? "…" : "")")
        }
    }
}
