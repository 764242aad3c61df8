// A local file that appears whole under its name or not at all.
import Glibc
import Synchronization

/// Whether a name is that of a file that is being written, or was when its process was killed:
/// `NAME.part-PROCESS-NUMBER`.
package func isUnfinishedName(_ name: String) -> Bool {
    let parts = name.split(separator: ".").last?.split(separator: "-") ?? []
    return parts.count == 3 && parts[0] == "part"
        && parts.dropFirst().allSatisfy { $0.utf8.allSatisfy { (48...57).contains($0) } }
}

/// Writes a temporary file beside the target, then syncs and renames it.
///
/// Until `commit` returns, nothing new exists under the target's name; a file that is not committed
/// removes its temporary when it goes away.
final class AtomicFile: FileCreation {
    private static let bufferSize = 1 << 18
    /// What is larger costs less to write than to copy first.
    private static let largestBuffered = 1 << 16
    private static let numbers = Atomic<Int>(0)

    let path: String
    private(set) var count = 0
    private let temporary: String
    private let isDurable: Bool
    private var descriptor: Int32
    private var buffer: [UInt8] = []

    /// Creates the temporary, and the folders above it where they are missing.
    ///
    /// - Parameter isDurable: whether the file has to survive a crash of the machine.
    init(path: String, isDurable: Bool = true) throws(FileError) {
        if Self.isSpecial(path) {
            throw FileError(
                .unsupported, path: path,
                reason: "it is a device, a pipe or a socket; name a file, or use standard output")
        }
        self.path = path
        self.isDurable = isDurable
        let number = Self.numbers.add(1, ordering: .relaxed).newValue
        temporary = "\(path).part-\(getpid())-\(number)"
        descriptor = Self.open(temporary)
        if descriptor < 0, errno == ENOENT {
            try LocalFiles.shared.makeFolder(parentFolder(of: path))
            descriptor = Self.open(temporary)
        }
        if descriptor < 0 { throw .system("create it", path: path) }
        buffer.reserveCapacity(Self.bufferSize)
    }

    /// Whether renaming a file to the path would take away what no file can stand for.
    private static func isSpecial(_ path: String) -> Bool {
        var status = stat()
        guard lstat(PathBytes.name(path), &status) == 0 else { return false }
        return ![S_IFREG, S_IFLNK, S_IFDIR].contains(status.st_mode & S_IFMT)
    }

    /// Never writes through a link, nor into what somebody else put there.
    private static func open(_ path: String) -> Int32 {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let descriptor = Glibc.open(PathBytes.name(path), flags, 0o666)
        guard descriptor < 0, errno == EEXIST else { return descriptor }
        // Left by a process of the same number that was killed.
        unlink(PathBytes.name(path))
        return Glibc.open(PathBytes.name(path), flags, 0o666)
    }

    deinit { discard() }

    func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        precondition(descriptor >= 0, "written after the file was committed or failed")
        count += bytes.count
        let isLarge = bytes.count > Self.largestBuffered
        if isLarge || buffer.count + bytes.count > Self.bufferSize { try flush() }
        if isLarge {
            if !writeAll(bytes) { throw fail("write it") }
        } else {
            buffer.append(contentsOf: bytes)
        }
    }

    func commit() throws(FileError) {
        try flush()
        if isDurable && fsync(descriptor) != 0 { throw fail("sync it") }
        let closed = close(descriptor)
        descriptor = -1
        if closed != 0 || rename(PathBytes.name(temporary), PathBytes.name(path)) != 0 {
            let error = FileError.system("rename it into place", path: path)
            unlink(PathBytes.name(temporary))
            throw error
        }
        if isDurable { try LocalFiles.shared.settle(parentFolder(of: path)) }
    }

    func discard() {
        if descriptor < 0 { return }
        close(descriptor)
        descriptor = -1
        unlink(PathBytes.name(temporary))
    }

    private func flush() throws(FileError) {
        if buffer.isEmpty { return }
        if !buffer.withUnsafeBytes(writeAll) { throw fail("write it") }
        buffer.removeAll(keepingCapacity: true)
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
