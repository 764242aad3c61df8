// A reader and what its workers hold of it: the place where a reader's types are forgotten.
import FileFormats
import FileStore
import PipelineCore

/// One reader of a plan, shared by all workers.
protocol ReaderWorkers: AnyObject, Sendable {
    /// Makes a worker's part; on the worker's thread, before anything else of that worker.
    func prepare(worker: Int) throws

    func open(_ input: OpenInput) throws -> any OpenFile
}

/// A file that is being cut into chunks.
protocol OpenFile: AnyObject {
    func next() throws -> (any PendingChunk)?
    var bytesRead: Int { get }
    var extent: ReadExtent { get }
}

func workers(of reader: any Reader, count: Int) -> any ReaderWorkers {
    func make<R: Reader>(_ reader: R) -> any ReaderWorkers { TypedReader(reader, workers: count) }
    return make(reader)
}

/// A reader with its workers' scratch; each worker touches its own alone.
private final class TypedReader<R: Reader>: ReaderWorkers, @unchecked Sendable {
    private let reader: R
    private var scratch: [Slot]

    private final class Slot {
        var scratch: R.Scratch?
    }

    init(_ reader: R, workers: Int) {
        self.reader = reader
        scratch = (0..<workers).map { _ in Slot() }
    }

    func prepare(worker: Int) throws { scratch[worker].scratch = try reader.makeScratch() }

    func open(_ input: OpenInput) throws -> any OpenFile {
        TypedFile(self, try reader.open(input), input.file)
    }

    func parse(_ chunk: R.Chunk, of file: InputFile, worker: Int) throws -> DocumentBatch {
        guard var own = scratch[worker].scratch.take() else {
            preconditionFailure("a worker prepares its readers before it uses them")
        }
        defer { scratch[worker].scratch = own }
        var batch = DocumentBatch()
        try reader.parse(chunk, of: file, using: &own, into: &batch)
        return batch
    }

    private final class TypedFile: OpenFile {
        private let owner: TypedReader<R>
        private let source: any ChunkSource<R.Chunk>
        private let file: InputFile

        init(_ owner: TypedReader<R>, _ source: any ChunkSource<R.Chunk>, _ file: InputFile) {
            self.owner = owner
            self.source = source
            self.file = file
        }

        func next() throws -> (any PendingChunk)? {
            try source.next().map { TypedChunk(owner: owner, chunk: $0, file: file) }
        }

        var bytesRead: Int { source.bytesRead }
        var extent: ReadExtent { source.extent }
    }

    private struct TypedChunk: PendingChunk {
        let owner: TypedReader<R>
        let chunk: R.Chunk
        let file: InputFile

        func parse(worker: Int) throws -> DocumentBatch {
            try owner.parse(chunk, of: file, worker: worker)
        }

        var heldBytes: Int { (chunk as? any ChunkOfBytes)?.heldBytes ?? 0 }
    }
}
