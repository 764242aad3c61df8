// Which columns of a Parquet file become a document's parts, and which are kept as fields.
import FileFormats
import PipelineCore

/// How one file's rows are read; shared by its chunks.
struct ParquetReading: Sendable {
    /// Columns of their own that hold the text, the id and the address. A text inside of a structure
    /// is left out of that instead.
    private(set) var text: Int?
    private(set) var id: Int?
    private(set) var url: Int?
    /// Where the text is.
    private(set) var textColumn = -1
    /// Whether id or address may be found inside of structures.
    private(set) var hasNestedNames = false
    /// The columns to read.
    let columns: [Int]
    /// Writes the fields that are kept.
    let rowWriter: ParquetRowWriter

    /// Throws ``DataError`` where the file lacks a column.
    init(_ file: ParquetFile, _ reader: ReadParquet) throws {
        let schema = file.schema
        let options = reader.options
        try Self.checkNames(schema.fields)
        if reader.chat == nil {
            textColumn = try Self.textColumn(options.textField, schema)
            text = schema.field(options.textField) == nil ? nil : textColumn
            id = Self.ownColumn(options.idField, schema)
            url = Self.ownColumn(options.urlField, schema)
            hasNestedNames = [options.idField, options.urlField].contains { $0.contains(".") }
        } else {
            try Self.checkChat(options, schema)
        }
        let own = [text, id, url].compactMap { $0 }
        let kept = try Self.kept(options, schema, isChat: reader.chat != nil).filter { field in
            !own.contains { field.columns == $0..<$0 + 1 }
        }
        let hidden = reader.chat == nil && text == nil ? textColumn : nil
        var read = Set(own + kept.flatMap { Array($0.columns) })
        if let hidden { read.insert(hidden) }
        columns = read.sorted()
        rowWriter = ParquetRowWriter(
            schema, columns: columns,
            fields: kept.map { field in
                field.named(options.columns?.word(for: field.name) ?? field.name)
            }, hidden: hidden, omitsNulls: reader.chat != nil)
    }

    /// Two fields of one name can't be told apart, and one of them would be lost.
    private static func checkNames(_ fields: [ParquetField], inside outer: String = "") throws {
        var seen: Set<String> = []
        for field in fields {
            guard seen.insert(field.name).inserted else {
                throw DataError("the file has two columns '\(outer)\(field.name)'")
            }
            try checkNames(field.fields, inside: outer + field.name + ".")
        }
    }

    /// A column of its own outside of lists.
    private static func ownColumn(_ name: String, _ schema: ParquetSchema) -> Int? {
        guard case .value(let column)? = schema.field(name)?.shape else { return nil }
        return column
    }

    private static func textColumn(_ name: String, _ schema: ParquetSchema) throws -> Int {
        guard let field = schema.field(name) ?? nested(name, schema) else {
            throw DataError(
                "the file has no column '\(name)' (text_field); it holds \(names(schema))")
        }
        guard case .value(let number) = field.shape else {
            throw DataError(
                "the column '\(name)' (text_field) is no text but holds lists or fields; "
                    + "'schema: auto' reads conversations")
        }
        let column = schema.columns[number]
        guard column.type == .byteArray, [.string, .plain, .json].contains(column.meaning) else {
            let meaning = column.meaning.name
            throw DataError(
                "the column '\(name)' (text_field) is "
                    + "\(meaning.isEmpty ? column.type.name : meaning), not text")
        }
        return number
    }

    /// A field inside of structures, by the names that lead to it.
    private static func nested(_ name: String, _ schema: ParquetSchema) -> ParquetField? {
        var fields = schema.fields
        var found: ParquetField?
        for part in name.split(separator: ".", omittingEmptySubsequences: false) {
            guard let field = fields.first(where: { $0.name == part }) else { return nil }
            found = field
            if case .structure(let inner) = field.shape { fields = inner } else { fields = [] }
        }
        return found
    }

    private static func checkChat(
        _ options: ReadParquet.Options, _ schema: ParquetSchema
    ) throws {
        let isNamed = options.schema == nil
        if isNamed, schema.field(options.textField) == nil {
            throw DataError(
                "the file has no column '\(options.textField)' (text_field); it holds "
                    + names(schema))
        }
    }

    /// The fields that are kept, in the file's order.
    private static func kept(
        _ options: ReadParquet.Options, _ schema: ParquetSchema, isChat: Bool
    ) throws -> [ParquetField] {
        guard let wanted = options.columns?.names else { return schema.fields }
        for name in wanted where schema.field(name) == nil {
            throw DataError("the file has no column '\(name)' (columns); it holds \(names(schema))")
        }
        var taken = Set(wanted)
        if let root = options.textField.split(separator: ".").first { taken.insert(String(root)) }
        if isChat { taken.insert(options.idField) }
        return schema.fields.filter { taken.contains($0.name) }
    }

    /// The columns' names, for people who see which was meant.
    private static func names(_ schema: ParquetSchema) -> String {
        if schema.fields.isEmpty { return "none" }
        return schema.fields.prefix(20).map { String($0.name.prefix(40)) }.joined(separator: ", ")
            + (schema.fields.count > 20 ? ", …" : "")
    }
}

/// A value as a document's part.
struct ParquetText {
    let bytes: [UInt8]
    let isNumber: Bool
}

extension ParquetRowWriter {
    /// Takes the next row's value of a column as text; a number as it is written in JSON.
    mutating func takeText(
        _ column: Int, of batch: ParquetRowBatch
    ) throws(ParquetRowError) -> ParquetText? {
        var writer = JSONWriter()
        try writeValue(of: column, of: batch, to: &writer)
        switch writer.bytes.first {
        case UInt8(ascii: "n"), nil: return nil
        case UInt8(ascii: "\""):
            let value = JSONValue(
                kind: .string, range: 1..<writer.bytes.count - 1, hasEscapes: true)
            return ParquetText(
                bytes: JSONString.text(value, of: writer.bytes.span), isNumber: false)
        default:
            return ParquetText(bytes: writer.bytes, isNumber: writer.bytes != Array("true".utf8))
        }
    }
}
