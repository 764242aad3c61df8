// The files of one shard in any format: what a path names, what opens it, what checks it.
import FileStore

/// One shard on the disk: its format, and the path that its files have in common.
public struct ShardFiles: Sendable {
    public let format: ShardFormat
    /// Folder and name, without an ending.
    public let path: String
    /// What an MDS data set's index says of the shard.
    private let listing: MosaicListing
    /// What the folder's list of digests says of it, where there is one.
    let sums: ShardSums?
    /// Why the file that names the shards can't be believed.
    private let refusal: ShardError?

    /// The shard that one of its files names; nil for a file that belongs to no format.
    public init?(_ file: String) { self.init(file, listing: .none, sums: nil) }

    init?(_ file: String, listing: MosaicListing, sums: ShardSums?) {
        let endings = ShardFormat.allCases.flatMap { format in
            format.endings.map { (format: format, ending: $0) }
        }
        guard let found = endings.first(where: { file.hasSuffix($0.ending) }) else { return nil }
        path = String(file.dropLast(found.ending.count))
        format = Self.format(found, path, sums)
        self.listing = listing
        self.sums = sums
        refusal = nil
    }

    /// Megatron's `.bin` has an `.idx` beside it, and nothing but a `.bin` tells of what is beside.
    private static func format(
        _ found: (format: ShardFormat, ending: String), _ path: String, _ sums: ShardSums?
    ) -> ShardFormat {
        func isThere(_ ending: String) -> Bool {
            (try? StoredFile(path + ending).exists()) == true || sums?.lists(path + ending) == true
        }
        if found.ending == ".bin" { return isThere(".idx") ? .megatron : .bin }
        if found.format == .bin { return isThere(".npy") ? .npy : .bin }
        return found.format
    }

    /// A list of shards that can't be read: it stands for the shards that it would name.
    init(index file: String, refusedFor error: ShardError) {
        format = .mds
        path = file
        listing = .none
        sums = nil
        refusal = error
    }

    /// The paths of those of its files that are there.
    public func storedFiles() throws(FileError) -> [String] {
        var files: [String] = []
        for ending in format.fileEndings where try StoredFile(path + ending).exists() {
            files.append(path + ending)
        }
        return files
    }

    /// Opens the shard.
    public func open() throws(ShardError) -> any TokenShardReader {
        if let refusal { throw refusal }
        let shard = try format.open(path, listing)
        shard.facts.complete(from: sums)
        return shard
    }

    /// Checks everything that the format can prove, byte by byte, and the manifest's record of the
    /// shard where there is one.
    public func verify(record: ShardRecord? = nil) -> ShardReport {
        var report = verify(vocabularySize: record?.vocabularySize ?? sums?.vocabularySize)
        if let sums { report.check(self, against: sums) }
        if let record { report.check(against: record, in: folder(of: record)) }
        if format != .winnow, !report.hasDigest {
            report.add(unchecked: "whether the tokens are those once written; no digest is here")
        }
        return report
    }

    private func verify(vocabularySize: Int?) -> ShardReport {
        if format == .winnow { return WinnowVerifier.verify(path) }
        var report = ShardReport(path: path)
        do throws(ShardError) {
            let shard = try open()
            report.facts = shard.facts
            shard.check(vocabularySize: vocabularySize, into: &report)
        } catch {
            report.add(error)
        }
        return report
    }

    /// The folder that the record's names are from, with its slash.
    private func folder(of record: ShardRecord) -> String {
        if path.hasSuffix(record.name) { return String(path.dropLast(record.name.count)) }
        return path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    }
}

extension ShardFiles: Hashable {
    public static func == (one: ShardFiles, other: ShardFiles) -> Bool {
        one.format == other.format && one.path == other.path
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(path) }
}
