// Documents of shards added behind those of a set of shards that is there.
import FileFormats
import FileStore

/// Writes the documents of some shards as further shards of a folder.
///
/// The shards that are there stay as they are. While it writes, the folder is refused as unfinished;
/// killed on the way, the next call removes what it left and begins again.
public struct ShardAppending {
    static let markHead = "appending "

    /// Whether every shard says which tokenizer made it; where one doesn't, two may be mixed.
    public let isTokenizerKnown: Bool

    private let folder: StoredFolder
    private let shards: [ShardFiles]
    private let settings: ShardConversion.Settings
    private let layout: ShardLayout

    /// - Parameters:
    ///   - format: that of the shards in the folder is taken, whatever it says.
    ///   - records: what manifests tell of the new shards, by their paths.
    /// - Throws: ``ShardError/Code/unsupported`` for shards that don't go together.
    public init(
        _ shards: [ShardFiles], to folder: StoredFolder, _ wanted: ShardConversion.Settings,
        records: [String: ShardRecord] = [:]
    ) throws {
        self.folder = folder
        self.shards = shards
        try Self.removeUnfinished(in: folder)
        let known = try ShardFiles.find([folder.path])
        settings = try Self.settings(wanted, known, folder)
        var common = CommonFacts()
        for shard in known { try common.add(try shard.open().facts, nil, shard.path) }
        let hasMask = common.hasMask
        for shard in shards {
            let facts = try shard.open().facts
            if facts.hasMask != hasMask {
                throw ShardError(
                    .unsupported, shard.path,
                    "it has \(facts.hasMask ? "a" : "no") loss mask, unlike those in \(folder.path)"
                )
            }
            try common.add(facts, records[shard.path], shard.path)
        }
        isTokenizerKnown = common.isTokenizerKnown
        layout = try common.layout(Self.nextName(in: folder), settings)
    }

    private static func settings(
        _ wanted: ShardConversion.Settings, _ known: [ShardFiles], _ folder: StoredFolder
    ) throws(ShardError) -> ShardConversion.Settings {
        func refuse(_ reason: String) -> ShardError {
            ShardError(.unsupported, folder.path, reason)
        }
        let formats = Set(known.map(\.format))
        guard formats.count == 1, let format = formats.first else {
            throw refuse("it holds shards of several formats")
        }
        guard !format.isFlat else {
            throw refuse("\(format.rawValue) is one file: 'winnow shards merge' writes it anew")
        }
        guard try ShardPart.divided(known).count == 1 else {
            throw refuse("it holds the parts of a corpus: append to each by itself")
        }
        var settings = wanted
        settings.format = format
        let isPacked = known.contains { shard in
            let packed = shard.path + ".mds" + MosaicFiles.zstdEnding
            return format == .mds && (try? StoredFile(packed).exists()) == true
        }
        settings.compression = isPacked ? .zstd : .none
        return settings
    }

    /// The number behind those that names in the folder begin with.
    private static func nextName(in folder: StoredFolder) throws -> String {
        let numbers = try folder.entries().compactMap { entry in
            Int(entry.name.prefix { $0.isASCII && $0.isNumber })
        }
        return nameDigits((numbers.max() ?? -1) + 1)
    }

    /// Writes the new shards.
    public func run() throws -> ShardConversion.Result {
        let mark = folder.file(ShardConversion.unfinishedName)
        try mark.write(
            Array("\(Self.markHead)\(layout.name)\n".utf8) + AppendedLists(in: folder).bytes)
        do {
            let result = try write()
            try folder.settle()
            try mark.remove()
            return result
        } catch {
            try Self.removeUnfinished(in: folder)
            throw error
        }
    }

    private func write() throws -> ShardConversion.Result {
        let index = settings.format == .mds ? try rootIndex() : nil
        let writer = ShardFileWriter(folder)
        try ShardConversion.write(shards, settings, layout, to: writer)
        if let index, !writer.records.isEmpty {
            // Last of all: a loader sees all of the new shards or none.
            let file = folder.file(MosaicFiles.indexName)
            try file.write(MosaicFiles.index(index, and: layout.name, in: folder))
        }
        try addToSums(writer.records.flatMap(\.files) + writer.files)
        return ShardConversion.Result(shards: writer.records, files: writer.files)
    }

    /// A folder that has a list of digests goes on having one of all its files.
    private func addToSums(_ files: [ShardRecord.File]) throws {
        guard var sums = try ShardSums(reading: folder.path + "/") else { return }
        sums.add(files)
        let index = folder.file(MosaicFiles.indexName)
        if settings.format == .mds {
            sums.add([try MosaicFiles.record(of: index, named: MosaicFiles.indexName)])
        }
        try folder.file(ShardSums.name).write(sums.bytes)
    }

    private func rootIndex() throws -> [UInt8] {
        let file = folder.file(MosaicFiles.indexName)
        guard try file.exists() else {
            throw ShardError(.unsupported, folder.path, "it has no \(MosaicFiles.indexName)")
        }
        return try file.contents()
    }

    /// Removes what an append left that was killed.
    private static func removeUnfinished(in folder: StoredFolder) throws {
        let mark = folder.file(ShardConversion.unfinishedName)
        guard try mark.exists() else { return }
        let text = String(decoding: try mark.contents(), as: UTF8.self)
        guard text.hasPrefix(markHead), let end = text.firstIndex(of: "\n") else { return }
        let name = String(text[..<end].dropFirst(markHead.count))
        try AppendedLists(text[end...].dropFirst()).write(in: folder)
        for entry in try folder.entries() where isNamed(entry.name, name) {
            try folder.folder(entry.name).remove()
        }
        try mark.remove()
    }

    /// A shard's file, also while it has a temporary name, or a folder of MDS shards.
    private static func isNamed(_ file: String, _ name: String) -> Bool {
        file == name || file.hasPrefix(name + "-")
    }
}

/// The lists in a folder that appending writes anew, as they were: MDS's index and the digests.
private struct AppendedLists {
    private static let names = [MosaicFiles.indexName, ShardSums.name]
    private var lists: [(name: String, text: Substring)] = []

    init(in folder: StoredFolder) throws(FileError) {
        for name in Self.names where try folder.file(name).exists() {
            let bytes = try folder.file(name).contents()
            lists.append((name, Substring(decoding: bytes, as: UTF8.self)))
        }
    }

    /// Each list behind a line with its name and its length in bytes.
    var bytes: [UInt8] {
        lists.flatMap { Array("\($0.name) \($0.text.utf8.count)\n\($0.text)".utf8) }
    }

    /// Reads what ``bytes`` gave; nothing where it is cut off.
    init(_ text: Substring) {
        var rest = text
        while let end = rest.firstIndex(of: "\n") {
            let head = rest[..<end].split(separator: " ")
            guard head.count == 2, let count = Int(head[1]), Self.names.contains(String(head[0])),
                let listEnd = rest.utf8.index(
                    rest.utf8.index(after: end), offsetBy: count, limitedBy: rest.utf8.endIndex)
            else { break }
            lists.append((String(head[0]), rest[rest.utf8.index(after: end)..<listEnd]))
            rest = rest[listEnd...]
        }
    }

    func write(in folder: StoredFolder) throws(FileError) {
        for list in lists { try folder.file(list.name).write(Array(list.text.utf8)) }
    }
}
