// File names from what a person wrote: plain paths, globs, folders and "-" for standard input.
import Glibc

/// Expands a list of patterns to a sorted list of files.
///
/// `*` and `?` stay within one path component, `[abc]`, `[a-z]` and `[!abc]` name one byte, `**`
/// stands for any number of folders. A folder means every file below it with one of the given
/// extensions. Hidden names are only found when the pattern spells the dot. The result is sorted
/// by bytes and names each file once, so it does not depend on the file system's order.
public struct FilePatterns {
    private let extensions: [String]
    private var found: Set<String> = []

    /// Files for `patterns`; a missing file or a pattern without a match is an error naming it.
    ///
    /// `extensions` are the endings of readable files inside folders, such as ".jsonl.zst".
    public static func expand(
        _ patterns: [String], extensions: [String]
    ) throws(FileError) -> [String] {
        var expansion = FilePatterns(extensions: extensions)
        for pattern in patterns { try expansion.add(pattern) }
        return expansion.found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private init(extensions: [String]) { self.extensions = extensions }

    private mutating func add(_ pattern: String) throws(FileError) {
        if pattern == "-" {
            found.insert(pattern)
        } else if pattern.isEmpty {
            throw FileError(.badPattern, path: "\"\"", reason: "an empty path names no file")
        } else if pattern.utf8.contains(where: isWildcard) {
            try addMatches(of: pattern)
        } else {
            try addPath(pattern)
        }
    }

    private mutating func addPath(_ path: String) throws(FileError) {
        guard let kind = FileKind(path) else { throw .system("find it", path: path) }
        if kind == .file {
            found.insert(path)
        } else {
            try addFolder(path, pattern: path)
        }
    }

    private mutating func addFolder(_ folder: String, pattern: String) throws(FileError) {
        let before = found.count
        try walk(folder)
        if found.count > before { return }
        throw FileError(
            .noMatch, path: pattern,
            reason: "no file in this folder ends in \(extensions.joined(separator: ", "))")
    }

    private mutating func walk(_ folder: String) throws(FileError) {
        for name in try names(in: folder) where !name.utf8.starts(with: [UInt8(ascii: ".")]) {
            let path = join(folder, name)
            switch FileKind(path) {
            case .file where extensions.contains(where: { name.utf8.ends(with: $0) }):
                found.insert(path)
            case .folder where !isLink(path): try walk(path)
            default: continue
            }
        }
    }

    private mutating func addMatches(of pattern: String) throws(FileError) {
        let components = pattern.split(separator: "/", omittingEmptySubsequences: true)
        let root = pattern.utf8.first == UInt8(ascii: "/") ? "/" : ""
        let before = found.count
        var matched: [String] = []
        try match(components[...].map { Array($0.utf8) }[...], in: root, into: &matched)
        for path in matched {
            if FileKind(path) == .file { found.insert(path) } else { try walk(path) }
        }
        if found.count > before || matched.contains(where: found.contains) { return }
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
            for name in try names(in: folder) where !name.utf8.starts(with: [UInt8(ascii: ".")]) {
                let path = join(folder, name)
                if FileKind(path) == .folder && !isLink(path) {
                    try match(components, in: path, into: &matched)
                }
            }
        } else if !first.contains(where: isWildcard) {
            let path = join(folder, String(decoding: first, as: UTF8.self))
            if FileKind(path) != nil { try match(rest, in: path, into: &matched) }
        } else {
            for name in try names(in: folder) where glob(first, matches: Array(name.utf8)) {
                try match(rest, in: join(folder, name), into: &matched)
            }
        }
    }

    private func names(in folder: String) throws(FileError) -> [String] {
        guard let directory = opendir(folder.isEmpty ? "." : folder) else {
            // A wildcard's match may be a file, in which nothing lies.
            if errno == ENOTDIR || errno == ENOENT { return [] }
            throw .system("list it", path: folder)
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }
}

private enum FileKind {
    case file, folder

    /// nil when there is nothing; whatever is not a folder can be tried as a file.
    init?(_ path: String) {
        var info = stat()
        guard stat(path, &info) == 0 else { return nil }
        self = info.st_mode & S_IFMT == S_IFDIR ? .folder : .file
    }
}

/// Links to folders are not followed while walking: they can form a circle.
private func isLink(_ path: String) -> Bool {
    var info = stat()
    return lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFLNK
}

private func isWildcard(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "[")
}

private func join(_ folder: String, _ name: String) -> String {
    if folder.isEmpty { return name }
    return folder.utf8.last == UInt8(ascii: "/") ? folder + name : "\(folder)/\(name)"
}

extension String.UTF8View {
    fileprivate func ends(with suffix: String) -> Bool {
        count >= suffix.utf8.count && self.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }
}
