// Opening the files of one shard, and finding shards by what a person names.
import FileFormats
import FileStore

/// The files of a shard in Winnow's own format: a common path, three endings.
public struct ShardFiles: Equatable, Hashable, Sendable {
    static let endings = [".index.zst", ".tokens.zst", ".mask.zst"]
    /// No frame of ours is larger than this; what claims to be is refused before room is made for it.
    static let largestFrame = 64 << 20
    /// No index of ours is larger than this when decompressed.
    static let largestIndex = 1 << 30

    /// The path without an ending: folder and shard name.
    public let base: String

    /// The shard that a path names: one of its files, or their common path.
    public init(_ path: String) {
        let ending = Self.endings.first { path.utf8.ends(with: $0) } ?? ""
        base = String(path.utf8.dropLast(ending.utf8.count))!
    }

    /// The shards in folders and under file names, each once, in the order of their paths.
    public static func find(_ paths: [String]) throws(FileError) -> [ShardFiles] {
        var seen: Set<ShardFiles> = []
        return try FilePatterns.expand(paths, extensions: endings).map(ShardFiles.init)
            .filter { seen.insert($0).inserted }
    }

    /// The shard's name.
    public var name: String {
        base.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(base[base.index(after: $0)...]) }
            ?? base
    }

    public var index: String { base + Self.endings[0] }
    public var tokens: String { base + Self.endings[1] }
    public var mask: String { base + Self.endings[2] }

    /// Reads the whole index.
    func readIndex() throws(ShardError) -> ShardIndex {
        let file = try Self.open(index)
        guard file.count <= Self.largestIndex else {
            throw ShardError(.damagedIndex, index, "it claims \(file.count) bytes")
        }
        var bytes: [UInt8] = []
        do {
            try file.read(0..<file.count, into: &bytes)
        } catch {
            throw ShardError(error)
        }
        return try ShardIndex(decoding: bytes, file: index)
    }

    /// Opens one of the files and refuses frames of an absurd size.
    static func open(_ path: String) throws(ShardError) -> SeekableZstdFile {
        let file: SeekableZstdFile
        do {
            file = try SeekableZstdFile(StoredFile(path))
        } catch {
            throw ShardError(error)
        }
        let sizes = file.table.frames.lazy.map(\.content.count)
        if let size = sizes.first(where: { $0 > largestFrame }) {
            throw ShardError(.damagedFrames, path, "its seek table claims a frame of \(size) bytes")
        }
        return file
    }
}

extension ShardError {
    /// What a file error means for a shard.
    init(_ error: FileError, in part: String? = nil) {
        let place = [part, error.offset.map { "at byte \($0)" }].compactMap(\.self)
        self.init(
            error.isDamage ? .damagedFrames : .unreadable, error.path,
            (place + [error.reason]).joined(separator: ": "))
    }
}

extension String.UTF8View {
    func ends(with ending: String) -> Bool {
        suffix(ending.utf8.count).elementsEqual(ending.utf8)
    }
}
