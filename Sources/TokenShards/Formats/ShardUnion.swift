// What makes one data set of the shards that tasks wrote, where the format has files over all of them.
import FileStore

/// The end of writing: MDS's index over all folders, and the one array of flat formats.
public struct ShardUnion {
    /// A task's own folder, where parts of flat files lie, and the front of its shards' names.
    public typealias Part = (folder: StoredFolder, name: String)

    private let format: ShardFormat
    private let layout: ShardLayout
    private let parts: [Part]

    /// - Parameter parts: of all tasks in order; those that wrote nothing may be among them.
    public init(_ format: ShardFormat, _ layout: ShardLayout, of parts: [Part]) {
        self.format = format
        self.layout = layout
        self.parts = parts
    }

    /// Whether tasks leave files of the format that are not yet what trainers read.
    public static func isNeeded(for format: ShardFormat) -> Bool { format == .mds || format.isFlat }

    /// The files that ``write(_:in:below:)`` may write.
    public static func files(
        _ format: ShardFormat, named name: String, below inner: String
    ) -> [String] {
        if !format.isFlat { return [inner + MosaicFiles.indexName] }
        let endings = [
            FlatFiles.ending(isArray: format == .npy), FlatFiles.ends, FlatFiles.mask,
            FlatFiles.facts,
        ]
        return endings.map { name + $0 }
    }

    /// What was written: whole shards, and files that belong to no single shard.
    public struct Result: Sendable {
        public var shard: ShardRecord?
        public var file: ShardRecord.File?
    }

    /// Writes the files into the output's folder.
    ///
    /// - Parameters:
    ///   - name: what a flat file is called.
    ///   - inner: the folder of a data set's index in that of the output, with a slash; or empty.
    public func write(_ name: String, in folder: StoredFolder, below inner: String) throws -> Result
    {
        if format.isFlat {
            let join = try FlatJoin(isArray: format == .npy, layout, of: parts)
            return Result(shard: try join.write(name, into: folder))
        }
        return Result(file: try index(in: folder, below: inner))
    }

    private func index(in folder: StoredFolder, below inner: String) throws -> ShardRecord.File? {
        let root = inner.isEmpty ? folder : folder.folder(String(inner.dropLast()))
        var folders: [String] = []
        for part in parts {
            let name = String(part.name.dropFirst(inner.count))
            if try root.file(name + "/" + MosaicFiles.indexName).exists() { folders.append(name) }
        }
        if folders.isEmpty { return nil }
        let bytes = try MosaicFiles.joinedIndex(of: folders, in: root)
        let file = root.file(MosaicFiles.indexName)
        try file.write(bytes)
        return try MosaicFiles.record(of: file, named: inner + MosaicFiles.indexName)
    }
}
