// The digests of all files of a folder of shards, kept beside them where no run's manifest is.
import FileFormats
import FileStore

/// What `shards.sha256` tells of the folder that it lies in.
///
/// `convert`, `merge` and `append` write it last. `sha256sum -c` reads its lines; comments tell what
/// made the tokens, where that is known, and the last line has the digest of those before it:
///
///     # tokenizer 9f86d081884c7d65…
///     # vocabulary 32768
///     2c26b46b68ffc68ff99b…  00000-00000.bin
///     # sealed fcde2b2edba56bf408601…
///
/// In a folder that holds a folder for each part of a corpus, it has a line `# part train` for each,
/// and the parts have lists of their own.
public struct ShardSums: Equatable, Sendable {
    static let name = "shards.sha256"
    /// A file of this size lists half a million others.
    private static let largest = 64 << 20
    private static let seal = "# sealed "
    private static let tokenizerHead = "# tokenizer "
    private static let vocabularyHead = "# vocabulary "
    private static let partHead = "# part "

    /// The folder with its slash, or nothing.
    let folder: String
    var tokenizerSHA256: String?
    var vocabularySize: Int?
    /// The folders in this one that hold the parts of a corpus.
    var parts: [String] = []
    /// SHA-256 in hex by the files' names, which are paths from the folder.
    private(set) var files: [String: String] = [:]

    init(in folder: String) { self.folder = folder }

    var path: String { folder + Self.name }

    /// Whether it lists the file of a path.
    func lists(_ path: String) -> Bool {
        path.hasPrefix(folder) && files[String(path.dropFirst(folder.count))] != nil
    }

    /// The same of a file that may be there, or be listed, in its compressed form alone.
    func listsCompressed(_ path: String) -> Bool { lists(path + MosaicFiles.zstdEnding) }

    mutating func add(_ added: [ShardRecord.File]) {
        for file in added { files[file.name] = file.sha256 }
    }
}

// MARK: - Bytes

extension ShardSums {
    var bytes: [UInt8] {
        var text = ""
        if let tokenizerSHA256 { text += Self.tokenizerHead + tokenizerSHA256 + "\n" }
        if let vocabularySize { text += Self.vocabularyHead + "\(vocabularySize)\n" }
        for part in parts { text += Self.partHead + part + "\n" }
        for (name, digest) in files.sorted(by: { $0.key < $1.key }) {
            text += "\(digest)  \(name)\n"
        }
        text += Self.seal + SHA256.hex(of: Array(text.utf8).span) + "\n"
        return Array(text.utf8)
    }

    /// Reads a folder's list; nil where there is none.
    ///
    /// - Throws: ``ShardError/Code/damagedIndex`` where it is not as it was written.
    init?(reading folder: String) throws(ShardError) {
        self.init(in: folder)
        guard let file = try NumberFile.ifPresent(folder + Self.name) else { return nil }
        guard file.count <= Self.largest else {
            throw ShardError(.damagedIndex, path, "\(file.count) bytes, at most \(Self.largest)")
        }
        try read(file.bytes(0..<file.count))
    }

    private mutating func read(_ bytes: [UInt8]) throws(ShardError) {
        let text = String(decoding: bytes, as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        for line in lines.dropLast() { try read(line) }
        // Whatever else a changed byte does: then the file is not what its lines give again.
        guard self.bytes == bytes else {
            throw ShardError(.damagedIndex, path, "it is not as it was written")
        }
    }

    private mutating func read(_ line: Substring) throws(ShardError) {
        if line.hasPrefix(Self.tokenizerHead) {
            tokenizerSHA256 = String(line.dropFirst(Self.tokenizerHead.count))
        } else if line.hasPrefix(Self.vocabularyHead) {
            vocabularySize = Int(line.dropFirst(Self.vocabularyHead.count))
        } else if line.hasPrefix(Self.partHead) {
            parts.append(try name(at: Self.partHead.count, of: line))
        } else {
            files[try name(at: 66, of: line)] = String(line.prefix(64))
        }
    }

    private func name(at place: Int, of line: Substring) throws(ShardError) -> String {
        let name = String(line.dropFirst(place))
        guard isInside(name) else {
            throw ShardError(.damagedIndex, path, "'\(line)' names no file in this folder")
        }
        return name
    }
}

// MARK: - Checks

extension ShardReport {
    /// Holds a shard's files, and what it says of itself, to the folder's list.
    mutating func check(_ files: ShardFiles, against sums: ShardSums) {
        hasDigest = true
        let name = files.path.dropFirst(sums.folder.count)
        for ending in files.format.fileEndings where !files.isExpanded(ending, of: sums) {
            if let digest = sums.files[name + ending] {
                check([("sha256", digest)], of: files.path + ending, toldBy: ShardSums.name)
            } else if (try? StoredFile(files.path + ending).exists()) == true {
                add(ShardError(.wrongContent, sums.path, "it doesn't list \(name + ending)"))
            }
        }
        let pairs = [
            ("tokenizer", facts?.tokenizerSHA256, sums.tokenizerSHA256),
            (
                "vocabulary", facts?.vocabularySize.map(String.init),
                sums.vocabularySize.map(String.init)
            ),
        ]
        for case (let what, let found?, let told?) in pairs where found != told {
            add(ShardError(.wrongContent, path, "\(what): \(found), \(sums.path) says \(told)"))
        }
    }

    /// What is wrong with the listed files that belong to no single shard.
    static func ofOtherFiles(in sums: ShardSums) -> [ShardReport] {
        let names = sums.files.keys.filter { ShardFiles(sums.folder + $0) == nil }.sorted()
        return names.compactMap { name in
            var report = ShardReport(path: sums.folder + name)
            report.check(
                [("sha256", sums.files[name] ?? "")], of: report.path, toldBy: ShardSums.name)
            return report.isSound ? nil : report
        }
    }
}

extension ShardFiles {
    /// Whether the streaming library has put a plain MDS shard beside or in the place of the compressed
    /// one that was written, and a file is that or is gone; `index.json` has the plain one's digest.
    fileprivate func isExpanded(_ ending: String, of sums: ShardSums) -> Bool {
        let (plain, packed) = (path + ".mds", path + ".mds" + MosaicFiles.zstdEnding)
        guard format == .mds, sums.lists(packed), !sums.lists(plain) else { return false }
        func isThere(_ file: String) -> Bool { (try? StoredFile(file).exists()) == true }
        return path + ending == plain || isThere(plain) && !isThere(packed)
    }
}

extension ShardFacts {
    /// Adds what the format has no place for.
    mutating func complete(from sums: ShardSums?) {
        if !isTokenizerKnown { tokenizerSHA256 = sums?.tokenizerSHA256 ?? tokenizerSHA256 }
        vocabularySize = vocabularySize ?? sums?.vocabularySize
    }

    /// Whether the tokenizer's digest is told, and isn't the zeros that stand for none.
    public var isTokenizerKnown: Bool { tokenizerSHA256?.contains { $0 != "0" } ?? false }
}
