// Feeds libFuzzer's inputs to the Parquet reader, as they are and with a good footer's frame.
import FileFormats
import FileStore

@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<Int8>?>>,
    _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

enum Target {
    private static let mostRows = 20_000

    /// Reads a file's rows; only errors that name what is wrong may end it.
    static func run(_ bytes: [UInt8]) {
        var limits = ParquetLimits()
        (limits.page, limits.rows) = (16 << 20, 16 << 20)
        let stored = StoredFile("f/x", in: MemoryFiles(["f/x": bytes]))
        guard let file = try? ParquetFile(stored, limits: limits) else { return }
        var left = mostRows
        for group in file.rowGroups.indices where left > 0 { read(group, of: file, &left) }
    }

    private static func read(_ group: Int, of file: ParquetFile, _ left: inout Int) {
        let columns = Array(file.schema.columns.indices)
        var rows = ParquetRowWriter(file.schema, columns: columns, fields: file.schema.fields)
        var batch = ParquetRowBatch()
        do {
            let source = try file.rows(ofGroup: group, columns: columns)
            while left > 0, try source.next(into: &batch, bytes: 1 << 18, most: 1000) {
                precondition(batch.rows > 0 && batch.rows <= 1000)
                rows.begin()
                for _ in 0..<batch.rows {
                    var writer = JSONWriter()
                    writer.beginObject()
                    try rows.writeRow(of: batch, to: &writer)
                    writer.endObject()
                    check(writer.bytes)
                }
                left -= batch.rows
            }
        } catch {
            precondition(error is FileError || error is ParquetRowError)
        }
    }

    /// What is written is one JSON object.
    private static func check(_ row: [UInt8]) {
        var scanner = JSONScanner(maximumDepth: 1023)
        do {
            try scanner.scan(row.span)
        } catch {
            preconditionFailure("a row is no JSON: \(error)")
        }
    }
}

@main
enum Fuzz {
    static func main() {
        var count = CommandLine.argc
        var arguments = CommandLine.unsafeArgv
        _ = runDriver(&count, &arguments) { data, size in
            Target.run(Array(UnsafeBufferPointer(start: data, count: size)))
            return 0
        }
    }
}
