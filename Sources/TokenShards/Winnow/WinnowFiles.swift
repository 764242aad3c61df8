// The files of a shard in Winnow's own format, and what is refused when they are opened.
import FileFormats
import FileStore

/// A common path with three endings.
struct WinnowFiles {
    /// No frame of ours is larger than this; what claims to be is refused before room is made for it.
    static let largestFrame = 64 << 20
    /// No index of ours is larger than this when decompressed: four times where a shard is ended.
    static let largestIndex = 128 << 20

    /// The path without an ending: folder and shard name.
    let base: String

    init(_ base: String) { self.base = base }

    var index: String { base + ".index.zst" }
    var tokens: String { base + ".tokens.zst" }
    var mask: String { base + ".mask.zst" }
    var digests: String { base + ".sha256" }

    /// The files that ``digests`` lists, in this order.
    func digested(hasMask: Bool) -> [String] { [tokens] + (hasMask ? [mask] : []) + [index] }

    /// What follows a file's digest on its line.
    static func digestLineEnd(of file: String) -> [UInt8] {
        let name = file.lastIndex(of: "/").map { file[file.index(after: $0)...] } ?? file[...]
        return Array("  \(name)\n".utf8)
    }

    /// Reads the whole index.
    func readIndex() throws(ShardError) -> WinnowIndex {
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
        return try WinnowIndex(decoding: bytes, file: index)
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
