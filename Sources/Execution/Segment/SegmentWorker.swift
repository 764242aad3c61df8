// One worker of a segment: parses a chunk and runs the fused chain over its documents.
import FileStore
import PipelineCore

/// What a worker made of one chunk, besides the batches that its sinks hold.
struct BatchResult: Sendable {
    let statistics: RunStatistics
    /// Documents that go on to the next segment: their keys and identifiers.
    let survivors: [(key: DocumentKey, id: [UInt8])]
}

/// A worker's own copy of everything a segment's documents pass through.
final class SegmentWorker {
    private let job: SegmentJob
    private let index: Int
    private var shared = DocumentScratch()
    private var chain: [StageRunner]
    private let statistics: StatisticsGatherer
    /// Of documents that nothing has measured.
    private let noValues: [Double]

    init(_ job: SegmentJob, index: Int) throws {
        self.job = job
        self.index = index
        try job.prepare(worker: index)
        chain = try job.makeChain()
        statistics = StatisticsGatherer(plan: job.plan)
        noValues = Array(repeating: .nan, count: job.plan.columns.count)
    }

    /// Gives back what a large document left in the worker's scratch.
    func forget() throws {
        shared = DocumentScratch()
        chain = try job.makeChain()
    }

    func process(_ chunk: any PendingChunk, observer: (any CorpusObserver)?) throws -> BatchResult {
        let batch = try chunk.parse(worker: index)
        statistics.skipped(batch.skipped)
        var (documents, bad) = batch.taken()
        var survivors: [(key: DocumentKey, id: [UInt8])] = []
        for index in documents.indices {
            // Moved out, so that stages change the only copy.
            var document = Document(key: documents[index].key, offset: 0, id: [], text: [])
            swap(&document, &documents[index])
            while let record = bad.first, record.key < document.key {
                try setAside(bad.removeFirst())
            }
            if try run(&document, observer) { survivors.append((document.key, document.id)) }
        }
        for record in bad { try setAside(record) }
        return BatchResult(statistics: statistics.take(), survivors: survivors)
    }

    /// A record that never became a document: a row in the ledger.
    private func setAside(_ record: BadRecord) throws {
        let source = job.plan.inputs[record.key.file].file.path
        let place = "\(source)#\(RecordPlaces.text(record.key.place))"
        var document = Document(
            key: record.key, offset: record.offset,
            id: record.id.isEmpty ? Array(place.utf8) : record.id, text: [])
        document.values = noValues
        statistics.read(document)
        statistics.lost(records: record.lost)
        if record.endsFile { statistics.lost(file: source) }
        try end(document, .bad(reason: record.reason))
    }

    /// Runs the chain over one document; whether it goes on to the next segment.
    private func run(
        _ document: inout Document, _ observer: (any CorpusObserver)?
    ) throws -> Bool {
        if job.isFirst {
            document.values = noValues
            statistics.read(document)
        }
        shared.textChanged()
        let fate = try judge(&document, observer)
        try end(document, fate)
        return fate == nil
    }

    private func end(_ document: Document, _ fate: Fate?) throws {
        for sink in job.sinks where sink.takes(fate) {
            try sink.add(document, fate, worker: index)
        }
        if let fate { statistics.ended(document, fate) }
    }

    private func judge(
        _ document: inout Document, _ observer: (any CorpusObserver)?
    ) throws -> Fate? {
        do {
            for runner in chain {
                let drop = try runner.process(&document, in: shared)
                statistics.saw(document, stage: runner.stage)
                if let drop { return .dropped(drop) }
            }
            if let observer {
                try observer.observe(document, in: shared)
                return nil
            }
            if job.writesArranged { return .kept }
            for sink in job.sinks where sink.takes(.kept) { try sink.validate(document) }
            return .kept
        } catch let error as DataError {
            return .bad(reason: error.reason)
        }
    }
}
