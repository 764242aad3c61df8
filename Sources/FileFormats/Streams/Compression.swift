// How a stream is compressed, told from its first bytes and never from its name.
import FileStore

/// The compressions that can be read.
public enum Compression: String, Sendable {
    case plain
    case gzip
    case zstd
    case xz
    case bzip2

    /// The first bytes of formats that are recognised only to be refused with a clear word.
    private static let refused: [(name: String, magic: [UInt8])] = [
        ("LZ4", [0x04, 0x22, 0x4D, 0x18]),
        ("LZ4 (legacy frame)", [0x02, 0x21, 0x4C, 0x18]),
        ("zip", [0x50, 0x4B, 0x03, 0x04]),
        ("7z", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
        ("compress", [0x1F, 0x9D]),
    ]

    /// The first bytes of data that isn't text, with what to do about it.
    private static let foreign: [(name: String, magic: [UInt8])] = [
        ("an Arrow file", Array("ARROW1".utf8)),
        ("an Avro file", Array("Obj\u{1}".utf8)), ("an HDF5 file", [0x89] + Array("HDF\r\n".utf8)),
        ("an SQLite database", Array("SQLite format 3\u{0}".utf8)),
    ]

    /// The compression of a file, told from its first bytes.
    public static func sniff(_ file: StoredFile) throws(FileError) -> Compression {
        let input = StoredInput(try file.open(), path: file.path)
        try input.fill(atLeast: 16)
        return try sniff(input.bytes, path: file.path)
    }

    /// The compression of the content that begins with `head`; needs up to ten bytes.
    static func sniff(
        _ head: UnsafeBufferPointer<UInt8>, path: String
    ) throws(FileError) -> Compression {
        if head.starts(with: [0x1F, 0x8B]) { return .gzip }
        if isZstdFrame(head) { return .zstd }
        if head.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) { return .xz }
        if isBzip2(head) { return .bzip2 }
        if let format = refused.first(where: { head.starts(with: $0.magic) })?.name {
            throw FileError(
                .unsupported, path: path,
                reason: "\(format) is not supported; recompress it with zstd or gzip")
        }
        if head.starts(with: Array("PAR1".utf8)) {
            throw FileError(
                .unsupported, path: path,
                reason: "it is a Parquet file; read it with the 'parquet' reader")
        }
        if let format = foreign.first(where: { head.starts(with: $0.magic) }) {
            throw FileError(
                .unsupported, path: path,
                reason: "it is \(format.name), which can't be read; convert it to JSON lines")
        }
        return .plain
    }

    /// bzip2 of any block size: `BZh1` to `BZh9`, then the digits of pi or, in an empty file, of its
    /// square root.
    static func isBzip2(_ head: UnsafeBufferPointer<UInt8>) -> Bool {
        guard head.count >= 10, head.starts(with: Array("BZh".utf8)),
            (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(head[3])
        else { return false }
        let next = head[4..<10]
        let isBlock = next.elementsEqual([0x31, 0x41, 0x59, 0x26, 0x53, 0x59])
        return isBlock || next.elementsEqual([0x17, 0x72, 0x45, 0x38, 0x50, 0x90])
    }

    /// Whether a zstd frame, or a skippable one, begins here.
    static func isZstdFrame(_ head: UnsafeBufferPointer<UInt8>) -> Bool {
        guard head.count >= 4 else { return false }
        if head.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) { return true }
        return head[0] & 0xF0 == 0x50 && head[1] == 0x2A && head[2] == 0x4D && head[3] == 0x18
    }
}
