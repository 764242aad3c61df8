// The footer's structures, field by field (parquet.thrift 2.11).

extension ParquetFooter {
    init(_ reader: inout CompactReader) throws(ParquetDamage) {
        var footer = ParquetFooter()
        var fields = 0
        try reader.structure { (reader, field) throws(ParquetDamage) in
            switch field.id {
            case 1: footer.version = try reader.int(field)
            case 2:
                try reader.list(field) { (reader, _) throws(ParquetDamage) in
                    footer.schema.append(try ParquetSchemaElement(&reader))
                }
            case 3: footer.rows = try reader.count(field, "the number of rows")
            case 4:
                try reader.list(field) { (reader, _) throws(ParquetDamage) in
                    footer.rowGroups.append(try ParquetRowGroup(&reader))
                }
            case 5: try footer.readKeyValues(&reader, field)
            case 6: footer.createdBy = try reader.text(field)
            case 8: throw ParquetDamage("it is encrypted, which can't be read", .unsupported)
            default: return try reader.skip(field)
            }
            fields |= 1 << field.id
        }
        guard fields & 0b11110 == 0b11110 else {
            throw ParquetDamage("the footer lacks its version, schema, rows or row groups")
        }
        self = footer
    }

    private mutating func readKeyValues(
        _ reader: inout CompactReader, _ field: CompactReader.Field
    ) throws(ParquetDamage) {
        var pairs: [(String, String)] = []
        try reader.list(field) { (reader, _) throws(ParquetDamage) in
            var pair = ("", "")
            try reader.structure { (reader, field) throws(ParquetDamage) in
                switch field.id {
                case 1: pair.0 = try reader.text(field)
                case 2: pair.1 = try reader.text(field)
                default: try reader.skip(field)
                }
            }
            pairs.append(pair)
        }
        keyValues = pairs.map { (key: $0.0, value: $0.1) }
    }
}

extension ParquetRowGroup {
    init(_ reader: inout CompactReader) throws(ParquetDamage) {
        var group = ParquetRowGroup()
        try reader.structure { (reader, field) throws(ParquetDamage) in
            switch field.id {
            case 1:
                try reader.list(field) { (reader, _) throws(ParquetDamage) in
                    group.columns.append(try ParquetColumnChunk(&reader))
                }
            case 2: group.bytes = try reader.int(field)
            case 3: group.rows = try reader.count(field, "a row group's number of rows")
            default: try reader.skip(field)
            }
        }
        self = group
    }
}

extension ParquetColumnChunk {
    init(_ reader: inout CompactReader) throws(ParquetDamage) {
        var chunk = ParquetColumnChunk()
        var hasMetadata = false
        try reader.structure { (reader, field) throws(ParquetDamage) in
            switch field.id {
            case 1:
                let path = try reader.text(field)
                if !path.isEmpty { chunk.obstacle = "its data lies in another file" }
            case 3:
                try chunk.readMetadata(&reader)
                hasMetadata = true
            case 8, 9:
                chunk.obstacle = "it is encrypted"
                try reader.skip(field)
            default: try reader.skip(field)
            }
        }
        if !hasMetadata && chunk.obstacle == nil {
            throw ParquetDamage("a column of a row group has no metadata")
        }
        self = chunk
    }

    private mutating func readMetadata(_ reader: inout CompactReader) throws(ParquetDamage) {
        var chunk = self
        try reader.structure { (reader, field) throws(ParquetDamage) in
            switch field.id {
            case 1: chunk.type = try Self.known(reader.int(field), "type")
            case 2:
                try reader.list(field) { (reader, kind) throws(ParquetDamage) in
                    chunk.note(encoding: try reader.int(kind))
                }
            case 4: chunk.codec = try Self.known(reader.int(field), "codec")
            case 5: chunk.values = try reader.count(field, "a column's number of values")
            case 6: chunk.uncompressedBytes = try reader.int(field)
            case 7: chunk.compressedBytes = try reader.count(field, "a column's size")
            case 9: chunk.dataOffset = try reader.count(field, "a column's offset")
            case 11: chunk.dictionaryOffset = try reader.int(field)
            default: try reader.skip(field)
            }
        }
        self = chunk
    }

    private static func known<Value: RawRepresentable<Int>>(
        _ number: Int, _ what: String
    ) throws(ParquetDamage) -> Value {
        guard let value = Value(rawValue: number) else {
            throw ParquetDamage("a column has an unknown \(what) (\(number))", .unsupported)
        }
        return value
    }
}

extension ParquetSchemaElement {
    init(_ reader: inout CompactReader) throws(ParquetDamage) {
        var element = ParquetSchemaElement()
        try reader.structure { (reader, field) throws(ParquetDamage) in
            switch field.id {
            case 1:
                let number = try reader.int(field)
                guard let type = ParquetType(rawValue: number) else {
                    throw ParquetDamage("the schema has an unknown type (\(number))")
                }
                element.type = type
            case 2: element.typeLength = try reader.int(field)
            case 3:
                let number = try reader.int(field)
                guard let repetition = ParquetRepetition(rawValue: number) else {
                    throw ParquetDamage("the schema has an unknown repetition (\(number))")
                }
                element.repetition = repetition
            case 4: element.name = try reader.text(field)
            case 5: element.children = try reader.count(field, "a number of children")
            case 6: element.converted = try reader.int(field)
            case 7: element.scale = try reader.int(field)
            case 10: element.meaning = try ParquetMeaning(&reader)
            default: try reader.skip(field)
            }
        }
        self = element
    }
}

extension ParquetMeaning {
    /// The union of logical types.
    init(_ reader: inout CompactReader) throws(ParquetDamage) {
        var meaning = ParquetMeaning.plain
        try reader.structure { (reader, field) throws(ParquetDamage) in
            switch field.id {
            case 5: meaning = .decimal(scale: try Self.number(&reader, of: 1))
            case 7:
                let time = try Self.time(&reader)
                meaning = .time(time.unit)
            case 8:
                let time = try Self.time(&reader)
                meaning = .timestamp(time.unit, isUTC: time.isUTC)
            case 10: meaning = try Self.integer(&reader)
            default:
                meaning = Self.simple[field.id] ?? .other(field.id)
                try reader.skip(field)
            }
        }
        self = meaning
    }

    /// Those that have nothing further to say; an enumeration's values are texts.
    private static let simple: [Int: ParquetMeaning] = [
        1: .string, 2: .map, 3: .list, 4: .string, 6: .date, 11: .nothing, 12: .json, 13: .bson,
        14: .uuid, 15: .half, 16: .variant,
    ]

    private static func number(
        _ reader: inout CompactReader, of id: Int
    ) throws(ParquetDamage) -> Int {
        var number = 0
        try reader.structure { (reader, field) throws(ParquetDamage) in
            if field.id == id { number = try reader.int(field) } else { try reader.skip(field) }
        }
        return number
    }

    private static func time(
        _ reader: inout CompactReader
    ) throws(ParquetDamage) -> (unit: ParquetTimeUnit, isUTC: Bool) {
        var (unit, isUTC): (ParquetTimeUnit?, Bool) = (nil, false)
        try reader.structure { (reader, field) throws(ParquetDamage) in
            switch field.id {
            case 1: isUTC = try reader.bool(field)
            case 2:
                try reader.structure { (reader, field) throws(ParquetDamage) in
                    unit = ParquetTimeUnit(rawValue: field.id)
                    try reader.skip(field)
                }
            default: try reader.skip(field)
            }
        }
        guard let unit else { throw ParquetDamage("the schema has a time of an unknown unit") }
        return (unit, isUTC)
    }

    private static func integer(
        _ reader: inout CompactReader
    ) throws(ParquetDamage) -> ParquetMeaning {
        var (bits, isSigned) = (0, true)
        try reader.structure { (reader, field) throws(ParquetDamage) in
            switch field.id {
            case 1: bits = try reader.int(field)
            case 2: isSigned = try reader.bool(field)
            default: try reader.skip(field)
            }
        }
        guard [8, 16, 32, 64].contains(bits) else {
            throw ParquetDamage("the schema has an integer of \(bits) bits")
        }
        return .integer(bits: bits, isSigned: isSigned)
    }

    /// What older files call a converted type.
    init?(converted number: Int, scale: Int) {
        switch number {
        case 0, 4: self = .string
        case 1, 2: self = .map
        case 3: self = .list
        case 5: self = .decimal(scale: scale)
        case 6: self = .date
        case 7: self = .time(.milliseconds)
        case 8: self = .time(.microseconds)
        case 9: self = .timestamp(.milliseconds, isUTC: true)
        case 10: self = .timestamp(.microseconds, isUTC: true)
        case 11...14: self = .integer(bits: 8 << (number - 11), isSigned: false)
        case 15...18: self = .integer(bits: 8 << (number - 15), isSigned: true)
        case 19: self = .json
        case 20: self = .bson
        case 21: self = .interval
        default: return nil
        }
    }
}
