// A row of a finished ledger.
import ByteKernels
import FileFormats
import PipelineCore

/// Some rows of a ledger's file, and how their columns are told.
final class LedgerRows: Sendable {
    /// A field of a row as people see it: `value` is a number or a word.
    struct Field: Sendable {
        let name: String
        /// `"name":`
        let key: [UInt8]
        /// Where in the batch it lies.
        let slot: Int
        let type: ParquetType
        /// Where it lies if it is a word instead.
        var label: Int?
    }

    let fields: [Field]
    fileprivate let batch: ParquetRowBatch

    /// - Parameter columns: the numbers of the schema's columns that the batch holds.
    init(_ batch: ParquetRowBatch, _ schema: ParquetSchema, columns: [Int]) {
        self.batch = batch
        let names = columns.map { schema.columns[$0].name }
        let labels = [LedgerFact.valueLabel.name, LedgerFact.thresholdLabel.name]
        fields = names.enumerated().filter { !labels.contains($0.element) }.map { slot, name in
            var key = JSONWriter()
            key.key(name)
            return Field(
                name: name, key: key.bytes, slot: slot, type: schema.columns[columns[slot]].type,
                label: names.firstIndex(of: name + "_label"))
        }
    }
}

/// A row's fields in their order. Numbers are as JSON writes them, whole ones without a fraction.
public struct LedgerRow: Sendable {
    private let rows: LedgerRows
    /// Where in its column's bytes each value of the batch's columns lies; `nil` for null.
    private let ranges: [Range<Int>?]

    init(_ rows: LedgerRows, _ ranges: [Range<Int>?]) {
        self.rows = rows
        self.ranges = ranges
    }

    /// A field's text as it is told; `nil` stands for null.
    public var fields: [(name: String, text: String?)] {
        rows.fields.map { ($0.name, text(of: $0)) }
    }

    /// The value of a field; `nil` where it is null or missing.
    public subscript(name: String) -> String? {
        rows.fields.first { $0.name == name }.flatMap(text)
    }

    private func text(of field: LedgerRows.Field) -> String? {
        if let label = field.label, let range = ranges[label] { return word(range, label) }
        guard let range = ranges[field.slot] else { return nil }
        if field.type == .byteArray { return word(range, field.slot) }
        var bytes: [UInt8] = []
        appendNumber(field, range, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func word(_ range: Range<Int>, _ slot: Int) -> String {
        String(decoding: rows.batch.columns[slot].bytes[range], as: UTF8.self)
    }

    // MARK: JSON

    /// Appends the row as an object with every field.
    public func appendJSON(to bytes: inout [UInt8]) {
        for (number, field) in rows.fields.enumerated() {
            bytes.append(UInt8(ascii: number == 0 ? "{" : ","))
            bytes += field.key
            appendValue(of: field, to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private func appendValue(of field: LedgerRows.Field, to bytes: inout [UInt8]) {
        if let label = field.label, let range = ranges[label] {
            return append(string: range, label, to: &bytes)
        }
        guard let range = ranges[field.slot] else {
            bytes += LedgerRow.null
            return
        }
        field.type == .byteArray
            ? append(string: range, field.slot, to: &bytes)
            : appendNumber(field, range, to: &bytes)
    }

    private static let null = Array("null".utf8)

    private func append(string range: Range<Int>, _ slot: Int, to bytes: inout [UInt8]) {
        let text = rows.batch.columns[slot].bytes
        var json = JSONWriter()
        json.string(text.span.extracting(range))
        bytes += json.bytes
    }

    private func appendNumber(
        _ field: LedgerRows.Field, _ range: Range<Int>, to bytes: inout [UInt8]
    ) {
        let bits = rows.batch.columns[field.slot].bytes
            .littleEndian(at: range.lowerBound, as: UInt64.self)
        if field.type == .int64 { return append(integer: Int64(bitPattern: bits), to: &bytes) }
        let number = Double(bitPattern: bits)
        if !number.isFinite {
            bytes += Array((number < 0 ? "\"-Infinity\"" : "\"Infinity\"").utf8)
        } else if number == number.rounded(), abs(number) < 1e15 {
            append(integer: Int64(number), to: &bytes)
        } else {
            bytes += "\(number)".utf8
        }
    }

    private func append(integer: Int64, to bytes: inout [UInt8]) {
        if integer < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        var rest = integer.magnitude
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }
}
