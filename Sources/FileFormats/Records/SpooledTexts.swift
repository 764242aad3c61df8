// Documents' texts beside the records about them, for a second look by a later phase.
import FileStore

/// Writes texts with their keys: zstd frames of about 1 MiB, each with its sizes in front.
public final class TextSpool {
    private let target: StoredFile
    private var file: (any FileCreation)?
    private var frame: [UInt8] = []
    private let compressor = ZstdCompressor(level: 1)
    private static let frameBytes = 1 << 20

    /// - Parameter target: a file of passage.
    public init(_ target: StoredFile) { self.target = target }

    public func add(_ key: UInt64, _ text: [UInt8]) throws {
        withUnsafeBytes(of: (key, UInt64(text.count))) { frame.append(contentsOf: $0) }
        frame.append(contentsOf: text)
        if frame.count >= Self.frameBytes { try flush() }
    }

    private func flush() throws {
        if frame.isEmpty { return }
        let file = try self.file ?? target.create()
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

    /// Completes the file in another place; false where there was no text, and is no file.
    public func finish(as place: StoredFile) throws -> Bool {
        try flush()
        guard let file else { return false }
        try file.commit()
        try place.publish(target)
        self.file = nil
        return true
    }
}

/// Reads the texts of spools.
public struct SpooledTexts {
    /// Files in a fixed order.
    public let files: [StoredFile]

    /// The spools of tasks, each named `texts-0`, `texts-1` and so on.
    public init(_ folders: [StoredFolder]) throws {
        var files: [StoredFile] = []
        for folder in folders {
            var number = 0
            while try folder.file("texts-\(number)").exists() {
                files.append(folder.file("texts-\(number)"))
                number += 1
            }
        }
        self.files = files
    }

    /// Calls `body` with each text of the frames that are a task's share of `count`.
    public func forEach(
        share: Int, of count: Int, _ body: (_ key: UInt64, _ text: Span<UInt8>) throws -> Void
    ) throws {
        let decompressor = ZstdDecompressor()
        var (number, packed, frame) = (0, [UInt8](), [UInt8]())
        for stored in files {
            let file = try stored.openRanges()
            var offset = 0
            while offset < file.count {
                let sizes = try Self.words(file, at: offset)
                if number % count == share {
                    packed.removeAll(keepingCapacity: true)
                    frame.removeAll(keepingCapacity: true)
                    try file.read(offset + 16..<offset + 16 + sizes.0, into: &packed)
                    try decompressor.decompress(
                        packed.span, appendingTo: &frame, limit: sizes.1, path: stored.path,
                        offset: offset)
                    try forEachText(in: frame, body)
                }
                offset += 16 + sizes.0
                number += 1
            }
        }
    }

    private static func words(_ file: any RangedFile, at offset: Int) throws -> (Int, Int) {
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
