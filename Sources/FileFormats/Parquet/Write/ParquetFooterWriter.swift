// A file's frame: the magic at both ends, and the footer with what was written between.

/// Collects the row groups of one file, and writes its footer.
public struct ParquetFooterWriter {
    /// What a file begins with.
    public static let head = Array("PAR1".utf8)

    private let layout: ParquetLayout
    private let createdBy: String
    private let keyValues: [(key: String, value: String)]
    private let isSealed: Bool
    private var groups: [(offset: Int, group: ParquetPackedGroup)] = []
    private var end = head.count

    /// - Parameter isSealed: whether the file carries checksums that show damage to any of its bytes.
    public init(
        _ layout: ParquetLayout, createdBy: String,
        keyValues: [(key: String, value: String)] = [], isSealed: Bool = false
    ) {
        self.isSealed = isSealed
        self.layout = layout
        self.createdBy = createdBy
        self.keyValues = keyValues
    }

    /// Notes a row group that is written behind all before.
    public mutating func add(_ group: ParquetPackedGroup) {
        // Its bytes are in the file; only what is said of them is kept.
        let noted = ParquetPackedGroup(bytes: [], rows: group.rows, chunks: group.chunks)
        groups.append((end, noted))
        end += group.bytes.count
    }

    public var rows: Int { groups.reduce(0) { $0 + $1.group.rows } }

    /// What a file ends with.
    public func tail() -> [UInt8] {
        var footer = CompactWriter()
        footer.int32(1, 2)
        footer.list(2, layout.elements, .structure) { $1.write(to: &$0) }
        footer.int64(3, rows)
        footer.list(4, groups, .structure) { write($1.group, at: $1.offset, to: &$0) }
        if !keyValues.isEmpty {
            footer.list(5, keyValues, .structure) { writer, pair in
                writer.text(1, pair.key)
                writer.text(2, pair.value)
            }
        }
        footer.text(6, createdBy)
        // The bounds in statistics are ordered as their types say.
        footer.list(7, layout.columns, .structure) { writer, _ in writer.structure(1) { _ in } }
        footer.end()
        var bytes = footer.bytes
        bytes.append(littleEndian: UInt32(bytes.count))
        return seals(footer.bytes) + bytes + Self.head
    }

    private func seals(_ footer: [UInt8]) -> [UInt8] {
        guard isSealed else { return [] }
        return ParquetSeals.bytes(
            groups.flatMap { $0.group.chunks.map(\.seal) }, footer: footer)
    }

    private func write(
        _ group: ParquetPackedGroup, at offset: Int, to writer: inout CompactWriter
    ) {
        let columns = Array(zip(layout.columns, group.chunks))
        writer.list(1, columns, .structure) { writer, pair in
            writer.int64(2, 0)
            writer.structure(3) { write(pair.1, of: pair.0, at: offset, to: &$0) }
        }
        writer.int64(2, group.chunks.reduce(0) { $0 + $1.plainBytes })
        writer.int64(3, group.rows)
        writer.int64(5, offset)
        writer.int64(6, group.chunks.reduce(0) { $0 + $1.storedBytes })
    }

    private func write(
        _ chunk: ParquetPackedChunk, of column: ParquetColumn, at offset: Int,
        to writer: inout CompactWriter
    ) {
        let encodings: [ParquetEncoding] =
            chunk.hasDictionary ? [.plain, .rle, .rleDictionary] : [.plain, .rle]
        writer.int32(1, column.type.rawValue)
        writer.list(2, encodings, .int32) { $0.element($1.rawValue) }
        writer.list(3, column.path, .binary) { $0.element($1) }
        writer.int32(4, chunk.codec.rawValue)
        writer.int64(5, chunk.values)
        writer.int64(6, chunk.plainBytes)
        writer.int64(7, chunk.storedBytes)
        writer.int64(9, offset + chunk.data)
        if let dictionary = chunk.dictionary { writer.int64(11, offset + dictionary) }
        writer.structure(12) { statistics in
            statistics.int64(3, chunk.nulls)
            if let largest = chunk.statistics.largest { statistics.text(5, largest) }
            if let smallest = chunk.statistics.smallest { statistics.text(6, smallest) }
        }
    }
}

extension ParquetSchemaElement {
    fileprivate func write(to writer: inout CompactWriter) {
        if let type { writer.int32(1, type.rawValue) }
        if let repetition { writer.int32(3, repetition.rawValue) }
        writer.text(4, name)
        if type == nil { writer.int32(5, children) }
        switch meaning {
        case .string:
            writer.int32(6, 0)
            writer.structure(10) { $0.structure(1) { _ in } }
        case .list:
            writer.int32(6, 3)
            writer.structure(10) { $0.structure(3) { _ in } }
        default: return
        }
    }
}
