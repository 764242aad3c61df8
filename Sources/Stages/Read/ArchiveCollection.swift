// WACZ collections: the web archives in a zip file, one after another.
import FileFormats
import FileStore
import PipelineCore

/// Cuts the web archives of a WACZ file into chunks of records. The file is read as a whole, by the
/// range that begins it.
final class ArchiveCollectionSource: ChunkSource {
    private let archive: ZipStream?
    private var entries: ArraySlice<ZipEntry>
    private var reader: WebArchiveReader?
    private var places = RecordPlaces()
    private let limits: WebArchiveReader.Limits
    /// Files among the archives that can't be read.
    private var unread: [ZipEntry] = []

    init(_ input: OpenInput, maximumRecord: Int) throws {
        var limits = WebArchiveReader.Limits()
        limits.record = maximumRecord
        self.limits = limits
        guard input.range.start == 0 else {
            (archive, entries) = (nil, [])
            return
        }
        let all = try ZipArchive(input.stored).entries()
        entries = all.filter { Self.isArchive($0.name) && $0.coding != nil }[...]
        unread = all.filter { Self.isMeant($0) && ($0.coding == nil || !Self.isArchive($0.name)) }
        guard !entries.isEmpty || !unread.isEmpty else {
            throw DataError("the zip file holds no web archive (a WACZ has them under archive/)")
        }
        archive = ZipStream(try input.stream(), path: input.file.path)
    }

    private static func isArchive(_ name: String) -> Bool {
        let name = name.lowercased()
        return ["warc", "arc"].contains { kind in
            ["", ".gz", ".zst"].contains { name.hasSuffix(".\(kind)\($0)") }
        }
    }

    /// Whether a file is where a WACZ has its archives, or is named as one.
    private static func isMeant(_ entry: ZipEntry) -> Bool {
        let isInFolder = entry.name.hasPrefix("archive/") && !entry.name.hasSuffix("/")
        return (isInFolder && !entry.name.lowercased().hasSuffix(".cdx")) || isArchive(entry.name)
    }

    var bytesRead: Int { archive?.offset ?? 0 }

    func next() throws -> WebArchiveChunk? {
        var chunk = WebArchiveChunk()
        if !unread.isEmpty {
            chunk.problems = unread.map { entry in
                let reason = "\(entry.name) in the zip file is no web archive that can be read"
                return .init(
                    place: places.take(),
                    error: FileError(
                        .unsupported, path: "", offset: entry.offset,
                        reason: reason + " (.warc or .arc, plain, gzip or zstd)"))
            }
            unread = []
            return chunk
        }
        while let archive {
            if let reader, try reader.next(into: &chunk) { return chunk }
            if let reader { places = reader.places }
            guard let entry = entries.popFirst() else { return nil }
            reader = WebArchiveReader(
                try archive.content(of: entry), places: places,
                kinds: [.response, .resource, .conversion], limits: limits)
        }
        return nil
    }
}
