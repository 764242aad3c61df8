// A file read at any place, by any thread.
import Glibc

/// An open file whose bytes are read by offset; reading moves nothing, so it can be shared.
public final class RandomAccessFile: Sendable {
    public let path: String
    /// The file's size when it was opened.
    public let count: Int
    private let descriptor: Int32

    public init(path: String) throws(FileError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
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

    /// Appends the bytes of `range` to `buffer`; a file that ends before is an error.
    public func read(_ range: Range<Int>, into buffer: inout [UInt8]) throws(FileError) {
        guard range.lowerBound >= 0, range.upperBound <= count else {
            throw FileError(
                .truncated, path: path, offset: count,
                reason: "it ends before byte \(range.upperBound)")
        }
        let start = buffer.count
        buffer.append(contentsOf: repeatElement(0, count: range.count))
        let isWhole = buffer.withUnsafeMutableBytes { bytes in
            fill(UnsafeMutableRawBufferPointer(rebasing: bytes[start...]), from: range.lowerBound)
        }
        if isWhole { return }
        let error = FileError.system("read it", path: path)
        buffer.removeSubrange(start...)
        throw error
    }

    /// Reads the whole file, which must not be larger than `limit`.
    public static func contents(
        of path: String, limit: Int = 1 << 30
    ) throws(FileError) -> [UInt8] {
        let file = try RandomAccessFile(path: path)
        guard file.count <= limit else {
            throw FileError(
                .tooLarge, path: path, reason: "it holds \(file.count) bytes, \(limit) at most")
        }
        var bytes: [UInt8] = []
        try file.read(0..<file.count, into: &bytes)
        return bytes
    }

    /// Fills the buffer with the bytes from `offset` on; false, with `errno` set, on failure.
    func fill(_ target: UnsafeMutableRawBufferPointer, from offset: Int) -> Bool {
        var done = 0
        while done < target.count {
            let got = pread(
                descriptor, target.baseAddress! + done, target.count - done, offset + done)
            // A file that shrank under us reads 0 bytes.
            if got == 0 { errno = EIO }
            if got <= 0 && errno != EINTR { return false }
            done += max(0, got)
        }
        return true
    }
}
