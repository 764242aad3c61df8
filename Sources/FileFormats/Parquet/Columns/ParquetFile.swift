// A Parquet file: its footer, and its row groups to be read.
import FileStore

/// An open Parquet file.
///
/// The footer is read and checked when the file is opened; pages are read as rows are asked for, one
/// page of each column at a time.
public final class ParquetFile: Sendable {
    private static let magic = Array("PAR1".utf8)
    private static let encryptedMagic = Array("PARE".utf8)
    private static let largestFooter = 64 << 20

    public let path: String
    public let size: Int
    public let footerBytes: Int
    public let version: Int
    public let createdBy: String
    public let keyValues: [(key: String, value: String)]
    public let schema: ParquetSchema
    public let rowGroups: [ParquetRowGroup]
    /// What the footer says.
    public let rows: Int
    private let file: any RangedFile
    private let limits: ParquetLimits
    private let seals: ParquetSeals?

    /// - Parameter isSealed: whether the file must have checksums, as
    ///   ``ParquetFooterWriter/init(_:createdBy:keyValues:isSealed:)`` writes them, and no bytes are
    ///   taken that are not what was written.
    public init(
        _ stored: StoredFile, limits: ParquetLimits = ParquetLimits(), isSealed: Bool = false
    ) throws(FileError) {
        file = try stored.openRanges()
        (path, size) = (stored.path, file.count)
        self.limits = limits
        do {
            let bytes = try Self.footer(of: file)
            footerBytes = bytes.count
            let footer = try Self.parsed(bytes)
            schema = try ParquetSchema(footer.schema)
            try Self.check(footer, schema)
            let chunks = footer.rowGroups.count * schema.columns.count
            seals =
                try isSealed ? ParquetSeals(file, footer: bytes, columns: chunks) : nil
            (version, rows) = (footer.version, footer.rows)
            (createdBy, keyValues) = (footer.createdBy, footer.keyValues)
            rowGroups = footer.rowGroups
        } catch let error as ParquetDamage {
            throw FileError(
                error.code, path: stored.path,
                reason: "it is no Parquet file that can be read: \(error.reason)")
        } catch let error as FileError {
            throw error
        } catch {
            throw FileError(.corrupt, path: stored.path, reason: "\(error)")
        }
    }

    private static func footer(of file: any RangedFile) throws -> [UInt8] {
        guard file.count >= 12 else { throw ParquetDamage("it is too short", .truncated) }
        var tail: [UInt8] = []
        try file.read(file.count - 8..<file.count, into: &tail)
        if tail[4...].elementsEqual(encryptedMagic) {
            throw ParquetDamage("its footer is encrypted", .unsupported)
        }
        guard tail[4...].elementsEqual(magic) else {
            throw ParquetDamage("it doesn't end with PAR1; it is cut off, or none", .truncated)
        }
        let size = (0..<4).reduce(0) { $0 | Int(tail[$1]) << (8 * $1) }
        guard size > 0, size <= file.count - 12 else {
            throw ParquetDamage("its footer is said to be \(size) bytes")
        }
        guard size <= largestFooter else {
            throw ParquetDamage(
                "its footer is \(size) bytes, more than \(largestFooter >> 20) MiB", .tooLarge)
        }
        var bytes: [UInt8] = []
        try file.read(file.count - 8 - size..<file.count - 8, into: &bytes)
        return bytes
    }

    private static func parsed(_ bytes: [UInt8]) throws -> ParquetFooter {
        try bytes.withUnsafeBufferPointer { bytes in
            var reader = CompactReader(bytes)
            return try ParquetFooter(&reader)
        }
    }

    private static func check(
        _ footer: ParquetFooter, _ schema: ParquetSchema
    ) throws(ParquetDamage) {
        for (number, group) in footer.rowGroups.enumerated() {
            guard group.columns.count == schema.columns.count else {
                throw ParquetDamage(
                    "row group \(number) has \(group.columns.count) columns, and the schema has "
                        + "\(schema.columns.count)")
            }
            for (chunk, column) in zip(group.columns, schema.columns)
            where chunk.obstacle == nil && chunk.type != column.type {
                throw ParquetDamage(
                    "the column '\(column.name)' of row group \(number) is of another type than "
                        + "the schema says")
            }
        }
    }

    /// Begins to read a row group.
    ///
    /// - Parameter columns: the numbers of the columns that are wanted, in any order.
    public func rows(ofGroup number: Int, columns: [Int]) throws(FileError) -> ParquetRows {
        let group = rowGroups[number]
        var readers: [ColumnReader] = []
        for column in columns {
            readers.append(
                try ColumnReader(
                    file, schema.columns[column], group.columns[column], group: number,
                    end: size - 8 - footerBytes, limits: limits,
                    seal: seals?.columns[number * group.columns.count + column]))
        }
        return ParquetRows(readers, count: group.rows)
    }
}

/// Some rows of a row group: batches of the columns that were asked for.
public struct ParquetRowBatch: Sendable {
    /// In the order in which the columns were asked for.
    public var columns: [ParquetColumnBatch] = []
    public var rows = 0

    public init() {}

    public var heldBytes: Int { columns.reduce(0) { $0 + $1.heldBytes } }
}

/// Reads the rows of a row group in order, a batch at a time.
public final class ParquetRows {
    private let readers: [ColumnReader]
    /// Rows that were not read yet.
    public private(set) var left: Int
    /// Rows to begin with: what rows take is not known before.
    private var step = 1

    init(_ readers: [ColumnReader], count: Int) {
        self.readers = readers
        left = count
    }

    /// Replaces `batch` with the next rows: about `bytes` of them, and `most` at most. False at the
    /// end.
    public func next(
        into batch: inout ParquetRowBatch, bytes: Int = 4 << 20, most: Int = 1 << 16
    ) throws(FileError) -> Bool {
        batch.rows = 0
        if batch.columns.count != readers.count {
            batch.columns = readers.map { _ in ParquetColumnBatch() }
        } else {
            for index in readers.indices { batch.columns[index].removeAll() }
        }
        guard left > 0 else { return false }
        while left > 0, batch.rows < most, batch.heldBytes < bytes || batch.rows == 0 {
            let count = min(step, left, most - batch.rows)
            for index in readers.indices {
                try readers[index].read(rows: count, into: &batch.columns[index])
            }
            batch.rows += count
            left -= count
            let perRow = max(1, batch.heldBytes / batch.rows)
            step = max(1, min(count * 4, (bytes - batch.heldBytes) / perRow + 1))
        }
        step = max(1, batch.rows / 16)
        if left == 0 { for reader in readers { try reader.finish() } }
        return true
    }
}
