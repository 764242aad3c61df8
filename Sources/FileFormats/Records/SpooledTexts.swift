// Documents' texts beside the records about them, for a second look by a later phase.
import Glibc

/// Writes texts with their keys: zstd frames of about 1 MiB, each with its sizes in front.
public final class TextSpool {
    private let path: String
    private var file: AtomicFile?
    private var frame: [UInt8] = []
    private let compressor = ZstdCompressor(level: 1)
    private static let frameBytes = 1 << 20

    public init(_ path: String) { self.path = path }

    public func add(_ key: UInt64, _ text: [UInt8]) throws {
        withUnsafeBytes(of: (key, UInt64(text.count))) { frame.append(contentsOf: $0) }
        frame.append(contentsOf: text)
        if frame.count >= Self.frameBytes { try flush() }
    }

    private func flush() throws {
        if frame.isEmpty { return }
        let file = try self.file ?? AtomicFile(path: path)
        self.file = file
        var packed: [UInt8] = []
        compressor.compress(frame.span, appendingTo: &packed)
        var sizes: [UInt8] = []
        withUnsafeBytes(of: (UInt64(packed.count), UInt64(frame.count))) {
            sizes.append(contentsOf: $0)
        }
        try file.write(sizes)
        try file.write(packed)
        frame.removeAll(keepingCapacity: true)
    }

    /// Completes the file under another name; false where there was no text, and is no file.
    public func finish(as name: String) throws -> Bool {
        try flush()
        guard let file else { return false }
        try file.commit()
        guard rename(path, name) == 0 else {
            throw FileError.system("rename it into place", path: name)
        }
        self.file = nil
        return true
    }
}

/// Reads the texts of spools.
public struct SpooledTexts {
    /// Files in a fixed order.
    public let paths: [String]

    /// The spools of tasks, each named `texts-0`, `texts-1` and so on.
    public init(_ folders: [String]) {
        var paths: [String] = []
        for folder in folders {
            var number = 0
            while access("\(folder)/texts-\(number)", R_OK) == 0 {
                paths.append("\(folder)/texts-\(number)")
                number += 1
            }
        }
        self.paths = paths
    }

    /// Calls `body` with each text of the frames that are a task's share of `count`.
    public func forEach(
        share: Int, of count: Int, _ body: (_ key: UInt64, _ text: Span<UInt8>) throws -> Void
    ) throws {
        let decompressor = ZstdDecompressor()
        var (number, packed, frame) = (0, [UInt8](), [UInt8]())
        for path in paths {
            let file = try RandomAccessFile(path: path)
            var offset = 0
            while offset < file.count {
                let sizes = try Self.words(file, at: offset)
                if number % count == share {
                    packed.removeAll(keepingCapacity: true)
                    frame.removeAll(keepingCapacity: true)
                    try file.read(offset + 16..<offset + 16 + sizes.0, into: &packed)
                    try decompressor.decompress(
                        packed.span, appendingTo: &frame, limit: sizes.1, path: path,
                        offset: offset)
                    try forEachText(in: frame, body)
                }
                offset += 16 + sizes.0
                number += 1
            }
        }
    }

    private static func words(_ file: RandomAccessFile, at offset: Int) throws -> (Int, Int) {
        var bytes: [UInt8] = []
        try file.read(offset..<offset + 16, into: &bytes)
        return (Int(word(of: bytes, at: 0)), Int(word(of: bytes, at: 8)))
    }

    private static func word(of bytes: [UInt8], at offset: Int) -> UInt64 {
        bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
    }

    private func forEachText(
        in frame: [UInt8], _ body: (UInt64, Span<UInt8>) throws -> Void
    ) throws {
        var at = 0
        while at < frame.count {
            let count = Int(Self.word(of: frame, at: at + 8))
            try body(Self.word(of: frame, at: at), frame.span.extracting(at + 16..<at + 16 + count))
            at += 16 + count
        }
    }
}
