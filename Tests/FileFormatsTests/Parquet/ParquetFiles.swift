// Parquet files for the tests of the reader: written here, opened from memory.
import FileFormats
import FileStore

/// A file in memory.
func memoryFile(_ bytes: [UInt8]) -> StoredFile {
    StoredFile("m/x.parquet", in: MemoryFiles(["m/x.parquet": bytes]))
}

/// Every row of a file as JSON lines.
func allRows(_ file: StoredFile, limits: ParquetLimits = ParquetLimits()) throws -> [String] {
    let parquet = try ParquetFile(file, limits: limits)
    let columns = Array(parquet.schema.columns.indices)
    var lines: [String] = []
    for group in parquet.rowGroups.indices {
        let source = try parquet.rows(ofGroup: group, columns: columns)
        var rows = ParquetRowWriter(
            parquet.schema, columns: columns, fields: parquet.schema.fields)
        var batch = ParquetRowBatch()
        while try source.next(into: &batch, bytes: 1 << 16, most: 500) {
            rows.begin()
            for _ in 0..<batch.rows {
                var writer = JSONWriter()
                writer.beginObject()
                try rows.writeRow(of: batch, to: &writer)
                writer.endObject()
                if let problem = rows.problem { throw Problem(text: problem) }
                lines.append(String(decoding: writer.bytes, as: UTF8.self))
            }
        }
    }
    return lines
}

struct Problem: Error {
    let text: String
}

/// A file with one row group of each batch.
func parquetFile(
    _ layout: ParquetLayout, _ batches: [ParquetRowBatch], _ codec: ParquetCodec = .zstd
) -> [UInt8] {
    let packer = ParquetPacker(codec)
    var footer = ParquetFooterWriter(layout, createdBy: "a test")
    var bytes = ParquetFooterWriter.head
    for batch in batches {
        let group = packer.pack(batch, layout)
        bytes += group.bytes
        footer.add(group)
    }
    return bytes + footer.tail()
}

/// Rows with a text, a number, and a list of structures, some of them null.
struct SampleRows {
    static let layout = ParquetLayout([
        .init("text", .string, isRequired: true), .init("few", .string), .init("n", .integer),
        .init("x", .number), .init("is", .bool), .init("ids", .list(.shortInteger)),
        .init("turns", .list(.structure([.init("role", .string), .init("said", .string)]))),
    ])

    static func batch(_ rows: Range<Int>) -> ParquetRowBatch {
        var batch = layout.makeBatch()
        for row in rows { append(row, to: &batch) }
        batch.rows = rows.count
        return batch
    }

    private static func append(_ row: Int, to batch: inout ParquetRowBatch) {
        batch.columns[0].appendValue(Array("row \(row) ü\n\"".utf8))
        let isNull = row % 5 == 3
        for column in 1...4 { batch.columns[column].appendLevels(definition: isNull ? 0 : 1) }
        if !isNull {
            batch.columns[1].appendValue(Array("word \(row % 3)".utf8))
            batch.columns[2].appendValue(Int64(row) * 1_000_000_007)
            batch.columns[3].appendValue(Double(row) / 4)
            batch.columns[4].appendValue(row % 2 == 0)
        }
        if row % 4 == 0 {
            batch.columns[5].appendLevels(definition: row % 8 == 0 ? 0 : 1, repetition: 0)
        }
        for index in 0..<row % 4 {
            batch.columns[5].appendLevels(definition: 2, repetition: index == 0 ? 0 : 1)
            batch.columns[5].appendValue(Int32(row + index))
        }
        if row % 3 == 0 {
            for column in 6...7 { batch.columns[column].appendLevels(definition: 1, repetition: 0) }
        }
        for index in 0..<row % 3 {
            batch.columns[6].appendLevels(definition: 3, repetition: index == 0 ? 0 : 1)
            batch.columns[6].appendValue(Array("user".utf8))
            batch.columns[7].appendLevels(
                definition: index == 1 ? 2 : 3, repetition: index == 0 ? 0 : 1)
            if index != 1 { batch.columns[7].appendValue(Array("hello \(row)".utf8)) }
        }
    }

    /// What the reader ought to give for a row.
    static func line(_ row: Int) -> String {
        let isNull = row % 5 == 3
        let few = isNull ? "null" : "\"word \(row % 3)\""
        let ids = (0..<row % 4).map { "\(row + $0)" }.joined(separator: ",")
        let turns = (0..<row % 3).map {
            "{\"role\":\"user\",\"said\":\($0 == 1 ? "null" : "\"hello \(row)\"")}"
        }
        return "{\"text\":\"row \(row) ü\\n\\\"\",\"few\":\(few),"
            + "\"n\":\(isNull ? "null" : "\(row * 1_000_000_007)"),"
            + "\"x\":\(isNull ? "null" : "\(Double(row) / 4)"),"
            + "\"is\":\(isNull ? "null" : "\(row % 2 == 0)"),"
            + "\"ids\":\(row % 8 == 0 ? "null" : "[\(ids)]"),"
            + "\"turns\":[\(turns.joined(separator: ","))]}"
    }
}
