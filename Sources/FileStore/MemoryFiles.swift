// Files in memory: a store as narrow as object storage, for tests and for small results.
import Synchronization

/// A store whose files are arrays of bytes; all copies of a value share one set of files.
public final class MemoryFiles: FileStore {
    private let state = Mutex(State())

    private struct State {
        var files: [String: [UInt8]] = [:]
        var versions: [String: Int] = [:]
        var lastVersion = 0

        mutating func put(_ bytes: [UInt8], at path: String) {
            lastVersion += 1
            files[path] = bytes
            versions[path] = lastVersion
        }
    }

    public init(_ files: [String: [UInt8]] = [:]) {
        for path in files.keys.sorted() { put(files[path] ?? [], at: path) }
    }

    func put(_ bytes: [UInt8], at path: String) { state.withLock { $0.put(bytes, at: path) } }

    /// A folder at the top of this store.
    public func folder(_ path: String) -> StoredFolder { StoredFolder(path, in: self) }

    public func list(_ folder: String) throws(FileError) -> [StoredEntry] {
        let prefix = folder.isEmpty || folder.hasSuffix("/") ? folder : folder + "/"
        let below = state.withLock { state in
            state.files.keys.filter { $0.hasPrefix(prefix) && $0.count > prefix.count }
        }
        let names = Set(below.map { $0.dropFirst(prefix.count).prefix { $0 != "/" } })
        return names.map { entry(prefix + $0, named: String($0)) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private func entry(_ path: String, named name: String) -> StoredEntry {
        state.withLock { state in
            guard let bytes = state.files[path] else {
                return StoredEntry(name: name, kind: .folder)
            }
            return StoredEntry(
                name: name, kind: .file, size: bytes.count,
                version: String(state.versions[path] ?? 0))
        }
    }

    public func entry(_ path: String) throws(FileError) -> StoredEntry? {
        let isKnown = state.withLock { state in
            state.files[path] != nil || state.files.keys.contains { $0.hasPrefix(path + "/") }
        }
        return isKnown ? entry(path, named: lastComponent(of: path)) : nil
    }

    fileprivate func bytes(_ path: String) throws(FileError) -> [UInt8] {
        if let bytes = state.withLock({ $0.files[path] }) { return bytes }
        throw FileError(.notFound, path: path, reason: "there is no such file in memory")
    }

    public func open(_ path: String, from offset: Int) throws(FileError) -> any StoredStream {
        MemoryStream(try bytes(path).dropFirst(offset))
    }

    public func openRanges(_ path: String) throws(FileError) -> any RangedFile {
        MemoryRanges(path, try bytes(path))
    }

    public func create(_ path: String) throws(FileError) -> any FileCreation {
        MemoryCreation(path, self)
    }

    public func publish(localFile: String, as path: String) throws(FileError) {
        put(try StoredFile(localFile, in: LocalFiles.shared).contents(), at: path)
        try LocalFiles.shared.remove(localFile)
    }

    public func remove(_ path: String) throws(FileError) {
        state.withLock { state in
            for known in state.files.keys where known == path || known.hasPrefix(path + "/") {
                state.files[known] = nil
                state.versions[known] = nil
            }
        }
    }

    public func settle(_ folder: String) throws(FileError) {}
}

private final class MemoryStream: StoredStream {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        let part = rest.prefix(buffer.count)
        buffer.copyBytes(from: part)
        rest = rest.dropFirst(part.count)
        return part.count
    }
}

private final class MemoryRanges: RangedFile {
    let path: String
    private let bytes: [UInt8]

    init(_ path: String, _ bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    var count: Int { bytes.count }

    func fill(_ buffer: UnsafeMutableRawBufferPointer, from offset: Int) throws(FileError) {
        guard offset + buffer.count <= bytes.count else {
            throw FileError(
                .truncated, path: path, reason: "it ends before byte \(offset + buffer.count)")
        }
        buffer.copyBytes(from: bytes[offset..<(offset + buffer.count)])
    }
}

private final class MemoryCreation: FileCreation {
    let path: String
    private let store: MemoryFiles
    private var bytes: [UInt8] = []

    init(_ path: String, _ store: MemoryFiles) {
        self.path = path
        self.store = store
    }

    var count: Int { bytes.count }

    func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        self.bytes.append(contentsOf: bytes)
    }

    func commit() throws(FileError) {
        store.put(bytes, at: path)
        bytes = []
    }

    func discard() { bytes = [] }
}
