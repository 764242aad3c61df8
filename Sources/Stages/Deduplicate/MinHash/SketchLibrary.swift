// All sketches of a run by their documents' keys, read in the order in which they are stored.
import ByteKernels
import FileFormats
import FileStore
import PipelineCore

/// A folder with sorted `documents` and the `sketches-N` files that they point into.
struct SketchShelf: Sendable {
    let folder: StoredFolder
    let documents: RecordLookup<SketchedDocument>
    /// What its keys lack: the segment of an index.
    let base: UInt64

    var firstKey: UInt64 { (documents.firstKey ?? 0) | base }
}

extension SketchedDocument: KeyedRecord {}

/// The shelves of all observed tasks, in the order of their keys.
struct SketchLibrary: Sendable {
    private let shelves: [SketchShelf]

    init(folders: [StoredFolder], index: IndexSnapshot) throws {
        let places = folders.map { ($0, UInt64(0)) } + index.segments.map { ($0.stored, $0.base) }
        let all = try places.map { folder, base in
            SketchShelf(
                folder: folder,
                documents: try RecordLookup(folder.file("documents"), blockCount: 256),
                base: base)
        }
        shelves = all.filter { $0.documents.count > 0 }
    }

    /// The run's documents with a signature.
    private var documentCount: Int {
        shelves.reduce(0) { $0 + ($1.base == 0 ? $1.documents.count : 0) }
    }

    /// The key at a share of the run's documents; `nil` past the last. Borders of equal work.
    func key(at index: Int, of parts: Int) throws -> UInt64? {
        var position = documentCount / parts * index
        for shelf in shelves where shelf.base == 0 {
            if position < shelf.documents.count {
                let record: [SketchedDocument] = try readRecords(
                    shelf.documents.file, position..<(position + 1))
                return record[0].key
            }
            position -= shelf.documents.count
        }
        return nil
    }

    /// Finds a document; keys mostly rise from call to call.
    struct Finder {
        private let shelves: [SketchShelf]
        private var shelf = -1
        private var scratch = RecordLookup<SketchedDocument>.Scratch()

        fileprivate init(_ shelves: [SketchShelf]) {
            self.shelves = shelves
        }

        /// The document and the number of its shelf.
        mutating func find(_ key: UInt64) throws -> (shelf: Int, document: SketchedDocument) {
            let found =
                firstIndex(shelves.count) { shelves[$0].firstKey > key } - 1
            if found != shelf {
                shelf = found
                scratch = .init()
            }
            guard found >= 0,
                let document = try shelves[found].documents.record(
                    of: key & ~shelves[found].base, using: &scratch)
            else {
                throw FileError(
                    .corrupt, path: shelves.first?.folder.path ?? "",
                    reason: "it lacks a document that its buckets name; run again without --resume")
            }
            return (found, document)
        }
    }

    func makeFinder() -> Finder { Finder(shelves) }

    /// The folder of a shelf.
    func folder(_ shelf: Int) -> StoredFolder { shelves[shelf].folder }

}

/// The sketches of some documents in memory, sorted and distinct.
struct SketchSet {
    private struct Wanted {
        let key: UInt64
        let shelf: Int
        let document: SketchedDocument
        var start = 0
        var count = 0
    }

    private var wanted: [Wanted] = []
    private var values: [UInt32] = []
    private var spare: [UInt32] = []

    /// Bytes that one document costs, its values apart.
    static var bytesPerDocument: Int { MemoryLayout<Wanted>.stride + 24 }

    /// Adds a document; keys rise from call to call. Returns the bytes that it will take.
    mutating func want(_ key: UInt64, _ finder: inout SketchLibrary.Finder) throws -> Int {
        let (shelf, document) = try finder.find(key)
        wanted.append(Wanted(key: key, shelf: shelf, document: document))
        return Self.bytesPerDocument + 4 * document.count
    }

    /// Reads the sketches in the order in which they are stored.
    mutating func load(from library: SketchLibrary) throws {
        let order = wanted.indices.sorted {
            let (a, b) = (wanted[$0], wanted[$1])
            return a.shelf != b.shelf ? a.shelf < b.shelf : a.document.place < b.document.place
        }
        values.reserveCapacity(wanted.reduce(0) { $0 + $1.document.count })
        var bytes: [UInt8] = []
        var file: (any RangedFile)?
        var at = 0
        while at < order.count {
            let end = batchEnd(order, from: at)
            let (first, last) = (wanted[order[at]], wanted[order[end - 1]])
            let stored = library.folder(first.shelf).file("sketches-\(first.document.part)")
            if file?.path != stored.path { file = try stored.openRanges() }
            let start = first.document.offset
            bytes.removeAll(keepingCapacity: true)
            try file?.read(
                (4 * start)..<(4 * (last.document.offset + last.document.count)), into: &bytes)
            for index in order[at..<end] { take(index, from: bytes, startingAt: start) }
            at = end
        }
    }

    /// How many documents are read at once: those that lie close together in one file.
    private func batchEnd(_ order: [Int], from at: Int) -> Int {
        let first = wanted[order[at]]
        var end = at + 1
        var reached = first.document.offset + first.document.count
        while end < order.count {
            let next = wanted[order[end]]
            let document = next.document
            guard next.shelf == first.shelf, document.part == first.document.part,
                document.offset - reached <= 4096,
                document.offset + document.count - first.document.offset <= 1 << 18
            else { break }
            reached = document.offset + document.count
            end += 1
        }
        return end
    }

    /// Copies one sketch out of what was read, sorted and without repetition.
    private mutating func take(_ index: Int, from bytes: [UInt8], startingAt start: Int) {
        let document = wanted[index].document
        wanted[index].start = values.count
        let place = 4 * (document.offset - start)
        bytes.withUnsafeBytes { bytes in
            let sketch = UnsafeRawBufferPointer(
                rebasing: bytes[place..<(place + 4 * document.count)])
            // Places are multiples of four bytes from the beginning of an allocation.
            values.append(contentsOf: sketch.assumingMemoryBound(to: UInt32.self))
        }
        wanted[index].count = normalize(from: wanted[index].start)
    }

    private mutating func normalize(from start: Int) -> Int {
        let count = values.withUnsafeMutableBufferPointer { all in
            BottomSketch.normalize(
                UnsafeMutableBufferPointer(rebasing: all[start...]), spare: &spare)
        }
        values.removeLast(values.count - start - count)
        return count
    }

    /// The Jaccard similarity of two wanted documents.
    func similarity(_ a: UInt64, _ b: UInt64) -> Double {
        let (x, y) = (place(of: a), place(of: b))
        return values.withUnsafeBufferPointer { all in
            view(x, all).jaccard(view(y, all))
        }
    }

    private func place(of key: UInt64) -> Int { firstIndex(wanted.count) { wanted[$0].key >= key } }

    private func view(_ index: Int, _ all: UnsafeBufferPointer<UInt32>) -> SketchView {
        let one = wanted[index]
        return SketchView(
            values: UnsafeBufferPointer(rebasing: all[one.start..<(one.start + one.count)]),
            isWhole: one.document.isWhole)
    }
}
