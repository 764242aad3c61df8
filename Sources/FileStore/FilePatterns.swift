// File names from what a person wrote: plain paths, globs, folders and "-" for standard input.

/// The files that patterns stand for, and what was passed over on the way.
public struct ListedFiles: Sendable {
    public struct File: Sendable {
        public let path: String
        /// The same for all names of one file; see ``StoredEntry/identity``.
        public let identity: String
    }

    /// In the order of the bytes of their paths, each once.
    public var files: [File] = []
    /// How many names were not read, by their ending (`.pdf`), or `hidden`, `link that leads nowhere`,
    /// `linked folder`, `special file`, `another name of a file that is read`.
    public var passedOver: [String: Int] = [:]
    /// The paths of pipes, sockets, devices and links that lead nowhere, which folders and wildcards
    /// led to: only who names such a file means it. Sorted by bytes.
    public var special: [String] = []
}

/// Expands a list of patterns to a sorted list of files.
///
/// `*` and `?` stay within one path component, `[abc]`, `[a-z]` and `[!abc]` name one byte, `**`
/// stands for any number of folders. A folder means every file below it with one of the given
/// extensions, in letters of any case. Hidden names are only found when the pattern spells the dot.
/// The result is sorted by bytes and names each file once, whatever its names, so it does not depend
/// on the file system's order.
public struct FilePatterns {
    private let extensions: [String]
    private let given: (any FileStore)?
    /// Where the pattern at hand looks.
    private var store: any FileStore
    private var found: [String: String] = [:]
    private var passedOver: [String: Int] = [:]
    private var special: Set<String> = []

    /// Files for `patterns`; a missing file or a pattern without a match is an error naming it.
    ///
    /// `extensions` are the endings of readable files inside folders, such as ".jsonl.zst". Without
    /// a store, each pattern's address tells it.
    public static func expand(
        _ patterns: [String], extensions: [String], in store: (any FileStore)? = nil
    ) throws(FileError) -> [String] {
        try list(patterns, extensions: extensions, in: store).files.map(\.path)
    }

    /// The same, with what was passed over.
    public static func list(
        _ patterns: [String], extensions: [String], in store: (any FileStore)? = nil
    ) throws(FileError) -> ListedFiles {
        var expansion = FilePatterns(extensions: extensions, store: store)
        for pattern in patterns { try expansion.add(pattern) }
        return expansion.listed
    }

    private var listed: ListedFiles {
        var result = ListedFiles()
        result.passedOver = passedOver
        result.special = special.filter { found[$0] == nil }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        var seen: Set<String> = []
        let paths = found.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for path in paths {
            let identity = found[path] ?? ""
            if !identity.isEmpty, !seen.insert(identity).inserted {
                result.passedOver[Self.repeated, default: 0] += 1
            } else {
                result.files.append(ListedFiles.File(path: path, identity: identity))
            }
        }
        return result
    }

    /// Why a further name of a file is passed over.
    public static let repeated = "another name of a file that is read"

    private init(extensions: [String], store: (any FileStore)?) {
        self.extensions = extensions
        given = store
        self.store = store ?? LocalFiles.shared
    }

    private mutating func take(_ path: String, _ entry: StoredEntry) {
        found[path] = entry.kind == .file ? entry.identity : ""
    }

    /// What is neither file nor folder.
    private mutating func passOver(_ path: String, _ entry: StoredEntry) {
        guard special.insert(path).inserted else { return }
        passOver(entry.isLink ? "link that leads nowhere" : "special file")
    }

    private mutating func passOver(_ reason: String) { passedOver[reason, default: 0] += 1 }

    /// A name's ending in small letters, that of its compression with the one before it.
    private func ending(of name: String) -> String {
        let parts = name.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count > 1, let last = parts.last else { return "no ending" }
        let isPacked = ["gz", "zst", "bz2", "xz", "lz4", "zip"].contains(last)
        return "." + parts.suffix(isPacked && parts.count > 2 ? 2 : 1).joined(separator: ".")
    }

    private func isReadable(_ name: String) -> Bool {
        let name = name.lowercased()
        return extensions.contains { name.utf8.ends(with: $0) }
    }

    private mutating func add(_ pattern: String) throws(FileError) {
        if pattern == "-" {
            found[pattern] = ""
            return
        }
        if pattern.isEmpty {
            throw FileError(.badPattern, path: "\"\"", reason: "an empty path names no file")
        }
        if given == nil { store = try StoredFile(pattern).store }
        if pattern.utf8.contains(where: isWildcard) {
            try addMatches(of: pattern)
        } else {
            try addPath(pattern)
        }
    }

    private mutating func addPath(_ path: String) throws(FileError) {
        guard let entry = try store.entry(path) else {
            throw FileError(
                .notFound, path: path,
                reason: "cannot find it: there is no such file or folder; check the path")
        }
        if entry.kind == .folder {
            try addFolder(path)
        } else {
            take(path, entry)
        }
    }

    private mutating func addFolder(_ folder: String) throws(FileError) {
        if try walk(folder) { return }
        throw FileError(
            .noMatch, path: folder,
            reason: "no file in this folder ends in \(extensions.joined(separator: ", "))"
                + (passedOver.isEmpty ? "" : "; there are \(Self.text(passedOver))"))
    }

    /// Counts of what was passed over, the most frequent first: `3 .pdf, 1 hidden`.
    public static func text(_ passedOver: [String: Int]) -> String {
        passedOver.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }

    /// Adds the readable files below a folder; false when there are none, whether or not some were
    /// added before.
    private mutating func walk(_ folder: String) throws(FileError) -> Bool {
        var hasFiles = false
        for entry in try store.list(folder) {
            let path = joinedPath(folder, entry.name)
            switch entry.kind {
            case _ where isHidden(entry): passOver("hidden")
            case .file where isReadable(entry.name):
                take(path, entry)
                hasFiles = true
            case .file: passOver(ending(of: entry.name))
            // Links to folders are not followed while walking: they can form a circle.
            case .folder where entry.isLink: passOver("linked folder")
            case .folder: if try walk(path) { hasFiles = true }
            case .other: passOver(path, entry)
            }
        }
        return hasFiles
    }

    private mutating func addMatches(of pattern: String) throws(FileError) {
        let components = pattern.split(separator: "/", omittingEmptySubsequences: true)
        let root = pattern.utf8.first == UInt8(ascii: "/") ? "/" : ""
        var matched: [String] = []
        var seen: Set<String> = []
        try match(
            components[...].map { Array($0.utf8) }[...], in: root, seen: &seen, into: &matched)
        let isWild = components.last?.utf8.contains(where: isWildcard) ?? false
        var hasFiles = false
        for path in matched {
            guard let entry = try store.entry(path) else { continue }
            switch entry.kind {
            case .folder: if try walk(path) { hasFiles = true }
            case .other where isWild: passOver(path, entry)
            default:
                take(path, entry)
                hasFiles = true
            }
        }
        if hasFiles { return }
        throw FileError(
            .noMatch, path: pattern, reason: "no file matches this pattern; check the folder")
    }

    /// Appends the paths below `folder` that match the components. Several `**` come to the same
    /// folder in many ways; `seen` has how many components were left there.
    private func match(
        _ components: ArraySlice<[UInt8]>, in folder: String, seen: inout Set<String>,
        into matched: inout [String]
    ) throws(FileError) {
        guard seen.insert("\(components.count) \(folder)").inserted else { return }
        guard let first = components.first else { return matched.append(folder) }
        let rest = components.dropFirst()
        if first == Array("**".utf8) {
            try match(rest, in: folder, seen: &seen, into: &matched)
            for entry in try store.list(folder) where !isHidden(entry) {
                if entry.kind == .folder && !entry.isLink {
                    let inner = joinedPath(folder, entry.name)
                    try match(components, in: inner, seen: &seen, into: &matched)
                }
            }
        } else if !first.contains(where: isWildcard) {
            let path = joinedPath(folder, String(decoding: first, as: UTF8.self))
            if try store.entry(path) != nil {
                try match(rest, in: path, seen: &seen, into: &matched)
            }
        } else {
            for entry in try store.list(folder) where glob(first, matches: Array(entry.name.utf8)) {
                let path = joinedPath(folder, entry.name)
                try match(rest, in: path, seen: &seen, into: &matched)
            }
        }
    }

    private func isHidden(_ entry: StoredEntry) -> Bool {
        entry.name.utf8.first == UInt8(ascii: ".")
    }
}

private func isWildcard(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "[")
}

extension String.UTF8View {
    fileprivate func ends(with suffix: String) -> Bool {
        count >= suffix.utf8.count && self.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }
}
