// A model's file on a local disk.
import Glibc

/// An open regular file, read by offset.
final class ModelFile {
    let count: Int
    private let descriptor: Int32

    init(_ path: String) throws {
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
        count = Int(facts.st_size)
    }

    deinit { close(descriptor) }

    /// Fills `target` with the bytes from `offset` on.
    func fill(_ target: UnsafeMutableRawBufferPointer, from offset: Int) throws {
        var filled = 0
        while filled < target.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: target[filled...])
            let count = pread(descriptor, rest.baseAddress, rest.count, offset + filled)
            if count > 0 {
                filled += count
            } else if count == 0 {
                throw FastTextError(.truncated, "the model became shorter while it was read")
            } else if errno != EINTR {
                throw FastTextError(.fileUnreadable, String(cString: strerror(errno)))
            }
        }
    }
}
