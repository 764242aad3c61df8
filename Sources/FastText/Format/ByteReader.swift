// Reads little-endian numbers and blocks from a file, a store or memory, never past the end.

/// A cursor that knows how many bytes are left, so that counts can be checked before memory is
/// asked for.
final class ByteReader {
    /// Bytes not yet read.
    private(set) var remaining: Int
    private let source: Source?
    /// What comes next of the source.
    private var offset = 0
    private var buffer: [UInt8]
    private var position = 0

    /// Bytes that lie elsewhere: how many, and what fills a buffer with those from an offset on.
    struct Source {
        let count: Int
        let fill: (UnsafeMutableRawBufferPointer, Int) throws -> Void
    }

    init(_ bytes: [UInt8]) {
        buffer = bytes
        source = nil
        remaining = bytes.count
    }

    init(_ source: Source) {
        buffer = []
        self.source = source
        remaining = source.count
    }

    /// Opens a regular file.
    convenience init(path: String) throws {
        let file = try ModelFile(path)
        self.init(Source(count: file.count, fill: file.fill))
    }

    /// Fills `target`, or throws if fewer bytes are left.
    func read(into target: UnsafeMutableRawBufferPointer) throws {
        guard target.count <= remaining else { throw truncated(wanting: target.count) }
        remaining -= target.count
        var filled = copyBuffered(into: target)
        while filled < target.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: target[filled...])
            if rest.count >= Self.chunk {
                filled += try readSource(into: rest)
            } else {
                try refill()
                filled += copyBuffered(into: rest)
            }
        }
    }

    private static let chunk = 1 << 16

    private func copyBuffered(into target: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(target.count, buffer.count - position)
        buffer.withUnsafeBytes { bytes in
            target.copyBytes(from: bytes[position..<position + count])
        }
        position += count
        return count
    }

    private func refill() throws {
        var fresh = [UInt8](repeating: 0, count: Self.chunk)
        let count = try fresh.withUnsafeMutableBytes { try readSource(into: $0) }
        fresh.removeLast(Self.chunk - count)
        buffer = fresh
        position = 0
    }

    private func readSource(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        guard let source, offset < source.count else { throw truncated(wanting: target.count) }
        let count = min(target.count, source.count - offset)
        try source.fill(UnsafeMutableRawBufferPointer(rebasing: target[..<count]), offset)
        offset += count
        return count
    }

    private func truncated(wanting count: Int) -> FastTextError {
        FastTextError(.truncated, "the model ends \(count - remaining) bytes too early")
    }

    /// A little-endian number or any other plain value.
    func value<Value: BitwiseCopyable>(_ initial: Value) throws -> Value {
        var result = initial
        try withUnsafeMutableBytes(of: &result) { try read(into: $0) }
        return result
    }

    func int32() throws -> Int32 { try value(0) }
    func int64() throws -> Int64 { try value(0) }

    /// fastText writes a C++ bool: one byte, and anything but 0 reads as true.
    func bool() throws -> Bool { try value(0 as UInt8) != 0 }

    func bytes(_ count: Int) throws -> [UInt8] {
        guard count <= remaining else { throw truncated(wanting: count) }
        var result = [UInt8](repeating: 0, count: count)
        try result.withUnsafeMutableBytes { try read(into: $0) }
        return result
    }

    func floats(_ count: Int) throws -> [Float] {
        guard count <= remaining / 4 else { throw truncated(wanting: count &* 4) }
        var result = [Float](repeating: 0, count: count)
        try result.withUnsafeMutableBytes { try read(into: $0) }
        return result
    }

    /// Appends the bytes before the next NUL, and passes the NUL.
    func appendCString(to text: inout [UInt8]) throws {
        while true {
            if let end = buffer[position...].firstIndex(of: 0) {
                text.append(contentsOf: buffer[position..<end])
                remaining -= end + 1 - position
                position = end + 1
                return
            }
            text.append(contentsOf: buffer[position...])
            remaining -= buffer.count - position
            position = buffer.count
            guard remaining > 0 else { throw truncated(wanting: 1) }
            try refill()
        }
    }
}
