// What a Parquet file's footer says: the schema, and where each column's pages lie.

/// A node of the schema, in the order of a walk from the root.
struct ParquetSchemaElement {
    var type: ParquetType?
    var typeLength = 0
    var repetition: ParquetRepetition?
    var name = ""
    var children = 0
    var converted: Int?
    var scale = 0
    var meaning: ParquetMeaning?
}

/// One column of one row group.
public struct ParquetColumnChunk: Sendable {
    public internal(set) var type = ParquetType.boolean
    public internal(set) var codec = ParquetCodec.uncompressed
    /// Values with nulls and empty lists, as many as there are levels.
    public internal(set) var values = 0
    public internal(set) var compressedBytes = 0
    public internal(set) var uncompressedBytes = 0
    /// The encodings that it says to use, as bits.
    private var encodingBits: UInt32 = 0
    var dataOffset = -1
    var dictionaryOffset: Int?
    /// Why it can't be read, where its metadata says so.
    var obstacle: String?

    init() {}

    /// The encodings that it says to use.
    public var encodings: [ParquetEncoding] {
        (0..<32).filter { encodingBits >> $0 & 1 == 1 }.compactMap(ParquetEncoding.init)
    }

    mutating func note(encoding: Int) {
        if (0..<32).contains(encoding) { encodingBits |= 1 << UInt32(encoding) }
    }

    /// Where its first page begins.
    public var offset: Int {
        if let dictionaryOffset, dictionaryOffset > 0, dictionaryOffset < dataOffset {
            return dictionaryOffset
        }
        return dataOffset
    }
}

/// Some rows of a file, all their columns together.
public struct ParquetRowGroup: Sendable {
    public internal(set) var columns: [ParquetColumnChunk] = []
    public internal(set) var rows = 0
    public internal(set) var bytes = 0

    init() {}

    /// Where the first of its columns begins.
    public var offset: Int { columns.map(\.offset).min() ?? 0 }
}

/// The footer.
struct ParquetFooter {
    var version = 0
    var schema: [ParquetSchemaElement] = []
    var rows = 0
    var rowGroups: [ParquetRowGroup] = []
    var keyValues: [(key: String, value: String)] = []
    var createdBy = ""
}
