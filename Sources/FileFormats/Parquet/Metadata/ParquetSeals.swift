// Checksums of everything in a file: what CRCs leave open, headers and footer, too.
import ByteKernels
import FileStore

/// Eight bytes for each column of each row group, then eight of the footer, right before it: other
/// readers take no notice of what lies there.
///
/// A column's seal is the XXH64 of its pages' headers and contents in turn, each seeded by that of
/// the one before. The footer's is seeded by the XXH64 of the columns' seals.
struct ParquetSeals: Sendable {
    /// Group after group, column after column.
    let columns: [UInt64]

    static func go(on bytes: [UInt8], from seal: UInt64) -> UInt64 {
        xxHash64(bytes.span, seed: seal)
    }

    /// What is written before a footer.
    static func bytes(_ columns: [UInt64], footer: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        for seal in columns { bytes.append(littleEndian: seal) }
        bytes.append(littleEndian: go(on: footer, from: go(on: bytes, from: 0)))
        return bytes
    }

    /// Reads the seals of a file; throws ``ParquetDamage`` where there are none, or the footer's is
    /// that of another.
    init(_ file: any RangedFile, footer: [UInt8], columns count: Int) throws {
        let end = file.count - 8 - footer.count
        guard count < end / 8 else { throw ParquetDamage("it has no checksums") }
        var bytes: [UInt8] = []
        try file.read(end - 8 * (count + 1)..<end, into: &bytes)
        let columns = (0..<count).map { bytes.littleEndian(at: 8 * $0, as: UInt64.self) }
        guard Self.bytes(columns, footer: footer) == bytes else {
            throw ParquetDamage("its footer is not what was written")
        }
        self.columns = columns
    }
}
