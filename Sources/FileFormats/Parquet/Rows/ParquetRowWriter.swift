// Rows as JSON: the values of the columns put together again as the schema nests them.

/// Writes the rows of batches as members of JSON objects, one row after another.
///
/// Binary values become base64; decimals, dates, times and points in time become text; so do numbers
/// that JSON has no form for (`NaN`, `Infinity`).
public struct ParquetRowWriter: Sendable {
    private let schema: ParquetSchema
    private let fields: [ParquetField]
    /// The column that is left out: null stands in its place.
    private let hidden: Int?
    private let omitsNulls: Bool
    /// Where in a batch each column lies; -1 for those that weren't asked for.
    private var slots: [Int]
    /// The next level and value of each column of a batch.
    private var levels: [Int]
    private var values: [Int]
    /// Why a value of the row written last could not be written as it is; `nil` where all were.
    public private(set) var problem: String?
    /// Where in its column's bytes the value of the hidden column lies; `nil` where it is null.
    public private(set) var hiddenRange: Range<Int>?

    /// - Parameters:
    ///   - columns: what the batches hold.
    ///   - fields: what is written of it.
    ///   - hidden: a column outside of lists that is left out.
    ///   - omitsNulls: fields that are null are not written.
    public init(
        _ schema: ParquetSchema, columns: [Int], fields: [ParquetField], hidden: Int? = nil,
        omitsNulls: Bool = false
    ) {
        self.omitsNulls = omitsNulls
        self.schema = schema
        self.fields = fields
        self.hidden = hidden
        slots = Array(repeating: -1, count: schema.columns.count)
        for (slot, column) in columns.enumerated() { slots[column] = slot }
        levels = Array(repeating: 0, count: columns.count)
        values = levels
    }

    /// Begins with the first row of a batch.
    public mutating func begin() {
        for slot in levels.indices { (levels[slot], values[slot]) = (0, 0) }
    }

    /// Writes the next row's fields. Where columns contradict one another it throws, and nothing
    /// further of the batch can be written.
    public mutating func writeRow(
        of batch: ParquetRowBatch, to writer: inout JSONWriter
    ) throws(ParquetRowError) {
        problem = nil
        hiddenRange = nil
        for field in fields {
            let start = writer.bytes.count
            writer.key(field.name)
            let value = writer.bytes.count
            try write(field, of: batch, to: &writer)
            // No other value begins with an n.
            if omitsNulls, writer.bytes[value] == UInt8(ascii: "n") {
                writer.bytes.removeLast(writer.bytes.count - start)
            }
        }
        for field in fields {
            for column in field.columns where schema.columns[column].repeats > 0 {
                let slot = slots[column]
                let levels = batch.columns[slot].repetition
                guard self.levels[slot] == levels.count || levels[self.levels[slot]] == 0 else {
                    throw disagree(column)
                }
            }
        }
    }

    /// Takes the next row's value of a column outside of lists that belongs to none of the fields:
    /// where in its bytes it lies, `nil` for null.
    public mutating func take(
        _ column: Int, of batch: ParquetRowBatch
    ) throws(ParquetRowError) -> Range<Int>? {
        try definition(column, of: batch, takes: true) == schema.columns[column].deepest
            ? value(column, of: batch) : nil
    }

    /// Writes the next row's value of such a column.
    public mutating func writeValue(
        of column: Int, of batch: ParquetRowBatch, to writer: inout JSONWriter
    ) throws(ParquetRowError) {
        try write(column, of: batch, to: &writer)
    }

    /// Where in a batch a column lies.
    public func slot(of column: Int) -> Int { slots[column] }

    private func disagree(_ column: Int) -> ParquetRowError {
        ParquetRowError(
            "the column '\(schema.columns[column].name)' has other lists than its neighbours")
    }

    // MARK: Levels

    /// The definition level at a column's place.
    private mutating func definition(
        _ column: Int, of batch: ParquetRowBatch, takes: Bool = false
    ) throws(ParquetRowError) -> UInt8 {
        if schema.columns[column].deepest == 0 { return 0 }
        let slot = slots[column]
        let level = levels[slot]
        guard level < batch.columns[slot].definition.count else { throw disagree(column) }
        if takes { levels[slot] += 1 }
        return batch.columns[slot].definition[level]
    }

    /// Whether a column's next value is another element of a list.
    private func goesOn(
        _ column: Int, _ again: UInt8, of batch: ParquetRowBatch
    ) throws(ParquetRowError) -> Bool {
        let slot = slots[column]
        let level = levels[slot]
        guard level < batch.columns[slot].repetition.count else { return false }
        guard batch.columns[slot].repetition[level] <= again else { throw disagree(column) }
        return batch.columns[slot].repetition[level] == again
    }

    private mutating func value(
        _ column: Int, of batch: ParquetRowBatch
    ) throws(ParquetRowError) -> Range<Int> {
        let slot = slots[column]
        let width = schema.columns[column].width
        guard let range = batch.columns[slot].range(of: values[slot], width: width) else {
            throw disagree(column)
        }
        values[slot] += 1
        return range
    }

    /// Passes over the levels of a field that is null or an empty list.
    private mutating func pass(
        _ field: ParquetField, of batch: ParquetRowBatch
    ) throws(ParquetRowError) {
        for column in field.columns {
            let level = try definition(column, of: batch, takes: true)
            if level == schema.columns[column].deepest { throw disagree(column) }
        }
    }

    // MARK: Values

    private mutating func write(
        _ field: ParquetField, of batch: ParquetRowBatch, to writer: inout JSONWriter
    ) throws(ParquetRowError) {
        if case .value(let column) = field.shape {
            return try write(column, of: batch, to: &writer)
        }
        guard let first = field.columns.first else {
            writer.beginObject()
            return writer.endObject()
        }
        let level = try definition(first, of: batch)
        if level < field.present {
            try pass(field, of: batch)
            return writer.null()
        }
        switch field.shape {
        case .value: break
        case .structure(let fields):
            writer.beginObject()
            for field in fields {
                writer.key(field.name)
                try write(field, of: batch, to: &writer)
            }
            writer.endObject()
        case .list(let item):
            writer.beginArray()
            try repeating(field, first, level, of: batch) { (self) throws(ParquetRowError) in
                try self.write(item, of: batch, to: &writer)
            }
            writer.endArray()
        case .map(let key, let value):
            try writeMap(field, key, value, first, level, of: batch, to: &writer)
        }
    }

    /// Calls `body` for each element of a list.
    private mutating func repeating(
        _ field: ParquetField, _ first: Int, _ level: UInt8, of batch: ParquetRowBatch,
        _ body: (inout ParquetRowWriter) throws(ParquetRowError) -> Void
    ) throws(ParquetRowError) {
        if level < field.filled { return try pass(field, of: batch) }
        repeat { try body(&self) } while try goesOn(first, field.again, of: batch)
    }

    /// A map whose keys are texts is an object; of others a list of pairs.
    private mutating func writeMap(
        _ field: ParquetField, _ key: ParquetField, _ value: ParquetField, _ first: Int,
        _ level: UInt8, of batch: ParquetRowBatch, to writer: inout JSONWriter
    ) throws(ParquetRowError) {
        guard case .value(let keyColumn) = key.shape, schema.columns[keyColumn].meaning == .string
        else {
            writer.beginArray()
            try repeating(field, first, level, of: batch) { (self) throws(ParquetRowError) in
                writer.beginArray()
                try self.write(key, of: batch, to: &writer)
                try self.write(value, of: batch, to: &writer)
                writer.endArray()
            }
            return writer.endArray()
        }
        writer.beginObject()
        try repeating(field, first, level, of: batch) { (self) throws(ParquetRowError) in
            let range = try self.take(keyColumn, of: batch)
            let bytes = batch.columns[self.slots[keyColumn]].bytes
            let isText = range.map { isUTF8(bytes.span.extracting($0)) } ?? false
            if !isText {
                self.note(keyColumn, range == nil ? "is null, and a key" : "is not UTF-8")
            }
            writer.key(bytes.span.extracting(isText ? range ?? 0..<0 : 0..<0))
            try self.write(value, of: batch, to: &writer)
        }
        writer.endObject()
    }

    private mutating func write(
        _ column: Int, of batch: ParquetRowBatch, to writer: inout JSONWriter
    ) throws(ParquetRowError) {
        guard let range = try take(column, of: batch) else { return writer.null() }
        if column == hidden {
            hiddenRange = range
            return writer.null()
        }
        let slot = slots[column]
        let fault = batch.columns[slot].bytes.withUnsafeBytes { bytes in
            ParquetValue(schema.columns[column], UnsafeRawBufferPointer(rebasing: bytes[range]))
                .write(to: &writer)
        }
        if let fault { note(column, fault) }
    }

    private mutating func note(_ column: Int, _ fault: String) {
        if problem == nil {
            problem = "the value of the column '\(schema.columns[column].name)' \(fault)"
        }
    }
}

/// Columns of a file contradict one another.
public struct ParquetRowError: Error, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
