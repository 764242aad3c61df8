// A data set's index.json: which shards there are, and what is recorded of each.

/// What a data set's `index.json` says of one shard.
struct MosaicEntry {
    /// The file's path from the index's folder; merged data sets have folders in it.
    let name: String
    let bytes: Int
    let samples: Int
    let columns: [MosaicColumn]
    /// Digests of the file by the algorithm's name, in hex.
    let hashes: [(name: String, value: String)]
    /// The file that holds the shard compressed, where it is kept so.
    let packed: (name: String, bytes: Int, hashes: [(name: String, value: String)])?
}

/// The shards of a data set.
struct MosaicIndex {
    /// An index of this size lists half a million shards.
    private static let largest = 256 << 20

    /// The shards by their names.
    let entries: [String: MosaicEntry]

    /// Reads the file; nil where there is none, or it is the index of something else.
    ///
    /// - Throws: ``ShardError/Code/damagedIndex`` and ``ShardError/Code/unsupported``.
    init?(_ path: String) throws(ShardError) {
        guard let index = try Self.read(path), index.field("shards") != nil else { return nil }
        try Self.check(index, file: path)
        var entries: [String: MosaicEntry] = [:]
        for shard in try index.list("shards") {
            let entry = try MosaicEntry(shard, file: path)
            guard entries.updateValue(entry, forKey: entry.name) == nil else {
                throw ShardError(.damagedIndex, path, "it lists \(entry.name) twice")
            }
        }
        self.entries = entries
    }

    private static func read(_ path: String) throws(ShardError) -> JSONReading? {
        guard let file = try NumberFile.ifPresent(path) else { return nil }
        guard file.count <= largest else {
            throw ShardError(
                .damagedIndex, path, "\(file.count) bytes, at most \(largest) are read")
        }
        return try JSONReading(file.bytes(0..<file.count), file: path)
    }

    private static func check(_ index: JSONReading, file: String) throws(ShardError) {
        let version = try index.required("version").count()
        guard version == 2 else {
            throw ShardError(.unsupported, file, "version \(version), known is 2")
        }
    }
}

extension MosaicEntry {
    /// Whether both say the same of one shard, whatever folder its name begins with.
    func agrees(with other: MosaicEntry) -> Bool {
        func same(
            _ one: [(name: String, value: String)]?, _ two: [(name: String, value: String)]?
        ) -> Bool {
            (one ?? []).map { "\($0) \($1)" }.sorted() == (two ?? []).map { "\($0) \($1)" }.sorted()
        }
        return bytes == other.bytes && samples == other.samples && columns == other.columns
            && packed?.bytes == other.packed?.bytes && same(hashes, other.hashes)
            && same(packed?.hashes, other.packed?.hashes)
    }

    init(_ shard: JSONReading, file: String) throws(ShardError) {
        let format = try shard.required("format").string()
        guard format == "mds" else {
            throw ShardError(.unsupported, file, "shards of the format '\(format)', known is mds")
        }
        let raw = try shard.required("raw_data")
        name = try raw.required("basename").string()
        guard isInside(name), name.hasSuffix(".mds") else {
            throw raw.damaged("'\(name)' names no .mds file in this folder")
        }
        bytes = try raw.required("bytes").count()
        samples = try shard.required("samples").count()
        columns = try MosaicColumn.columns(of: shard)
        hashes = try raw.field("hashes")?.strings() ?? []
        let zip = shard.field("zip_data").flatMap { $0.isNull ? nil : $0 }
        packed = try Self.packed(zip)
    }

    private static func packed(_ zip: JSONReading?) throws(ShardError)
        -> (name: String, bytes: Int, hashes: [(name: String, value: String)])?
    {
        guard let zip else { return nil }
        let name = try zip.required("basename").string()
        guard isInside(name) else { throw zip.damaged("'\(name)' names no file in this folder") }
        return (
            name, try zip.required("bytes").count(), try zip.field("hashes")?.strings() ?? []
        )
    }
}

/// What is known of a shard from the index beside it.
enum MosaicListing {
    /// There is no index.
    case none
    /// The index doesn't list the shard.
    case absent(index: String)
    case entry(MosaicEntry)
}
