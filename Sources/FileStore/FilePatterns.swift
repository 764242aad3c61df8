// File names from what a person wrote: plain paths, globs, folders and "-" for standard input.

/// Expands a list of patterns to a sorted list of files.
///
/// `*` and `?` stay within one path component, `[abc]`, `[a-z]` and `[!abc]` name one byte, `**`
/// stands for any number of folders. A folder means every file below it with one of the given
/// extensions. Hidden names are only found when the pattern spells the dot. The result is sorted
/// by bytes and names each file once, so it does not depend on the file system's order.
public struct FilePatterns {
    private let extensions: [String]
    private let given: (any FileStore)?
    /// Where the pattern at hand looks.
    private var store: any FileStore
    private var found: Set<String> = []
    private var passedOver: Set<String> = []

    /// What patterns stand for.
    public struct Expansion: Sendable {
        /// Sorted by bytes, each once.
        public let files: [String]
        /// Pipes, sockets, devices and links that lead nowhere, which folders and wildcards led to:
        /// only who names such a file means it.
        public let passedOver: [String]
    }

    /// Files for `patterns`; a missing file or a pattern without a match is an error naming it.
    ///
    /// `extensions` are the endings of readable files inside folders, such as ".jsonl.zst". Without
    /// a store, each pattern's address tells it.
    public static func expand(
        _ patterns: [String], extensions: [String], in store: (any FileStore)? = nil
    ) throws(FileError) -> [String] {
        try find(patterns, extensions: extensions, in: store).files
    }

    /// The same with what was passed over.
    public static func find(
        _ patterns: [String], extensions: [String], in store: (any FileStore)? = nil
    ) throws(FileError) -> Expansion {
        var expansion = FilePatterns(extensions: extensions, store: store)
        for pattern in patterns { try expansion.add(pattern) }
        let sorted = { (paths: Set<String>) in
            paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
        return Expansion(
            files: sorted(expansion.found),
            passedOver: sorted(expansion.passedOver.subtracting(expansion.found)))
    }

    private init(extensions: [String], store: (any FileStore)?) {
        self.extensions = extensions
        given = store
        self.store = store ?? LocalFiles.shared
    }

    private mutating func add(_ pattern: String) throws(FileError) {
        if pattern == "-" {
            found.insert(pattern)
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
            found.insert(path)
        }
    }

    private mutating func addFolder(_ folder: String) throws(FileError) {
        if try walk(folder) { return }
        throw FileError(
            .noMatch, path: folder,
            reason: "no file in this folder ends in \(extensions.joined(separator: ", "))")
    }

    /// Adds the readable files below a folder; false when there are none, whether or not some were
    /// added before.
    private mutating func walk(_ folder: String) throws(FileError) -> Bool {
        var hasFiles = false
        for entry in try store.list(folder) where !isHidden(entry) {
            let path = joinedPath(folder, entry.name)
            switch entry.kind {
            case .file where extensions.contains(where: { entry.name.utf8.ends(with: $0) }):
                found.insert(path)
                hasFiles = true
            // Links to folders are not followed while walking: they can form a circle.
            case .folder where !entry.isLink:
                if try walk(path) { hasFiles = true }
            case .other: passedOver.insert(path)
            default: continue
            }
        }
        return hasFiles
    }

    private mutating func addMatches(of pattern: String) throws(FileError) {
        let components = pattern.split(separator: "/", omittingEmptySubsequences: true)
        let root = pattern.utf8.first == UInt8(ascii: "/") ? "/" : ""
        var matched: [String] = []
        try match(components[...].map { Array($0.utf8) }[...], in: root, into: &matched)
        let isWild = components.last?.utf8.contains(where: isWildcard) ?? false
        var hasFiles = false
        for path in matched {
            switch try store.entry(path)?.kind {
            case .folder: if try walk(path) { hasFiles = true }
            case .other where isWild: passedOver.insert(path)
            case nil: continue
            default:
                found.insert(path)
                hasFiles = true
            }
        }
        if hasFiles { return }
        throw FileError(
            .noMatch, path: pattern, reason: "no file matches this pattern; check the folder")
    }

    /// Appends the paths below `folder` that match the components, deepest first component first.
    private func match(
        _ components: ArraySlice<[UInt8]>, in folder: String, into matched: inout [String]
    ) throws(FileError) {
        guard let first = components.first else { return matched.append(folder) }
        let rest = components.dropFirst()
        if first == Array("**".utf8) {
            try match(rest, in: folder, into: &matched)
            for entry in try store.list(folder) where !isHidden(entry) {
                if entry.kind == .folder && !entry.isLink {
                    try match(components, in: joinedPath(folder, entry.name), into: &matched)
                }
            }
        } else if !first.contains(where: isWildcard) {
            let path = joinedPath(folder, String(decoding: first, as: UTF8.self))
            if try store.entry(path) != nil { try match(rest, in: path, into: &matched) }
        } else {
            for entry in try store.list(folder) where glob(first, matches: Array(entry.name.utf8)) {
                try match(rest, in: joinedPath(folder, entry.name), into: &matched)
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
