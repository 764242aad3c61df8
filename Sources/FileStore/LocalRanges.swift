// A local file read at any place, by any thread.
import Glibc

/// An open file whose bytes are read by offset.
final class LocalRanges: RangedFile {
    let path: String
    let count: Int
    private let descriptor: Int32

    init(path: String) throws(FileError) {
        self.path = path
        // Without O_NONBLOCK the opening of a pipe waits for someone to write to it.
        descriptor = open(PathBytes.name(path), O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        if descriptor < 0 { throw .system("open it", path: path) }
        var info = stat()
        guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw FileError(
                .unsupported, path: path, reason: "it must be a regular file to be read in parts")
        }
        count = Int(info.st_size)
    }

    deinit { close(descriptor) }

    func fill(_ buffer: UnsafeMutableRawBufferPointer, from offset: Int) throws(FileError) {
        var done = 0
        while done < buffer.count {
            let got = pread(
                descriptor, buffer.baseAddress! + done, buffer.count - done, offset + done)
            // A file that shrank under us reads 0 bytes.
            if got == 0 { errno = EIO }
            if got <= 0 && errno != EINTR { throw .system("read it", path: path) }
            done += max(0, got)
        }
    }
}
