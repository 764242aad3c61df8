// What a shard's NAME.sha256 says of the files beside it, held against these files.
import FileFormats
import FileStore

/// The digests of a shard's files as they are stored, compared.
///
/// A line for each file: 64 hex digits, two blanks, the file's name. A shard may have another name than
/// when it was written, but one in all lines.
struct StoredDigests {
    /// Files that are not as the list tells, and the list where it is none.
    private(set) var findings: [ShardError] = []
    private static let largest = 1 << 16

    /// Nil where there is no list.
    init?(_ files: WinnowFiles, hasMask: Bool) throws(ShardError) {
        guard let file = try NumberFile.ifPresent(files.digests) else { return nil }
        let lines = try file.bytes(0..<min(file.count, Self.largest))
            .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let paths = files.digested(hasMask: hasMask)
        var names: Set<[UInt8]> = []
        for (path, line) in zip(paths, lines) {
            if try !line.starts(with: Self.digest(of: path).utf8) {
                findings.append(
                    ShardError(.wrongContent, path, "it is not as \(files.digests) tells"))
            }
            names.insert(Self.name(on: line, ending: path.dropFirst(files.base.count)) ?? [])
        }
        let isList = lines.count == paths.count + 1 && lines.last == []
        if !isList || names.count != 1 || names.contains([]) {
            findings.append(
                ShardError(.wrongContent, files.digests, "it is no list of the shard's files"))
        }
    }

    /// What a line has before the file's ending; nil where it is no such line.
    private static func name(on line: ArraySlice<UInt8>, ending: Substring) -> [UInt8]? {
        let rest = line.dropFirst(64)
        guard rest.starts(with: "  ".utf8),
            rest.suffix(ending.utf8.count).elementsEqual(ending.utf8)
        else { return nil }
        return Array(rest.dropLast(ending.utf8.count))
    }

    private static func digest(of path: String) throws(ShardError) -> String {
        do throws(FileError) {
            return try SHA256.hex(of: StoredFile(path))
        } catch {
            throw ShardError(error)
        }
    }
}
