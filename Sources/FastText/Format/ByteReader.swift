// Reads little-endian numbers and blocks from a file or from memory, never past the end.
import Glibc

/// A cursor that knows how many bytes are left, so that counts can be checked before memory is
/// asked for.
final class ByteReader {
    /// Bytes not yet read.
    private(set) var remaining: Int
    private let descriptor: Int32?
    private var buffer: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        buffer = bytes
        descriptor = nil
        remaining = bytes.count
    }

    /// Opens a regular file.
    init(path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw FastTextError(.fileUnreadable, "\(path): \(String(cString: strerror(errno)))")
        }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw FastTextError(.fileUnreadable, "\(path) is not a regular file")
        }
        self.descriptor = descriptor
        remaining = Int(facts.st_size)
        buffer = []
    }

    deinit { if let descriptor { close(descriptor) } }

    /// Fills `target`, or throws if fewer bytes are left.
    func read(into target: UnsafeMutableRawBufferPointer) throws {
        guard target.count <= remaining else { throw truncated(wanting: target.count) }
        remaining -= target.count
        var filled = copyBuffered(into: target)
        while filled < target.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: target[filled...])
            if rest.count >= Self.chunk {
                filled += try readFile(into: rest)
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
        let count = try fresh.withUnsafeMutableBytes { try readFile(into: $0) }
        fresh.removeLast(Self.chunk - count)
        buffer = fresh
        position = 0
    }

    private func readFile(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        guard let descriptor else { throw truncated(wanting: target.count) }
        while true {
            let count = Glibc.read(descriptor, target.baseAddress, target.count)
            if count > 0 { return count }
            if count == 0 { throw truncated(wanting: target.count) }
            if errno != EINTR {
                throw FastTextError(.fileUnreadable, String(cString: strerror(errno)))
            }
        }
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
