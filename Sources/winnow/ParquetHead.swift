// `winnow parquet head`: the first rows of a Parquet file.
import ArgumentParser
import FileFormats
import FileStore

struct ParquetHead: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "head",
        abstract: "Print a Parquet file's first rows.",
        discussion: """
            With --json a line is an object with every column of a row: binary values as base64;
            decimals, dates, times and timestamps as text; NaN and infinities as text; a map whose
            keys are texts as an object, another as a list of pairs. Without, each row's columns
            stand one below the other, long values cut.

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
        var left = rows
        var shown = 0
        for group in parquet.rowGroups.indices where left > 0 {
            try printRows(of: group, parquet, &left, &shown)
        }
    }

    private func printRows(
        of group: Int, _ parquet: ParquetFile, _ left: inout Int, _ shown: inout Int
    ) throws {
        let columns = Array(parquet.schema.columns.indices)
        let source = try parquet.rows(ofGroup: group, columns: columns)
        var rows = ParquetRowWriter(
            parquet.schema, columns: columns, fields: parquet.schema.fields)
        var batch = ParquetRowBatch()
        while left > 0, try source.next(into: &batch, bytes: 1 << 20, most: min(left, 4096)) {
            rows.begin()
            for _ in 0..<batch.rows {
                try printRow(&rows, batch, shown)
                shown += 1
                left -= 1
            }
        }
    }

    private func printRow(
        _ rows: inout ParquetRowWriter, _ batch: ParquetRowBatch, _ number: Int
    ) throws {
        var writer = JSONWriter()
        writer.beginObject()
        do {
            try rows.writeRow(of: batch, to: &writer)
        } catch {
            throw FileError(.corrupt, path: file, reason: "row \(number): \(error)")
        }
        writer.endObject()
        if let problem = rows.problem {
            throw FileError(.corrupt, path: file, reason: "row \(number): \(problem)")
        }
        writer.endLine()
        if json { return printOutput(writer.bytes) }
        try show(writer.bytes, number)
    }

    private func show(_ line: [UInt8], _ number: Int) throws {
        var scanner = JSONScanner()
        let line = line.dropLast().map { $0 }
        try scanner.scan(line.span)
        print("row \(number)")
        for field in scanner.fields {
            let value = line[field.value.sourceRange]
            let text = String(decoding: value.prefix(200), as: UTF8.self)
            let name = String(decoding: line[field.key.range], as: UTF8.self)
            print("  \(name): \(text)\(value.count > 200 ? "…" : "")")
        }
    }
}
