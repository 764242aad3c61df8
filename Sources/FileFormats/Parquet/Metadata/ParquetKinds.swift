// The enumerations of Parquet's metadata (parquet.thrift 2.11): types, codecs, encodings.

/// How a column's values are stored.
public enum ParquetType: Int, Sendable {
    case boolean, int32, int64, int96, float, double, byteArray, fixedLengthByteArray

    /// The name in parquet.thrift.
    public var name: String {
        switch self {
        case .boolean: "BOOLEAN"
        case .int32: "INT32"
        case .int64: "INT64"
        case .int96: "INT96"
        case .float: "FLOAT"
        case .double: "DOUBLE"
        case .byteArray: "BYTE_ARRAY"
        case .fixedLengthByteArray: "FIXED_LEN_BYTE_ARRAY"
        }
    }
}

/// How pages are compressed.
public enum ParquetCodec: Int, Sendable {
    case uncompressed, snappy, gzip, lzo, brotli, lz4, zstd, lz4Raw

    public var name: String {
        switch self {
        case .uncompressed: "UNCOMPRESSED"
        case .snappy: "SNAPPY"
        case .gzip: "GZIP"
        case .lzo: "LZO"
        case .brotli: "BROTLI"
        case .lz4: "LZ4"
        case .zstd: "ZSTD"
        case .lz4Raw: "LZ4_RAW"
        }
    }
}

/// How values or levels are written in a page.
public enum ParquetEncoding: Int, Sendable {
    case plain = 0
    case plainDictionary = 2
    case rle = 3
    case bitPacked = 4
    case deltaBinaryPacked = 5
    case deltaLengthByteArray = 6
    case deltaByteArray = 7
    case rleDictionary = 8
    case byteStreamSplit = 9

    public var name: String {
        switch self {
        case .plain: "PLAIN"
        case .plainDictionary: "PLAIN_DICTIONARY"
        case .rle: "RLE"
        case .bitPacked: "BIT_PACKED"
        case .deltaBinaryPacked: "DELTA_BINARY_PACKED"
        case .deltaLengthByteArray: "DELTA_LENGTH_BYTE_ARRAY"
        case .deltaByteArray: "DELTA_BYTE_ARRAY"
        case .rleDictionary: "RLE_DICTIONARY"
        case .byteStreamSplit: "BYTE_STREAM_SPLIT"
        }
    }
}

/// Whether a field is there once, perhaps, or any number of times.
enum ParquetRepetition: Int {
    case required, optional, repeated
}

/// The unit of a time of day or a point in time.
public enum ParquetTimeUnit: Int, Sendable {
    case milliseconds = 1
    case microseconds, nanoseconds

    /// How many are a second.
    var perSecond: Int64 {
        switch self {
        case .milliseconds: 1000
        case .microseconds: 1_000_000
        case .nanoseconds: 1_000_000_000
        }
    }
}

/// What a column's stored values mean.
public enum ParquetMeaning: Sendable, Equatable {
    /// What their type says.
    case plain
    case string
    case json
    case bson
    case decimal(scale: Int)
    case date
    case time(ParquetTimeUnit)
    case timestamp(ParquetTimeUnit, isUTC: Bool)
    case integer(bits: Int, isSigned: Bool)
    case half
    case uuid
    case interval
    case list
    case map
    /// Every value is null.
    case nothing
    /// The one that holds trees of any kind, which is not read.
    case variant
    /// One that this program doesn't know.
    case other(Int)

    public var name: String {
        switch self {
        case .plain: ""
        case .string: "STRING"
        case .json: "JSON"
        case .bson: "BSON"
        case .decimal(let scale): "DECIMAL(scale \(scale))"
        case .date: "DATE"
        case .time(let unit): "TIME(\(unit))"
        case .timestamp(let unit, let isUTC): "TIMESTAMP(\(unit)\(isUTC ? ", UTC" : ""))"
        case .integer(let bits, let isSigned): "\(isSigned ? "" : "U")INT\(bits)"
        case .half: "FLOAT16"
        case .uuid: "UUID"
        case .interval: "INTERVAL"
        case .list: "LIST"
        case .map: "MAP"
        case .nothing: "UNKNOWN"
        case .variant: "VARIANT"
        case .other(let number): "logical type \(number)"
        }
    }
}
