// `winnow-bench --parquet`: how fast one column of a Parquet file is read, and written again.
import FileFormats
import FileStore

/// Prints a line of JSON: bytes of values, and million of them per second of processor time, the best of
/// five passes, for reading and for writing with zstd and snappy.
func printParquetTimes(file path: String, column name: String) throws {
    let file = try ParquetFile(StoredFile(path))
    guard case .value(let column)? = file.schema.field(name)?.shape else {
        throw FileError(.notFound, path: path, reason: "it has no column \(name)")
    }
    var bytes = 0
    let reading = try best { bytes = try readColumn(column, of: file) }
    var line = JSONWriter()
    line.beginObject()
    line.key("bytes")
    line.int(bytes)
    line.key("read")
    line.double(Double(bytes) / reading / 1e6)
    for codec in [ParquetCodec.zstd, .snappy] {
        let seconds = try best { try writeColumn(column, of: file, codec) }
        line.key("write_\(codec)")
        // Writing reads the column first.
        line.double(Double(bytes) / max(1e-9, seconds - reading) / 1e6)
    }
    line.endObject()
    print(String(decoding: line.bytes, as: UTF8.self))
}

private func best(_ work: () throws -> Void) throws -> Double {
    try (0..<5).map { _ in try processorTime(work) }.min() ?? 0
}

private func readColumn(_ column: Int, of file: ParquetFile) throws -> Int {
    var bytes = 0
    var batch = ParquetRowBatch()
    for group in file.rowGroups.indices {
        let rows = try file.rows(ofGroup: group, columns: [column])
        while try rows.next(into: &batch) { bytes += batch.columns[0].bytes.count }
    }
    return bytes
}

private func writeColumn(_ column: Int, of file: ParquetFile, _ codec: ParquetCodec) throws {
    let layout = ParquetLayout([.init("text", .string)])
    let packer = ParquetPacker(codec)
    var batch = ParquetRowBatch()
    for group in file.rowGroups.indices {
        let rows = try file.rows(ofGroup: group, columns: [column])
        while try rows.next(into: &batch, bytes: 32 << 20) {
            keep(packer.pack(batch, layout).bytes.count)
        }
    }
}
