// One worker of a segment: parses a chunk and runs the fused chain over its documents.
import PipelineCore

/// What a worker made of one chunk.
struct BatchResult: Sendable {
    /// Encoded batches, one per channel.
    let batches: [any Sendable]
    let statistics: RunStatistics
    /// Documents that go on to the next segment: their keys and identifiers.
    let survivors: [(key: DocumentKey, id: [UInt8])]
}

/// A worker's own copy of everything a segment's documents pass through.
final class SegmentWorker {
    private let job: SegmentJob
    private let shared = DocumentScratch()
    private let parser: ChunkParser
    private let chain: [StageRunner]
    private let channels: [ChannelWorker]
    private let ledger: LedgerWorker
    private let statistics: StatisticsGatherer

    init(_ job: SegmentJob) throws {
        self.job = job
        parser = try job.makeParser()
        chain = try job.makeChain()
        channels = try job.channels.map { try $0.makeWorker() }
        ledger = channels[SegmentJob.ledgerChannel] as! LedgerWorker
        statistics = StatisticsGatherer(plan: job.plan)
    }

    func process(_ chunk: InputChunk, observer: (any CorpusObserver)?) throws -> BatchResult {
        let batch = try parser.parse(chunk)
        statistics.skipped(batch.skipped)
        var (documents, bad) = batch.taken()
        var survivors: [(key: DocumentKey, id: [UInt8])] = []
        for index in documents.indices {
            // Moved out, so that stages change the only copy.
            var document = Document(key: documents[index].key, offset: 0, id: [], text: [])
            swap(&document, &documents[index])
            while let record = bad.first, record.key < document.key {
                set(aside: bad.removeFirst(), record.key.file)
            }
            if try run(&document, observer) { survivors.append((document.key, document.id)) }
        }
        for record in bad { set(aside: record, record.key.file) }
        return BatchResult(
            batches: channels.map { $0.takeBatch() }, statistics: statistics.take(),
            survivors: survivors)
    }

    func pack(_ block: any Sendable, channel: Int) throws -> any Sendable {
        try channels[channel].pack(block)
    }

    private func set(aside record: BadRecord, _ file: Int) {
        ledger.add(record)
        statistics.bad(record, source: job.plan.inputs[file].file.path)
    }

    /// Runs the chain over one document; whether it goes on to the next segment.
    private func run(
        _ document: inout Document, _ observer: (any CorpusObserver)?
    ) throws -> Bool {
        if job.isFirst {
            document.values = Array(repeating: .nan, count: job.plan.columns.count)
            statistics.read(document)
        }
        shared.textChanged()
        let fate = try judge(&document, observer)
        for (index, channel) in channels.enumerated() where job.channels[index].takes(fate) {
            try channel.add(document, fate)
        }
        if let fate { statistics.ended(document, fate) }
        return fate == nil
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
            for (index, channel) in channels.enumerated() where job.channels[index].takes(.kept) {
                try channel.validate(document)
            }
            return .kept
        } catch let error as DataError {
            return .bad(reason: error.reason)
        }
    }
}
