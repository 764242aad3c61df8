// A file that appears whole under its name or not at all.
import Glibc

/// Writes a temporary file beside the target, then syncs and renames it.
///
/// Until `commit` returns, nothing exists under the target's name; a file that is not committed
/// removes its temporary when it goes away.
///
///     let file = try AtomicFile(path: "tokens.bin")
///     try file.write(bytes.span)
///     try file.commit()
public final class AtomicFile {
    private static let bufferSize = 1 << 18

    public let path: String
    /// Bytes written so far.
    public private(set) var count = 0
    private let temporary: String
    private var descriptor: Int32
    private var buffer: [UInt8] = []

    /// Creates the temporary; its folder must exist.
    public init(path: String) throws(FileError) {
        self.path = path
        temporary = "\(path).part-\(getpid())"
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        if descriptor < 0 { throw .system("create it", path: path) }
        buffer.reserveCapacity(Self.bufferSize)
    }

    deinit { discard() }

    public func write(_ bytes: Span<UInt8>) throws(FileError) {
        precondition(descriptor >= 0, "written after the file was committed or failed")
        count += bytes.count
        if buffer.count + bytes.count > Self.bufferSize { try flush() }
        if bytes.count >= Self.bufferSize {
            try write { body in bytes.withUnsafeBytes(body) }
        } else {
            bytes.withUnsafeBufferPointer { buffer.append(contentsOf: $0) }
        }
    }

    public func write(_ bytes: [UInt8]) throws(FileError) { try write(bytes.span) }

    /// Makes the content durable and gives the file its name.
    public func commit() throws(FileError) {
        try flush()
        if fsync(descriptor) != 0 { throw fail("sync it") }
        let closed = close(descriptor)
        descriptor = -1
        if closed != 0 || rename(temporary, path) != 0 {
            let error = FileError.system("rename it into place", path: path)
            unlink(temporary)
            throw error
        }
        try Self.syncFolder(of: path)
    }

    /// Removes the temporary; harmless after `commit`.
    public func discard() {
        if descriptor < 0 { return }
        close(descriptor)
        descriptor = -1
        unlink(temporary)
    }

    /// Makes renames and removals in the folder of `path` durable.
    public static func syncFolder(of path: String) throws(FileError) {
        let folder = parentFolder(of: path)
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor < 0 { throw .system("open it", path: folder) }
        defer { close(descriptor) }
        // Some file systems cannot sync a folder and say EINVAL: they need no sync either.
        if fsync(descriptor) != 0 && errno != EINVAL { throw .system("sync it", path: folder) }
    }

    /// Makes a file's content durable.
    public static func sync(_ path: String) throws(FileError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw .system("open it", path: path) }
        defer { close(descriptor) }
        if fsync(descriptor) != 0 { throw .system("sync it", path: path) }
    }

    private func flush() throws(FileError) {
        if buffer.isEmpty { return }
        try write { body in buffer.withUnsafeBytes(body) }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Calls its argument with the bytes to write.
    typealias Access = ((UnsafeRawBufferPointer) -> Bool) -> Bool

    private func write(_ access: Access) throws(FileError) {
        if access(writeAll) { return }
        throw fail("write it")
    }

    /// Writes a large block of `count` bytes without copying it.
    func writeBlock(_ count: Int, _ access: Access) throws(FileError) {
        precondition(descriptor >= 0, "written after the file was committed or failed")
        try flush()
        self.count += count
        try write(access)
    }

    private func writeAll(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var done = 0
        while done < bytes.count {
            let written = Glibc.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
            if written < 0 && errno != EINTR { return false }
            done += max(0, written)
        }
        return true
    }

    private func fail(_ action: String) -> FileError {
        let error = FileError.system(action, path: path)
        discard()
        return error
    }
}

/// The folder that holds `path`, "." for a bare name.
func parentFolder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}
