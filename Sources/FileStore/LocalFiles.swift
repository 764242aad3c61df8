// The folders of this machine, network folders among them.
import Glibc

/// Local files. Paths are those of the system; relative ones start from the current folder.
public struct LocalFiles: FileStore {
    public static let shared = LocalFiles()

    public func list(_ folder: String) throws(FileError) -> [StoredEntry] {
        var entries: [StoredEntry] = []
        for name in try names(in: folder) {
            // What vanished while it was listed is not there.
            if let entry = try entry(joinedPath(folder, name)) { entries.append(entry) }
        }
        return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private func names(in folder: String) throws(FileError) -> [String] {
        guard let directory = opendir(PathBytes.name(folder.isEmpty ? "." : folder)) else {
            if errno == ENOTDIR || errno == ENOENT { return [] }
            throw .system("list it", path: folder)
        }
        defer { closedir(directory) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(directory) {
            let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            let name = PathBytes.text(bytes)
            if name != "." && name != ".." { names.append(name) }
            errno = 0
        }
        // The end of the folder leaves errno alone.
        if errno != 0 { throw .system("list it", path: folder) }
        return names
    }

    public func entry(_ path: String) throws(FileError) -> StoredEntry? {
        var own = stat()
        let name = PathBytes.name(path)
        guard lstat(name, &own) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .system("find it", path: path)
        }
        let isLink = own.st_mode & S_IFMT == S_IFLNK
        var info = own
        let isLost = isLink && stat(name, &info) != 0
        return StoredEntry(
            name: lastComponent(of: path), kind: isLost ? .other : kind(info), isLink: isLink,
            size: kind(info) == .file ? Int(info.st_size) : 0,
            version: String(info.st_mtim.tv_sec * 1_000_000_000 + info.st_mtim.tv_nsec),
            identity: "\(info.st_dev):\(info.st_ino)")
    }

    private func kind(_ info: stat) -> StoredEntry.Kind {
        switch info.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        default: .other
        }
    }

    public func open(_ path: String, from offset: Int) throws(FileError) -> any StoredStream {
        try LocalStream(path: path, from: offset)
    }

    public func openRanges(_ path: String) throws(FileError) -> any RangedFile {
        try LocalRanges(path: path)
    }

    public func create(_ path: String) throws(FileError) -> any FileCreation {
        try AtomicFile(path: path)
    }

    public func publish(localFile: String, as path: String) throws(FileError) {
        try makeFolder(parentFolder(of: path))
        try sync(localFile)
        if rename(PathBytes.name(localFile), PathBytes.name(path)) == 0 {
            return try settle(parentFolder(of: path))
        }
        guard errno == EXDEV else { throw .system("rename it into place", path: path) }
        try copy(localFile, to: path)
        unlink(PathBytes.name(localFile))
    }

    private func sync(_ path: String) throws(FileError) {
        let descriptor = Glibc.open(PathBytes.name(path), O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw .system("open it", path: path) }
        defer { close(descriptor) }
        if fsync(descriptor) != 0 { throw .system("sync it", path: path) }
    }

    /// Another disk: the bytes have to move.
    private func copy(_ source: String, to path: String) throws(FileError) {
        let stream = try open(source, from: 0)
        let file = try create(path)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        while true {
            let count = try stream.read(into: buffer)
            if count == 0 { break }
            try file.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
        try file.commit()
    }

    public func remove(_ path: String) throws(FileError) {
        guard let entry = try entry(path) else { return }
        if entry.kind == .folder && !entry.isLink {
            for name in try names(in: path) { try remove(joinedPath(path, name)) }
        }
        if Glibc.remove(PathBytes.name(path)) != 0 && errno != ENOENT {
            throw .system("remove it", path: path)
        }
    }

    /// Makes renames and removals in a folder durable.
    public func settle(_ folder: String) throws(FileError) {
        let descriptor = Glibc.open(
            PathBytes.name(folder.isEmpty ? "." : folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor < 0 { throw .system("open it", path: folder) }
        defer { close(descriptor) }
        // Some file systems cannot sync a folder and say EINVAL: they need no sync either.
        if fsync(descriptor) != 0 && errno != EINVAL { throw .system("sync it", path: folder) }
    }

    /// Makes a folder and those above it, where they are missing.
    public func makeFolder(_ path: String) throws(FileError) {
        if path.isEmpty || mkdir(PathBytes.name(path), 0o777) == 0 { return }
        let reason = errno
        if reason == ENOENT, parentFolder(of: path) != path {
            try makeFolder(parentFolder(of: path))
            if mkdir(PathBytes.name(path), 0o777) == 0 || errno == EEXIST { return }
        } else if reason == EEXIST, let entry = try entry(path), entry.kind == .folder {
            return
        }
        throw .system("make it", path: path, errno: reason)
    }
}

/// A local file front to back.
private final class LocalStream: StoredStream {
    private let path: String
    private let descriptor: Int32

    init(path: String, from offset: Int) throws(FileError) {
        self.path = path
        descriptor = Glibc.open(PathBytes.name(path), O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw .system("open it", path: path) }
        if offset > 0, lseek(descriptor, offset, SEEK_SET) < 0 {
            throw .system("read it from the middle", path: path)
        }
    }

    deinit { close(descriptor) }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        try readOnce(descriptor, into: buffer, path)
    }
}

/// Standard input, under the path `-`: a stream, once.
struct StandardInput: FileStore {
    func open(_ path: String, from offset: Int) throws(FileError) -> any StoredStream {
        guard offset == 0 else { throw refusal }
        return StandardInputStream()
    }

    func entry(_ path: String) throws(FileError) -> StoredEntry? {
        StoredEntry(name: "-", kind: .other)
    }

    func list(_ folder: String) throws(FileError) -> [StoredEntry] { [] }
    func openRanges(_ path: String) throws(FileError) -> any RangedFile { throw refusal }
    func create(_ path: String) throws(FileError) -> any FileCreation { throw refusal }
    func publish(localFile: String, as path: String) throws(FileError) { throw refusal }
    func remove(_ path: String) throws(FileError) { throw refusal }
    func settle(_ folder: String) throws(FileError) {}

    private var refusal: FileError {
        FileError(
            .unsupported, path: "-", reason: "standard input can only be read front to back")
    }
}

private final class StandardInputStream: StoredStream {
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        try readOnce(STDIN_FILENO, into: buffer, "-")
    }
}

/// One read, again where a signal interrupted it.
private func readOnce(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, _ path: String
) throws(FileError) -> Int {
    while true {
        let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        if count >= 0 { return count }
        if errno != EINTR { throw .system("read it", path: path) }
    }
}
