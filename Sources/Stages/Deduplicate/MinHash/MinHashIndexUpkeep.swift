// Upkeep of an index: many segments become one, other indexes come in.
import FileFormats
import FileStore
import PipelineCore

extension MinHashIndex {
    /// Makes one segment of all. Documents are kept as they are; runs that began before and still
    /// read the old segments must end first. Runs that end meanwhile wait to add theirs.
    ///
    /// - Returns: how many segments became one; 0 where there was nothing to do.
    @discardableResult
    public func compact(memory: Int = 256 << 20) throws -> Int {
        guard try listing() != nil else { return 0 }
        return try withLock {
            guard let listing = try listing() else { return 0 }
            try verify(listing.segments)
            if listing.segments.count < 2 { return 0 }
            try compact(listing, memory)
            return listing.segments.count
        }
    }

    private func compact(_ listing: Listing, _ memory: Int) throws {
        let scratch = try ScratchFolder("\(path)/\(Self.compacting)")
        defer { withExtendedLifetime(scratch) {} }
        let passage = scratch.folder("segment")
        var writer = try SegmentWriter(passage)
        var cursors: [RecordCursor<KeyRecord>] = []
        let share = max(4096, memory / listing.segments.count)
        for segment in listing.segments {
            let folder = folder(of: segment)
            let base = UInt64(writer.count)
            cursors.append(
                try RecordCursor(folder.file("buckets"), memory: share) {
                    KeyRecord(key: $0.key, value: $0.value + base)
                })
            let documents = try RecordCursor<SketchedDocument>(folder.file("documents"))
            let named = try RecordCursor<NamedDocument>(folder.file("named"))
            while let document = documents.current, let name = named.current {
                try writer.append(document, name, from: folder)
                try documents.advance()
                try named.advance()
            }
        }
        try writer.commit()
        try RecordMerge(cursors).write(to: passage.file("buckets"))
        try replace(with: passage, listing)
    }

    /// Takes the segments of another index, which stays as it is. What both hold is in both.
    ///
    /// - Returns: how many segments are new here.
    @discardableResult
    public func merge(_ other: MinHashIndex) throws -> Int {
        guard let theirs = try other.listing() else {
            throw FileError(.notFound, path: other.path, reason: "it holds no index.json")
        }
        if let ours = try listing(), ours.scheme != theirs.scheme {
            throw FileError(
                .unsupported, path: other.path,
                reason:
                    "its signatures (\(theirs.scheme)) are not those of \(path) (\(ours.scheme))")
        }
        try other.verify(theirs.segments)
        return try theirs.segments.count { segment in
            try add(
                other.folder(of: segment), scheme: theirs.scheme, origins: segment.origins,
                replacing: false)
        }
    }

    /// Calls `body` with the identifier of every document.
    public func forEachIdentifier(_ body: ([UInt8]) throws -> Void) throws {
        let segments = try listing()?.segments ?? []
        try verify(segments)
        for segment in segments {
            let file = try folder(of: segment).file("names-0").openRanges()
            let named = try RecordCursor<NamedDocument>(folder(of: segment).file("named"))
            while let name = named.current {
                var bytes: [UInt8] = []
                try file.read(name.range, into: &bytes)
                try body(bytes)
                try named.advance()
            }
        }
    }
}
