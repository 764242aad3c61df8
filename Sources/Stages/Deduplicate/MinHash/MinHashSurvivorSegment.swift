// What a run adds to an index: the documents that it kept, numbered anew.
import FileFormats
import FileStore
import PipelineCore

extension MinHashDedup: Concluding {
    /// Notes which segments the index has, so that all phases, also of a resumed run, see the same.
    @Sendable func snapshotIndex(_ task: TaskContext) throws {
        let index = settings.index.map(MinHashIndex.init)
        try IndexSnapshot(index, besides: task.origin).write(to: task.folder.own)
    }

    /// Copies what the run kept into one folder, with keys counted from 0.
    func gatherSurvivors(_ task: TaskContext, _ observedTasks: Int) throws {
        let earlier = task.folder.earlier
        let sources = (0..<observedTasks).map { earlier.folder(of: .observe, task: $0) }
        var segment = try SegmentWriter(task.folder.own)
        let numbers = try RecordOutput<KeyRecord>(task.folder.scratch.file("numbers"))
        let drops = try RecordCursor<DropRecord>(earlier.file("drops", of: Phase.verdict))
        for source in sources {
            try task.checkCancelled()
            let documents = try RecordCursor<SketchedDocument>(source.file("documents"))
            let names = try RecordCursor<NamedDocument>(source.file("named"))
            while let document = documents.current, let name = names.current {
                while let drop = drops.current, drop.key < document.key { try drops.advance() }
                if drops.current?.key != document.key {
                    try numbers.append(
                        KeyRecord(key: document.key, value: UInt64(segment.count)))
                    try segment.append(document, name, from: source)
                }
                try documents.advance()
                try names.advance()
            }
        }
        try segment.commit()
        try numbers.commit()
        try renumber(sources, numbers.target, task)
    }

    /// The bucket hashes of the documents kept, with their new keys.
    private func renumber(
        _ sources: [StoredFolder], _ numbers: StoredFile, _ task: TaskContext
    ) throws {
        let byKey = RecordSorter<KeyRecord>(
            "keys", in: task.folder.scratch, memory: task.memory / 3)
        for source in sources {
            let buckets = try RecordCursor<KeyRecord>(source.file("buckets"))
            while let record = buckets.current {
                try byKey.add(KeyRecord(key: record.value, value: record.key))
                try buckets.advance()
            }
        }
        try byKey.spill()
        let merge = try RecordMerge<KeyRecord>(byKey.runs, memory: task.memory / 6)
        let known = try RecordCursor<KeyRecord>(numbers)
        let sorter = RecordSorter<KeyRecord>(
            "buckets", in: task.folder.scratch, memory: task.memory / 3)
        while let record = try merge.next() {
            while let number = known.current, number.key < record.key { try known.advance() }
            guard let number = known.current, number.key == record.key else { continue }
            try sorter.add(KeyRecord(key: record.value, value: number.value))
        }
        for run in byKey.runs { try run.remove() }
        try mergeRuns(of: [sorter], to: task.folder.file("buckets"), memory: task.memory / 3)
    }

    /// Adds what was kept to the index; once only, however often it is called.
    public func conclude(_ inputs: FinishContext) throws {
        guard let path = settings.index else { return }
        let origin = try IndexSnapshot(of: inputs.files).origin
        try MinHashIndex(path).add(
            inputs.files.folder(of: Phase.survivors), scheme: settings.scheme,
            origins: origin.map { [$0] })
    }
}

/// Writes the documents, sketches and names of a segment; keys are counted from 0.
struct SegmentWriter {
    private let documents: RecordOutput<SketchedDocument>
    private let named: RecordOutput<NamedDocument>
    private let sketches: any FileCreation
    private let names: any FileCreation
    private(set) var count = 0
    private var sketchReader = PartReader()
    private var nameReader = PartReader()

    init(_ folder: StoredFolder) throws {
        documents = try RecordOutput(folder.file("documents"))
        named = try RecordOutput(folder.file("named"))
        sketches = try folder.file("sketches-0").create()
        names = try folder.file("names-0").create()
    }

    mutating func append(
        _ document: SketchedDocument, _ name: NamedDocument, from source: StoredFolder
    ) throws {
        let start = 4 * document.offset
        let values = try sketchReader.read(
            source.file("sketches-\(document.part)"), start..<(start + 4 * document.count))
        try documents.append(
            document.moved(to: UInt64(count), part: 0, offset: sketches.count / 4))
        try sketches.write(values)
        let text = try nameReader.read(source.file("names-\(name.part)"), name.range)
        try named.append(
            NamedDocument(
                key: UInt64(count), place: UInt64(names.count), count: UInt64(text.count)))
        try names.write(text)
        count += 1
    }

    func commit() throws {
        try documents.commit()
        try named.commit()
        try sketches.commit()
        try names.commit()
    }
}

/// Reads ranges of files of which the last few stay open.
private struct PartReader {
    private var open: [any RangedFile] = []

    mutating func read(_ file: StoredFile, _ range: Range<Int>) throws -> [UInt8] {
        if range.isEmpty { return [] }
        if let place = open.firstIndex(where: { $0.path == file.path }) {
            open.swapAt(place, 0)
        } else {
            open.insert(try file.openRanges(), at: 0)
            if open.count > 64 { open.removeLast() }
        }
        var bytes: [UInt8] = []
        try open[0].read(range, into: &bytes)
        return bytes
    }
}
