// A Parquet file while it is written, with the digest of its bytes.
import FileStore

/// Writes one file: its head, row groups in the order in which they come, its footer.
public final class ParquetFileWriter {
    private let file: any FileCreation
    private var footer: ParquetFooterWriter
    private var hash: SHA256? = SHA256()

    /// What was written.
    public struct Result: Sendable {
        public let bytes: Int
        /// In hex.
        public let sha256: String
        public let rows: Int
    }

    /// - Parameter isSealed: see ``ParquetFooterWriter/init(_:createdBy:keyValues:isSealed:)``.
    public init(_ file: StoredFile, _ layout: ParquetLayout, isSealed: Bool = false) throws {
        self.file = try file.create()
        footer = ParquetFooterWriter(layout, createdBy: "winnow", isSealed: isSealed)
        try write(ParquetFooterWriter.head)
    }

    private func write(_ bytes: [UInt8]) throws {
        try file.write(bytes)
        hash?.update(bytes.span)
    }

    public func append(_ group: ParquetPackedGroup) throws {
        try write(group.bytes)
        footer.add(group)
    }

    /// Writes the footer and gives the file its name; to be called once.
    public func commit() throws -> Result {
        try write(footer.tail())
        try file.commit()
        return Result(
            bytes: file.count, sha256: hash.take()?.finishHex() ?? "", rows: footer.rows)
    }
}
