// The tree of a file's fields, as what their values are: numbers, texts, structures, lists, maps.

/// A field of the rows, or of a structure, list or map in them.
public final class ParquetField: Sendable {
    /// What the field holds.
    public enum Shape: Sendable {
        /// A value of the column with this number.
        case value(Int)
        case structure([ParquetField])
        case list(ParquetField)
        case map(key: ParquetField, value: ParquetField)
    }

    public let name: String
    public let shape: Shape
    /// The definition level from which on the field is not null.
    let present: UInt8
    /// Lists and maps: the definition level from which on there is an element.
    let filled: UInt8
    /// Lists and maps: the repetition level of each element but the first.
    let again: UInt8
    /// The columns below it.
    public let columns: Range<Int>

    init(
        name: String, shape: Shape, present: UInt8, filled: UInt8 = 0, again: UInt8 = 0,
        columns: Range<Int>
    ) {
        self.name = name
        self.shape = shape
        self.present = present
        self.filled = filled
        self.again = again
        self.columns = columns
    }

    /// The fields in its structure, or in that of its elements or values.
    public var fields: [ParquetField] {
        switch shape {
        case .value: []
        case .structure(let fields): fields
        case .list(let item): item.fields
        case .map(_, let value): value.fields
        }
    }

    /// The same field under another name.
    public func named(_ name: String) -> ParquetField {
        ParquetField(
            name: name, shape: shape, present: present, filled: filled, again: again,
            columns: columns)
    }
}

/// A column: a field without fields of its own, stored by itself.
public struct ParquetColumn: Sendable {
    /// The names that lead to it.
    public let path: [String]
    public let type: ParquetType
    public let meaning: ParquetMeaning
    /// Bytes of a value of fixed length.
    let length: Int
    /// The definition level of values that are there.
    let deepest: UInt8
    /// The repetition level of the innermost list around it; 0: a value a row at most.
    let repeats: UInt8

    /// The names, joined by dots.
    public var name: String { path.joined(separator: ".") }

    public var isRequired: Bool { deepest == 0 }

    /// Bytes of a value as it lies in a page; 0 where values have lengths of their own.
    var width: Int {
        switch type {
        case .boolean: 1
        case .int32, .float: 4
        case .int64, .double: 8
        case .int96: 12
        case .byteArray: 0
        case .fixedLengthByteArray: length
        }
    }
}
