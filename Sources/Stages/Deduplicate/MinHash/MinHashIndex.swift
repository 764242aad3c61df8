// The folder that remembers what runs of `minhash_dedup` kept, for later runs.
import FileFormats
import FileStore
import Foundation
import PipelineCore

/// An index: a folder with `index.json` and a folder for each segment.
///
/// A segment holds what one run kept (or several, once compacted): `buckets`, `documents`,
/// `sketches-0`, `named`, `names-0`, in the forms that a run uses itself, native byte order.
/// `index.json` says which segments count; it is replaced as a whole, so a segment is there or not.
///
/// A run that is repeated (the same name, the same input files) doesn't meet itself: it leaves the
/// segment of its earlier turn out of account, and its own takes that one's place.
public struct MinHashIndex: Sendable {
    public let path: String

    public init(_ path: String) {
        self.path = path
    }

    /// What `index.json` says.
    public struct Listing: Codable, Sendable {
        public var version = Self.knownVersion
        fileprivate static let knownVersion = 1
        /// How signatures are made; segments of one index agree.
        public var scheme: String
        public var segments: [Segment] = []
        /// A digest of the rest.
        fileprivate var seal: String?

        /// The bytes of `index.json`.
        fileprivate func written() throws -> [UInt8] {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            var sealed = self
            sealed.seal = nil
            let digest = SHA256.hex(of: Array(try encoder.encode(sealed)).span)
            sealed.seal = String(digest.prefix(16))
            return Array(try encoder.encode(sealed)) + [10]
        }
    }

    public struct Segment: Codable, Sendable, Equatable {
        /// The segment's folder; a digest of its content.
        public let name: String
        public let documents: Int
        public let bytes: Int
        /// The runs that it is from, as far as they can be told from others; see
        /// ``TaskContext/origin``.
        public var origins: [String]?

        func isFrom(_ origin: String?) -> Bool {
            guard let origin, let origins else { return false }
            return origins.contains(origin)
        }
    }

    var folder: StoredFolder { StoredFolder(path, in: LocalFiles.shared) }

    /// Throws for an address of another store than local folders: an index takes a lock.
    private var file: StoredFile {
        get throws { try StoredFile(path + "/index.json") }
    }

    /// `nil` where no index is yet.
    public func listing() throws -> Listing? {
        let file = try file
        guard try file.exists() else {
            try refuseLostListing()
            return nil
        }
        let bytes = try file.contents()
        let listing: Listing
        do {
            listing = try JSONDecoder().decode(Listing.self, from: Data(bytes))
        } catch {
            throw FileError(
                .corrupt, path: file.path, reason: "it is not as it was written; restore it")
        }
        guard listing.version == Listing.knownVersion else {
            throw FileError(
                .unsupported, path: file.path,
                reason: "it is of version \(listing.version), and known is "
                    + "\(Listing.knownVersion)")
        }
        // What was never sealed was written before there were seals.
        guard try listing.seal == nil || listing.written() == bytes else {
            throw FileError(
                .corrupt, path: file.path, reason: "it is not as it was written; restore it")
        }
        // A segment's folder is removed when others take its place.
        for segment in listing.segments where !Self.isSegmentName(segment.name) {
            throw FileError(
                .corrupt, path: file.path,
                reason: "it isn't an index: it names a segment '\(segment.name)'")
        }
        return listing
    }

    /// Segments are copied only once there is an `index.json`: without one they are not an index
    /// that never was.
    private func refuseLostListing() throws {
        let segment = try folder.entries().first { Self.isSegmentName($0.name) }
        guard let segment else { return }
        throw FileError(
            .corrupt, path: path,
            reason: "it holds \(segment.name) and no index.json; restore that, or remove the folder"
        )
    }

    /// Whether a name is one that ``describe(_:)`` gives.
    private static func isSegmentName(_ name: String) -> Bool {
        name.hasPrefix("segment-") && name.utf8.count == 24
            && name.utf8.dropFirst(8).allSatisfy {
                (48...57).contains($0) || (97...102).contains($0)
            }
    }

    /// Refuses an index of other signatures, and a folder that can't be written to.
    func check(_ scheme: String) throws {
        let known: Listing?
        do { known = try listing() } catch { throw OptionError("index", "\(error)") }
        if let obstacle = LocalFiles.obstacle(toWritingIn: path) {
            throw OptionError("index", obstacle)
        }
        guard let known, known.scheme != scheme else { return }
        throw OptionError(
            "index",
            "\(path) holds other signatures (\(known.scheme)) than this stage's (\(scheme))")
    }

    /// The folder of a segment.
    func folder(of segment: Segment) -> StoredFolder { folder.folder(segment.name) }

    /// The segments for a run to compare with: those of others.
    func segments(besides origin: String?) throws -> [Segment] {
        let segments = try listing()?.segments ?? []
        if segments.contains(where: { $0.isFrom(origin) && $0.origins?.count != 1 }) {
            throw FileError(
                .unsupported, path: path,
                reason: "it holds what this run kept when it ran before, compacted with other "
                    + "runs' documents, so that it would drop its own; give the run another name "
                    + "to have them dropped, or an index from before it")
        }
        return segments.filter { !$0.isFrom(origin) }
    }

    /// Throws unless the segments' files are those that were written: their names are digests.
    func verify(_ segments: [Segment]) throws {
        for segment in segments {
            let folder = folder(of: segment)
            let found = try Self.describe(folder)
            let isSame = found.name == segment.name && found.documents == segment.documents
            if isSame && found.bytes == segment.bytes { continue }
            throw FileError(
                .corrupt, path: folder.path,
                reason: "its files are not those that were written; restore the index, or make it "
                    + "anew")
        }
    }

    /// Adds a segment, made of the files of a folder, unless it is there. Atomic.
    ///
    /// - Parameter replacing: whether it takes the place of one of the same origin: a run that is
    ///   repeated takes its own, another index has a right to both.
    /// - Returns: whether it wasn't there.
    @discardableResult
    func add(
        _ source: StoredFolder, scheme: String, origins: [String]?, replacing: Bool = true
    ) throws -> Bool {
        try withLock {
            let known = try listing()
            var listing = known ?? Listing(scheme: scheme)
            var segment = try Self.describe(source)
            segment.origins = origins
            if listing.segments.contains(where: { $0.name == segment.name }) { return false }
            if segment.documents > 0 {
                if known == nil { try write(listing) }
                try copy(source, to: folder(of: segment))
            }
            let old = listing.segments.firstIndex {
                replacing && origins != nil && $0.origins == origins
            }
            let replaced = old.map { listing.segments.remove(at: $0) }
            if segment.documents > 0 {
                listing.segments.insert(segment, at: old ?? listing.segments.count)
            } else if old == nil {
                return false
            }
            try write(listing)
            if let replaced { try folder(of: replaced).remove() }
            return true
        }
    }

    /// Puts another segment in the place of all that there are, and removes those; under the lock.
    func replace(with source: StoredFolder, _ old: Listing) throws {
        var listing = old
        var segment = try Self.describe(source)
        let origins = Set(old.segments.flatMap { $0.origins ?? [] })
        segment.origins = origins.isEmpty ? nil : origins.sorted()
        try copy(source, to: folder(of: segment))
        listing.segments = segment.documents == 0 ? [] : [segment]
        try write(listing)
        for known in old.segments where known.name != segment.name {
            try folder(of: known).remove()
        }
    }

    /// A segment's name, documents and size from its files.
    static func describe(_ folder: StoredFolder) throws -> Segment {
        var digests = ""
        var bytes = 0
        for name in Self.files {
            digests += try SHA256.hex(of: folder.file(name))
            bytes += try folder.file(name).size()
        }
        return Segment(
            name: "segment-" + SHA256.hex(of: Array(digests.utf8).span).prefix(16),
            documents: try recordCount(of: folder.file("documents"), SketchedDocument.self),
            bytes: bytes)
    }

    /// The folder in which ``compact(memory:)`` works; what it left when it was killed goes with the
    /// next change.
    static let compacting = "compact.part"

    static let files = ["buckets", "documents", "sketches-0", "named", "names-0"]

    /// Copies a segment's files; what an interrupted copy left is replaced.
    private func copy(_ source: StoredFolder, to target: StoredFolder) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        for name in Self.files {
            let stream = try source.file(name).open()
            let file = try target.file(name).create()
            while true {
                let count = try stream.read(into: buffer)
                if count == 0 { break }
                try file.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
            try file.commit()
        }
        try target.removeUnfinished(alone: true)
    }

    private func write(_ listing: Listing) throws {
        try file.write(listing.written())
    }

    /// One process at a time changes an index.
    func withLock<Result>(_ body: () throws -> Result) throws -> Result {
        try LocalFiles.shared.makeFolder(path)
        let descriptor = open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0, flock(descriptor, LOCK_EX) == 0 else {
            throw FileError(.inputOutput, path: path, reason: "it can't be locked for a change")
        }
        defer { close(descriptor) }
        try folder.removeUnfinished(alone: true)
        try folder.folder(Self.compacting).remove()
        return try body()
    }
}

/// The segments that a run compares with, as they were when its documents had been seen.
struct IndexSnapshot: Codable, Sendable {
    struct Segment: Codable, Sendable {
        let folder: String
        /// What the keys of its documents lack.
        let base: UInt64

        var stored: StoredFolder { StoredFolder(folder, in: LocalFiles.shared) }
    }

    let segments: [Segment]
    /// What tells the run from others.
    let origin: String?

    /// - Parameter index: `nil` for none.
    init(_ index: MinHashIndex?, besides origin: String?) throws {
        self.origin = origin
        guard let index else {
            segments = []
            return
        }
        let others = try index.segments(besides: origin)
        try index.verify(others)
        segments = others.enumerated().map { number, segment in
            Segment(
                folder: index.folder(of: segment).path,
                base: SketchedDocument.indexed | UInt64(number) << 40)
        }
    }

    /// Reads what the phase `index` left.
    init(of files: PhaseFiles) throws {
        let bytes = try files.file("segments.json", of: MinHashDedup.Phase.index).contents()
        self = try JSONDecoder().decode(IndexSnapshot.self, from: Data(bytes))
    }

    func write(to folder: StoredFolder) throws {
        try folder.file("segments.json").write(Array(try JSONEncoder().encode(self)))
    }
}

/// The identifiers of indexed documents by key.
struct IndexNames: Sendable {
    private let segments:
        [(base: UInt64, places: RecordLookup<NamedDocument>, bytes: any RangedFile)]

    init(_ snapshot: IndexSnapshot) throws {
        segments = try snapshot.segments.map {
            (
                $0.base, try RecordLookup($0.stored.file("named")),
                try $0.stored.file("names-0").openRanges()
            )
        }
    }

    func name(
        of key: UInt64, using scratch: inout RecordLookup<NamedDocument>.Scratch
    ) throws -> [UInt8] {
        let segment = segments[Int(key & ~SketchedDocument.indexed) >> 40]
        // Segments differ from call to call, so no block is kept.
        scratch = .init()
        let ordinal = key & 0xFF_FFFF_FFFF
        guard let place = try segment.places.record(of: ordinal, using: &scratch) else { return [] }
        var bytes: [UInt8] = []
        try segment.bytes.read(place.range, into: &bytes)
        return bytes
    }
}
