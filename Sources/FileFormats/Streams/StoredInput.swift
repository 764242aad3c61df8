// A file as it is stored: a window over its bytes that slides forward and remembers a little.
import FileStore
import Glibc

/// Reads a stream front to back through one buffer.
///
/// The bytes `bytes` are read but not yet consumed. Up to `memory` consumed bytes are kept so that
/// a decoder that ran past the end of a broken member can step back.
final class StoredInput {
    static let capacity = 1 << 20
    static let memory = 1 << 18

    let path: String
    private let stream: any StoredStream
    private let buffer: UnsafeMutablePointer<UInt8>
    private var start = 0
    private var end = 0
    /// Where in the file the buffer's first byte lies.
    private var origin: Int
    private(set) var reachedEnd = false

    /// - Parameter origin: where in the file the stream begins.
    init(_ stream: any StoredStream, path: String, origin: Int = 0) {
        self.path = path
        self.stream = stream
        self.origin = origin
        buffer = .allocate(capacity: Self.capacity)
    }

    deinit { buffer.deallocate() }

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
            let room = UnsafeMutableRawBufferPointer(
                start: buffer + end, count: Self.capacity - end)
            let got = try stream.read(into: room)
            reachedEnd = got == 0
            end += got
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
}
