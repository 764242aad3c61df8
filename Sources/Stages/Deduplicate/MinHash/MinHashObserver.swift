// The part of `minhash_dedup` that sees documents: signatures, sketches and ranks go to disk.
import FileFormats
import FileStore
import PipelineCore

/// Hashes documents: bucket hashes to sorted runs, sketches to a file as they come.
public final class MinHashObserver: CorpusObserver {
    let buckets: RecordSorter<KeyRecord>
    let documents: RecordSorter<SketchedDocument>
    private let settings: MinHashSettings
    private let signer: any MinHashSigning
    private let ranker: SurvivorRanker
    private let sketches: SketchOutput
    let names: NameOutput?

    init(_ settings: MinHashSettings, _ task: TaskContext) throws {
        self.settings = settings
        signer = settings.makeSigner()
        ranker = SurvivorRanker(settings.policy)
        let scratch = task.folder.scratch
        buckets = RecordSorter("buckets", in: scratch, memory: task.memory / 4 * 3)
        documents = RecordSorter("documents", in: scratch, memory: task.memory / 4)
        sketches = try SketchOutput(task)
        names = settings.index == nil ? nil : try NameOutput(task)
    }

    public func observe(_ document: Document, in shared: DocumentScratch) throws {
        let text = try settings.part.bytes(of: document, in: shared)
        guard signer.sign(text.span) else { return }
        let key = document.key.rawValue
        for bucket in 0..<settings.banding.buckets {
            try buckets.add(KeyRecord(key: hash(of: bucket), value: key))
        }
        let (place, extent) = try sketches.append(signer)
        let rank = ranker.rank(document, signature: signer.bucketHash(0))
        try documents.add(
            SketchedDocument(
                key: key, place: place, extent: extent, order: rank.order, tie: rank.tie))
        try names?.append(document)
    }

    /// With verification the low bits order the documents of a bucket by another bucket's value,
    /// so that near-duplicates are neighbours also where a bucket holds a great many documents.
    private func hash(of bucket: Int) -> UInt64 {
        let own = signer.bucketHash(bucket)
        let shift = settings.neighbourBits
        if shift == 0 { return own }
        let other = signer.neighbourHash(bucket)
        return (own >> shift) << shift | other & ((1 << shift) - 1)
    }

    func close() throws {
        try sketches.close()
        try names?.close()
    }
}

/// Writes the identifiers of documents, for an index.
final class NameOutput {
    let places: RecordSorter<NamedDocument>
    private let file: any FileCreation
    private let part: UInt64

    init(_ task: TaskContext) throws {
        part = UInt64(task.folder.scratch.number())
        file = try task.folder.file("names-\(part)").create()
        places = RecordSorter("named", in: task.folder.scratch, memory: task.memory / 8)
    }

    func append(_ document: Document) throws {
        let place = part << 40 | UInt64(file.count)
        try file.write(document.id)
        try places.add(
            NamedDocument(
                key: document.key.rawValue, place: place, count: UInt64(document.id.count)))
    }

    func close() throws { try file.commit() }
}

/// Writes sketches one behind another; each observer has a file of its own.
final class SketchOutput {
    private let file: any FileCreation
    private let part: UInt64
    private var written: UInt64 = 0

    init(_ task: TaskContext) throws {
        part = UInt64(task.folder.scratch.number())
        file = try task.folder.file("sketches-\(part)").create()
    }

    /// Where the sketch is, and its extent; see ``SketchedDocument``.
    func append(_ signer: any MinHashSigning) throws -> (place: UInt64, extent: UInt64) {
        let count = try signer.withSketch { values in
            if values.isEmpty { return 0 }
            try file.write(UnsafeRawBufferPointer(values))
            return values.count
        }
        defer { written += UInt64(count) }
        return (part << 40 | written, UInt64(count) | (signer.sketchIsWhole ? 1 << 63 : 0))
    }

    func close() throws { try file.commit() }
}
