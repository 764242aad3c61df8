// The columns of files that are to be written.

/// Fields by name, and what they hold; all may be null but list's elements and required ones.
public struct ParquetLayout: Sendable {
    public indirect enum Kind: Sendable {
        case string, integer, shortInteger, number, bool
        case list(Kind)
        case structure([Field])
    }

    public struct Field: Sendable {
        public let name: String
        public let kind: Kind
        public let isRequired: Bool

        public init(_ name: String, _ kind: Kind, isRequired: Bool = false) {
            self.name = name
            self.kind = kind
            self.isRequired = isRequired
        }
    }

    public let fields: [Field]
    let elements: [ParquetSchemaElement]
    let columns: [ParquetColumn]

    public init(_ fields: [Field]) {
        self.fields = fields
        var elements = [ParquetSchemaElement(name: "schema", children: fields.count)]
        for field in fields { Self.append(field, to: &elements) }
        self.elements = elements
        do {
            columns = try ParquetSchema(elements).columns
        } catch {
            preconditionFailure("a layout is no schema: \(error.reason)")
        }
    }

    /// How many columns a field has.
    public static func columnCount(of kind: Kind) -> Int {
        switch kind {
        case .string, .integer, .shortInteger, .number, .bool: 1
        case .list(let kind): columnCount(of: kind)
        case .structure(let fields): fields.reduce(0) { $0 + columnCount(of: $1.kind) }
        }
    }

    /// An empty batch of rows.
    public func makeBatch() -> ParquetRowBatch {
        var batch = ParquetRowBatch()
        batch.columns = columns.map { _ in ParquetColumnBatch() }
        return batch
    }

    private static func append(_ field: Field, to elements: inout [ParquetSchemaElement]) {
        var element = ParquetSchemaElement(
            repetition: field.isRequired ? .required : .optional, name: field.name)
        switch field.kind {
        case .string: (element.type, element.meaning) = (.byteArray, .string)
        case .integer: element.type = .int64
        case .shortInteger: element.type = .int32
        case .number: element.type = .double
        case .bool: element.type = .boolean
        case .list(let kind):
            (element.meaning, element.children) = (.list, 1)
            elements.append(element)
            elements.append(
                ParquetSchemaElement(repetition: .repeated, name: "list", children: 1))
            return append(Field("element", kind, isRequired: true), to: &elements)
        case .structure(let fields):
            element.children = fields.count
            elements.append(element)
            for field in fields { append(field, to: &elements) }
            return
        }
        elements.append(element)
    }
}
