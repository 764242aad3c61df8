// Finds the shards in folders and under file names, whatever their format.
import FileFormats
import FileStore

extension ShardFiles {
    /// The shards in folders and under file names, each once, in the order of their paths.
    ///
    /// A folder means all shards below it, of any format. An MDS data set's `index.json` and a folder's
    /// `shards.sha256` mean the shards that they list, whether these are there or not.
    public static func find(_ paths: [String]) throws(FileError) -> [ShardFiles] {
        var search = ShardSearch()
        for path in paths {
            let named = try files(named: path)
            let files =
                named.isEmpty
                ? try FilePatterns.expand([path], extensions: ShardSearch.endings) : named
            for file in files { try search.add(file) }
        }
        search.compareIndexes()
        guard !search.found.isEmpty else {
            throw FileError(
                .noMatch, path: paths.joined(separator: ", "),
                reason: "there are no token files here")
        }
        return unique(
            search.found.sorted { one, other in
                if one.path == other.path { return one.format.rawValue < other.format.rawValue }
                return one.path.utf8.lexicographicallyPrecedes(other.path.utf8)
            })
    }

    /// Without those that another path has led to.
    private static func unique(_ shards: [ShardFiles]) -> [ShardFiles] {
        var folders: [String: String] = [:]
        var seen: Set<String> = []
        return shards.filter { shard in
            let (folder, name) = parts(of: shard.path)
            let real = folders[folder] ?? LocalFiles.realPath(folder) ?? folder
            folders[folder] = real
            return seen.insert("\(real)/\(name) \(shard.format.rawValue)").inserted
        }
    }
}

extension ShardFiles {
    /// The files of a shard that is named without their endings; none where a file or folder has the
    /// name itself.
    public static func files(named path: String) throws(FileError) -> [String] {
        if path.hasSuffix("/") || path.isEmpty || path == "-" { return [] }
        guard try StoredFile(path).entry() == nil else { return [] }
        var files: [String] = []
        for ending in ShardFormat.allCases.flatMap(\.endings) {
            if try StoredFile(path + ending).exists() { files.append(path + ending) }
        }
        return files
    }
}

/// A path's folder with its slash, or nothing, and the name in it.
private func parts(of path: String) -> (folder: String, name: String) {
    let start = path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex
    return (String(path[..<start]), String(path[start...]))
}

/// The shards found so far.
private struct ShardSearch {
    private static let indexName = "index.json"
    /// What is looked for in folders; metadata alone makes no shard, since merged sets have their own.
    static let endings =
        [indexName, ShardSums.name, ShardConversion.unfinishedName]
        + ShardFormat.allCases.filter { $0 != .bin }.flatMap(\.endings)
        .filter { $0 != ".ds.metadata" && $0 != ".sha256" }

    private(set) var found: Set<ShardFiles> = []
    /// What the indexes of folders list, by the folders; nil where there is none.
    private var indexes: [String: [String: MosaicEntry]?] = [:]
    /// What was said first of each MDS shard, and by which index.
    private var listed: [String: (entry: MosaicEntry, index: String)] = [:]
    /// The lists of digests in folders; nil where there is none.
    private var sums: [String: ShardSums?] = [:]

    mutating func add(_ file: String) throws(FileError) {
        let (folder, name) = parts(of: file)
        if name == ShardConversion.unfinishedName {
            throw FileError(.unsupported, path: folder, reason: try ShardConversion.remedy(file))
        }
        if name == Self.indexName {
            _ = index(of: folder)
        } else if name == ShardSums.name {
            addListed(in: folder)
        } else if insert(file) {
            return
        } else if !name.hasSuffix(Self.indexName) {
            throw FileError(
                .unsupported, path: file,
                reason: "its name is none of a token file (\(Self.endings.joined(separator: ", ")))"
            )
        }
    }

    /// What a folder's list of digests tells of counts as found.
    private mutating func addListed(in folder: String) {
        guard let sums = sums(of: folder) else { return }
        for name in sums.files.keys { insert(folder + name) }
        for part in sums.parts.map({ folder + $0 + "/" }) where self.sums(of: part) == nil {
            let list = part + ShardSums.name
            let error = ShardError(.unreadable, list, "it is missing; \(sums.path) tells of it")
            found.insert(ShardFiles(index: list, refusedFor: error))
        }
    }

    /// Whether the file is that of a shard.
    @discardableResult
    private mutating func insert(_ file: String) -> Bool {
        let (folder, name) = parts(of: file)
        let listing = listing(of: name, in: folder)
        let shard = ShardFiles(file, listing: listing, sums: sums(of: file, in: folder))
        if let shard { found.insert(shard) }
        return shard != nil
    }

    /// The list with a file in it: of its folder or, since MDS shards lie in folders of a data set, of
    /// the one above.
    private mutating func sums(of file: String, in folder: String) -> ShardSums? {
        if let own = sums(of: folder) { return own }
        let above = parts(of: String(folder.dropLast())).folder
        guard !folder.isEmpty, let sums = sums(of: above) else { return nil }
        return sums.lists(file) || sums.listsCompressed(file) ? sums : nil
    }

    private mutating func sums(of folder: String) -> ShardSums? {
        if let known = sums[folder] { return known }
        var list: ShardSums?
        do throws(ShardError) {
            list = try ShardSums(reading: folder)
        } catch {
            found.insert(ShardFiles(index: folder + ShardSums.name, refusedFor: error))
        }
        sums[folder] = .some(list)
        return list
    }

    private mutating func listing(of name: String, in folder: String) -> MosaicListing {
        guard [".mds", ".mds" + MosaicFiles.zstdEnding].contains(where: name.hasSuffix),
            let entries = index(of: folder)
        else { return .none }
        let plain = name.hasSuffix(MosaicFiles.zstdEnding) ? String(name.dropLast(5)) : name
        return entries[plain].map(MosaicListing.entry) ?? .absent(index: folder + Self.indexName)
    }

    /// The indexes of a data set and of its folders have to say the same of a shard.
    private mutating func compare(_ entry: MosaicEntry, of shard: String, in index: String) {
        guard let known = listed.updateValue((entry, index), forKey: shard),
            !known.entry.agrees(with: entry)
        else { return }
        let error = ShardError(
            .damagedIndex, index, "what it says of \(shard) is not what \(known.index) says")
        found.insert(ShardFiles(index: index, refusedFor: error))
    }

    /// The index of a data set has to list all that those of its folders list.
    mutating func compareIndexes() {
        for (folder, entries) in indexes.sorted(by: { $0.key < $1.key }) {
            let above = parts(of: String(folder.dropLast())).folder
            guard let entries, above != folder, let whole = indexes[above] ?? nil else { continue }
            let name = folder.dropFirst(above.count)
            guard let lost = entries.keys.filter({ whole[name + $0] == nil }).min() else {
                continue
            }
            let index = above + Self.indexName
            let error = ShardError(.damagedIndex, index, "it doesn't list \(name)\(lost)")
            found.insert(ShardFiles(index: index, refusedFor: error))
        }
    }

    /// What a folder's index lists; all of that counts as found.
    private mutating func index(of folder: String) -> [String: MosaicEntry]? {
        if let known = indexes[folder] { return known }
        var entries: [String: MosaicEntry]?
        do throws(ShardError) {
            entries = try MosaicIndex(folder + Self.indexName)?.entries
        } catch {
            found.insert(ShardFiles(index: folder + Self.indexName, refusedFor: error))
        }
        indexes[folder] = .some(entries)
        for (name, entry) in (entries ?? [:]).sorted(by: { $0.key < $1.key }) {
            compare(entry, of: folder + name, in: folder + Self.indexName)
            let sums = sums(of: folder + name, in: folder)
            let shard = ShardFiles(folder + name, listing: .entry(entry), sums: sums)
            if let shard { found.insert(shard) }
        }
        return entries
    }
}
