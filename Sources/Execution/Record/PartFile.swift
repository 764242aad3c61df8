// A file being written inside a task's own folder; the engine syncs and moves the folder.
import FileFormats
import Foundation

/// Buffered appending to a new file. Not durable by itself: tasks are committed as a whole.
final class PartFile {
    let path: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private(set) var count = 0

    init(_ path: String) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw RunError.system("create", path) }
    }

    deinit { Glibc.close(descriptor) }

    func append(_ bytes: [UInt8]) throws {
        count += bytes.count
        buffer += bytes
        if buffer.count >= 1 << 18 { try flush() }
    }

    /// Appends an integer, little-endian.
    func append<T: FixedWidthInteger>(_ value: T) throws {
        try append(withUnsafeBytes(of: value.littleEndian) { Array($0) })
    }

    func flush() throws {
        var done = 0
        while done < buffer.count {
            let written = buffer.withUnsafeBytes {
                write(descriptor, $0.baseAddress! + done, buffer.count - done)
            }
            guard written > 0 || errno == EINTR else { throw RunError.system("write", path) }
            done += max(0, written)
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
