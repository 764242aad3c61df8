// A file as it is stored: a window over its bytes that slides forward and remembers a little.
import Glibc

/// Reads a file, or standard input for the path "-", front to back through one buffer.
///
/// The bytes `bytes` are read but not yet consumed. Up to `memory` consumed bytes are kept so that
/// a decoder that ran past the end of a broken member can step back.
final class StoredInput {
    static let capacity = 1 << 20
    static let memory = 1 << 18

    let path: String
    private let descriptor: Int32
    private let buffer: UnsafeMutablePointer<UInt8>
    private var start = 0
    private var end = 0
    /// Where in the file the buffer's first byte lies.
    private var origin = 0
    private(set) var reachedEnd = false

    init(path: String) throws(FileError) {
        self.path = path
        descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
        buffer = .allocate(capacity: Self.capacity)
        if descriptor < 0 { throw .system("open it", path: path) }
    }

    deinit {
        buffer.deallocate()
        if descriptor > 0 { close(descriptor) }
    }

    /// The file offset of the next byte to consume.
    var offset: Int { origin + start }
    var available: Int { end - start }
    var bytes: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: buffer + start, count: end - start)
    }

    func consume(_ count: Int) {
        precondition(count <= available)
        start += count
    }

    /// Moves to `offset`, or as far back towards it as the buffer remembers.
    func move(to offset: Int) {
        start = min(max(0, offset - origin), end)
    }

    /// Reads until `count` bytes wait, or the file ends.
    func fill(atLeast count: Int) throws(FileError) {
        if available >= count || reachedEnd { return }
        makeRoom()
        while available < count && !reachedEnd && end < Self.capacity {
            try readOnce()
        }
    }

    private func makeRoom() {
        let dropped = max(0, start - Self.memory)
        if dropped == 0 { return }
        memmove(buffer, buffer + dropped, end - dropped)
        start -= dropped
        end -= dropped
        origin += dropped
    }

    private func readOnce() throws(FileError) {
        let count = Glibc.read(descriptor, buffer + end, Self.capacity - end)
        if count < 0 {
            if errno == EINTR { return }
            throw .system("read it", path: path)
        }
        reachedEnd = count == 0
        end += count
    }
}
