// Rows that waited, as columns of a row group.
import FileFormats
import FileStore
import PipelineCore

/// Gathers rows until they are a row group; what a row doesn't tell costs it nothing.
struct LedgerTable {
    /// A row group is full with the row that brings it to so many bytes or rows.
    private static let groupBytes = 8 << 20
    private static let groupRows = 1 << 17
    private let layout: LedgerLayout
    private var batch: ParquetRowBatch
    /// Bytes of the rows as they waited, with their sources.
    private var bytes = 0

    init(_ layout: LedgerLayout) {
        self.layout = layout
        batch = layout.parquet.makeBatch()
    }

    var isEmpty: Bool { batch.rows == 0 }
    var isFull: Bool { bytes >= Self.groupBytes || batch.rows >= Self.groupRows }

    /// Takes the row group, every column as long as the others.
    mutating func take() -> ParquetRowBatch {
        for index in batch.columns.indices {
            guard LedgerFact(rawValue: index)?.isAlwaysThere != true else { continue }
            batch.columns[index].appendNulls(upTo: batch.rows)
        }
        defer {
            batch = layout.parquet.makeBatch()
            bytes = 0
        }
        return batch
    }

    /// Appends the row of a key, whose other bytes come next.
    mutating func append(_ key: DocumentKey, from reader: inout ByteReader) throws {
        let start = reader.position
        guard layout.sources.indices.contains(key.file) else { throw reader.damage }
        let source = layout.sources[key.file]
        put(source[...], .source)
        put(Array(RecordPlaces.text(key.place).utf8)[...], .place)
        batch.columns[LedgerFact.offset.rawValue].appendValue(Int64(try reader.varint()))
        put(try reader.countedSlice(), .id)
        let url = try reader.countedSlice()
        if !url.isEmpty { put(url, .url) }
        try appendFate(from: &reader)
        try appendMeasurements(from: &reader)
        batch.rows += 1
        bytes += reader.position - start + source.count
    }

    private static let fates = ["kept", "dropped", "bad"].map { Array($0.utf8)[...] }
    private static let badRecord = Array("bad_record".utf8)[...]

    private mutating func appendFate(from reader: inout ByteReader) throws {
        let fate = Int(try reader.integer(UInt8.self))
        guard Self.fates.indices.contains(fate) else { throw reader.damage }
        put(Self.fates[fate], .fate)
        switch fate {
        case 1:
            let stage = try reader.varint()
            guard layout.stages.indices.contains(stage) else { throw reader.damage }
            put(layout.stages[stage][...], .stage)
            put(try reader.countedSlice(), .rule)
            try appendValue(.value, .valueLabel, from: &reader)
            try appendValue(.threshold, .thresholdLabel, from: &reader)
            if try reader.integer(UInt8.self) == 1 {
                put(try reader.countedSlice(), .duplicateOf)
            }
        case 2:
            put(Self.badRecord, .rule)
            put(try reader.countedSlice(), .reason)
        default: return
        }
    }

    private mutating func appendValue(
        _ number: LedgerFact, _ label: LedgerFact, from reader: inout ByteReader
    ) throws {
        if try reader.integer(UInt8.self) == 1 {
            put(try reader.countedSlice(), label)
        } else {
            put(Double(bitPattern: try reader.integer(UInt64.self)), number.rawValue)
        }
    }

    private mutating func appendMeasurements(from reader: inout ByteReader) throws {
        let first = LedgerFact.allCases.count
        let count = try reader.varint()
        guard count <= layout.units.count else { throw reader.damage }
        for column in 0..<count {
            let value = Double(bitPattern: try reader.integer(UInt64.self))
            if value.isNaN || layout.units[column] == .label { continue }
            if !layout.units[column].isWhole {
                put(value, first + column)
            } else if let whole = Int64(exactly: value) {
                begin(first + column)
                batch.columns[first + column].appendValue(whole)
            }
        }
        for _ in 0..<(try reader.count()) {
            let column = try reader.varint()
            guard column < layout.units.count, layout.units[column] == .label else {
                throw reader.damage
            }
            put(label: try reader.countedSlice(), first + column)
        }
    }

    // MARK: Cells

    private mutating func begin(_ column: Int) {
        batch.columns[column].appendNulls(upTo: batch.rows)
        batch.columns[column].appendLevels(definition: 1)
    }

    private mutating func put(_ text: ArraySlice<UInt8>, _ fact: LedgerFact) {
        if !fact.isAlwaysThere { begin(fact.rawValue) }
        batch.columns[fact.rawValue].appendValue(text)
    }

    private mutating func put(label: ArraySlice<UInt8>, _ column: Int) {
        begin(column)
        batch.columns[column].appendValue(label)
    }

    private mutating func put(_ number: Double, _ column: Int) {
        if number.isNaN { return }
        begin(column)
        batch.columns[column].appendValue(number)
    }
}
