// What stands before each page of a column.

/// A page's header (parquet.thrift, PageHeader).
struct ParquetPageHeader {
    enum Kind { case data, dataV2, dictionary, other }

    var kind = Kind.other
    /// Bytes of the page once decompressed, and as stored.
    var bytes = -1
    var storedBytes = -1
    var crc: UInt32?
    /// Values with nulls and empty lists; of a dictionary its entries.
    var values = 0
    var encoding = ParquetEncoding.plain
    var definitionEncoding = ParquetEncoding.rle
    var repetitionEncoding = ParquetEncoding.rle
    /// Version 2: bytes of the levels, which stand before the values and are not compressed.
    var definitionBytes = 0
    var repetitionBytes = 0
    var isCompressed = true

    init(_ reader: inout CompactReader) throws(ParquetDamage) {
        var header = ParquetPageHeader()
        try reader.structure { (reader, field) throws(ParquetDamage) in
            switch field.id {
            case 1: header.kind = try Self.kind(reader.int(field))
            case 2: header.bytes = try reader.count(field, "a page's size")
            case 3: header.storedBytes = try reader.count(field, "a page's size")
            case 4: header.crc = UInt32(truncatingIfNeeded: try reader.int(field))
            case 5, 7: try header.readDetails(&reader)
            case 8: try header.readDetailsV2(&reader)
            default: try reader.skip(field)
            }
        }
        guard header.bytes >= 0, header.storedBytes >= 0 else {
            throw ParquetDamage("a page's header lacks its size")
        }
        self = header
    }

    private init() {}

    private static func kind(_ number: Int) throws(ParquetDamage) -> Kind {
        switch number {
        case 0: return .data
        case 1: return .other
        case 2: return .dictionary
        case 3: return .dataV2
        default: throw ParquetDamage("a page is of an unknown kind (\(number))")
        }
    }

    private static func encoding(
        _ reader: inout CompactReader, _ field: CompactReader.Field
    ) throws(ParquetDamage) -> ParquetEncoding {
        let number = try reader.int(field)
        guard let encoding = ParquetEncoding(rawValue: number) else {
            throw ParquetDamage("a page has an unknown encoding (\(number))", .unsupported)
        }
        return encoding
    }

    /// A data page of version 1, or a dictionary, which has the first two fields alone.
    private mutating func readDetails(_ reader: inout CompactReader) throws(ParquetDamage) {
        var header = self
        try reader.structure { (reader, field) throws(ParquetDamage) in
            switch field.id {
            case 1: header.values = try reader.count(field, "a page's number of values")
            case 2: header.encoding = try Self.encoding(&reader, field)
            case 3 where field.kind == .int32:
                header.definitionEncoding = try Self.encoding(&reader, field)
            case 4: header.repetitionEncoding = try Self.encoding(&reader, field)
            default: try reader.skip(field)
            }
        }
        self = header
    }

    private mutating func readDetailsV2(_ reader: inout CompactReader) throws(ParquetDamage) {
        var header = self
        try reader.structure { (reader, field) throws(ParquetDamage) in
            switch field.id {
            case 1: header.values = try reader.count(field, "a page's number of values")
            case 4: header.encoding = try Self.encoding(&reader, field)
            case 5: header.definitionBytes = try reader.count(field, "a page's size of levels")
            case 6: header.repetitionBytes = try reader.count(field, "a page's size of levels")
            case 7: header.isCompressed = try reader.bool(field)
            default: try reader.skip(field)
            }
        }
        self = header
    }
}
