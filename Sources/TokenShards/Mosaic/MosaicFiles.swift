// The files of MDS data sets: names, the compressed form, and one index over the folders of all tasks.
import FileFormats
import FileStore

/// What an MDS data set's files are called, and how they are opened.
enum MosaicFiles {
    static let zstdEnding = ".zstd"
    static let indexName = "index.json"
    /// The digest in the index, which the streaming library checks with `validate_hash="sha256"`.
    static let hash = "sha256"
    /// A file that expands to more than this is opened by nobody.
    private static let largestRaw = 4 << 30
    /// The same where no index says how large it has to be.
    private static let largestUntold = 1 << 30

    /// A shard's content, where it lies, and how many bytes are stored for it.
    struct Content {
        let file: NumberFile
        let store: any FileStore
        let stored: Int
        /// Whether it was decompressed into memory.
        var isExpanded: Bool { store is MemoryFiles }
    }

    /// The shard's content, from the plain file or from the one compressed with zstd.
    static func open(
        _ path: String, _ listing: MosaicListing
    ) throws(ShardError) -> Content {
        if let file = try NumberFile.ifPresent(path) {
            return Content(file: file, store: LocalFiles.shared, stored: file.count)
        }
        if let packed = try NumberFile.ifPresent(path + zstdEnding) {
            return try expanded(packed, as: path, listing)
        }
        if case .entry(let entry) = listing, let packed = entry.packed {
            if try NumberFile.ifPresent(folder(of: path) + packed.name) == nil {
                throw ShardError(.unreadable, folder(of: path) + packed.name, "it is missing")
            }
            throw ShardError(
                .unsupported, path,
                "it is only there compressed, as \(packed.name): decompress it first")
        }
        return Content(file: try NumberFile(path), store: LocalFiles.shared, stored: 0)
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    }

    private static func expanded(
        _ packed: NumberFile, as path: String, _ listing: MosaicListing
    ) throws(ShardError) -> Content {
        var limit = largestUntold
        if case .entry(let entry) = listing { limit = min(entry.bytes, largestRaw) }
        let bytes = try packed.bytes(0..<packed.count)
        do throws(FileError) {
            let raw = try ZstdDecompressor().decompress(
                bytes.span, limit: limit, path: packed.path)
            let memory = MemoryFiles([path: raw])
            return Content(
                file: try NumberFile(StoredFile(path, in: memory)), store: memory,
                stored: packed.count)
        } catch {
            throw ShardError(error)
        }
    }

    // MARK: - One data set of many folders

    private static let listHead = Array(#"{"shards": ["#.utf8)
    private static let listTail = Array(#"], "version": 2}"#.utf8)

    /// A data set's index, from what it lists.
    static func index(_ shards: [[ListingPart]]) -> [ListingPart] {
        var parts: [ListingPart] = [.text(listHead)]
        for (place, shard) in shards.enumerated() {
            if place > 0 { parts.append(.text(Array(", ".utf8))) }
            parts += shard
        }
        return parts + [.text(listTail)]
    }

    /// The index of the data set that the data sets in folders of `root` are together.
    ///
    /// - Parameter folders: in order, as paths from `root`; each has an index that was written here.
    static func joinedIndex(
        of folders: [String], in root: StoredFolder
    ) throws(ShardError) -> [UInt8] {
        var joined = listHead
        for folder in folders { try append(folder, in: root, to: &joined) }
        return joined + listTail
    }

    /// What is to be recorded of an index that was written.
    static func record(
        of index: StoredFile, named name: String
    ) throws(FileError) -> ShardRecord.File {
        let size = try index.size()
        return ShardRecord.File(
            name: name, bytes: size, sha256: try SHA256.hex(of: index), rawBytes: size)
    }

    /// A data set's index with the shards of a folder of it added.
    static func index(
        _ index: [UInt8], and folder: String, in root: StoredFolder
    ) throws(ShardError) -> [UInt8] {
        var joined = listHead + (try list(of: index, root.file(indexName).path))
        try append(folder, in: root, to: &joined)
        return joined + listTail
    }

    private static func append(
        _ folder: String, in root: StoredFolder, to joined: inout [UInt8]
    ) throws(ShardError) {
        let file = root.file(folder + "/" + indexName)
        let list = try list(of: try contents(file), file.path)
        if joined.count > listHead.count { joined += Array(", ".utf8) }
        joined += Self.list(list, named: folder + "/")
    }

    private static func list(
        of index: [UInt8], _ path: String
    ) throws(ShardError) -> ArraySlice<UInt8> {
        guard index.starts(with: listHead), index.suffix(listTail.count).elementsEqual(listTail),
            index.count >= listHead.count + listTail.count
        else {
            throw ShardError(.damagedIndex, path, "it is no index as Winnow writes it")
        }
        return index[listHead.count..<index.count - listTail.count]
    }

    private static func contents(_ file: StoredFile) throws(ShardError) -> [UInt8] {
        do throws(FileError) {
            return try file.contents()
        } catch {
            throw ShardError(error)
        }
    }

    /// The list with a folder before every file's name.
    private static func list(_ list: ArraySlice<UInt8>, named folder: String) -> [UInt8] {
        let key = Array(#""basename": ""#.utf8)
        var text: [UInt8] = []
        var rest = list
        while let found = rest.firstRange(of: key) {
            text += rest[..<found.upperBound] + Array(folder.utf8)
            rest = rest[found.upperBound...]
        }
        return text + rest
    }
}
