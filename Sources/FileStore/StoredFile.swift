// Files and folders as values that know where they lie.

/// A path in a store.
public struct StoredFile: Sendable {
    public let store: any FileStore
    public let path: String

    public init(_ path: String, in store: any FileStore) {
        self.store = store
        self.path = path
    }

    /// A path as a person writes it: a local file, `-` for standard input, or an address whose
    /// scheme names a store. The only place that looks at a path's scheme.
    public init(_ path: String) throws(FileError) {
        self.path = path
        // The system would end the name there.
        if path.utf8.contains(0) {
            throw FileError(.notFound, path: path, reason: "a file's name holds no zero byte")
        }
        if path == "-" {
            store = StandardInput()
        } else if let scheme = Self.scheme(of: path) {
            throw FileError(
                .unsupported, path: path,
                reason: "\(scheme) storage can't be read or written; copy it to a local folder")
        } else {
            store = LocalFiles.shared
        }
    }

    /// `s3` of `s3://bucket/key`.
    private static func scheme(of path: String) -> Substring? {
        guard let colon = path.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let scheme = path[..<colon]
        let isName =
            !scheme.isEmpty
            && scheme.utf8.allSatisfy {
                (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || $0 == 0x2B
            }
        return isName && path[colon...].utf8.starts(with: "://".utf8) ? scheme : nil
    }

    /// What lies here; `nil` when nothing does.
    public func entry() throws(FileError) -> StoredEntry? { try store.entry(path) }

    public func exists() throws(FileError) -> Bool { try entry() != nil }

    /// The file's size in bytes. Throws when there is none.
    public func size() throws(FileError) -> Int {
        guard let entry = try entry() else {
            throw FileError(.notFound, path: path, reason: "there is no such file; check the path")
        }
        return entry.size
    }

    public func open(from offset: Int = 0) throws(FileError) -> any StoredStream {
        try store.open(path, from: offset)
    }

    public func openRanges() throws(FileError) -> any RangedFile { try store.openRanges(path) }

    public func create() throws(FileError) -> any FileCreation { try store.create(path) }

    /// Writes a file whole.
    public func write(_ bytes: [UInt8]) throws(FileError) {
        let file = try create()
        try file.write(bytes)
        try file.commit()
    }

    /// Reads the whole file, which must not be larger than `limit` bytes.
    public func contents(limit: Int = 1 << 30) throws(FileError) -> [UInt8] {
        let file = try openRanges()
        guard file.count <= limit else {
            throw FileError(
                .tooLarge, path: path, reason: "it holds \(file.count) bytes, \(limit) at most")
        }
        var bytes: [UInt8] = []
        try file.read(0..<file.count, into: &bytes)
        return bytes
    }

    /// Takes the place of a complete file in a scratch folder.
    public func publish(_ local: StoredFile) throws(FileError) {
        try store.publish(localFile: local.path, as: path)
    }

    public func remove() throws(FileError) { try store.remove(path) }
}

/// A folder in a store: the beginning that the paths of some files share.
public struct StoredFolder: Sendable {
    public let store: any FileStore
    public let path: String

    public init(_ path: String, in store: any FileStore) {
        self.store = store
        self.path = path
    }

    public func file(_ name: String) -> StoredFile {
        StoredFile(joinedPath(path, name), in: store)
    }

    public func folder(_ name: String) -> StoredFolder {
        StoredFolder(joinedPath(path, name), in: store)
    }

    /// What lies directly in it, sorted by name; empty where there is no such folder.
    public func entries() throws(FileError) -> [StoredEntry] { try store.list(path) }

    /// Removes it with all that is in it.
    public func remove() throws(FileError) { try store.remove(path) }

    /// Removes what creations left that were killed: in it and, unless it is alone, below.
    public func removeUnfinished(alone: Bool = false) throws(FileError) {
        for entry in try entries() {
            if entry.kind == .folder && !entry.isLink {
                if !alone { try folder(entry.name).removeUnfinished() }
            } else if isUnfinishedName(entry.name) {
                try file(entry.name).remove()
            }
        }
    }

    /// Makes the names that were created in it durable.
    public func settle() throws(FileError) { try store.settle(path) }
}

/// A path of a name in a folder.
func joinedPath(_ folder: String, _ name: String) -> String {
    if folder.isEmpty { return name }
    return folder.utf8.last == UInt8(ascii: "/") ? folder + name : "\(folder)/\(name)"
}

/// The folder that holds `path`, "." for a bare name.
func parentFolder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// The last component of a path.
func lastComponent(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return String(path[path.utf8.index(after: slash)...])
}
