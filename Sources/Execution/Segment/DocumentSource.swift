// Where a segment's batches come from, with the reader's type forgotten.
import FileFormats
import PipelineCore

/// One piece of a task's input: read by one thread at a time, parsed by any.
struct InputChunk: Sendable {
    /// Index into the plan's inputs.
    let input: Int
    let content: any Sendable
}

/// The input of one task in order.
class DocumentSource {
    /// The next chunk; `nil` at the end.
    func next() throws -> InputChunk? { preconditionFailure("DocumentSource is abstract") }

    /// Bytes taken so far, for progress.
    var bytesRead: Int { 0 }
}

/// One worker's parsing of chunks.
class ChunkParser {
    func parse(_ chunk: InputChunk) throws -> DocumentBatch {
        preconditionFailure("ChunkParser is abstract")
    }
}

/// A chunk that stands for the end of a file that could not be read further.
private struct BrokenEnd: Sendable {
    let offset: Int
    let reason: String
}

/// Reads the files of a task with the pipeline's readers.
final class FileSource: DocumentSource {
    private let plan: Plan
    private let task: ReadTask
    private var input: Int
    private var open: OpenFile?
    private var bytesBefore = 0

    init(plan: Plan, task: ReadTask) {
        self.plan = plan
        self.task = task
        input = task.inputs.lowerBound
    }

    override var bytesRead: Int { bytesBefore + (open?.bytesRead ?? 0) }

    override func next() throws -> InputChunk? {
        while input < task.inputs.upperBound {
            if let chunk = try chunkOfFile() { return chunk }
        }
        return nil
    }

    /// The next chunk of the file at hand; moves on to the next file where it ends.
    private func chunkOfFile() throws -> InputChunk? {
        do {
            let file = try open ?? openFile()
            open = file
            if let content = try file.next() { return InputChunk(input: input, content: content) }
        } catch let error as DataError {
            return brokenEnd(error.reason)
        } catch let error as FileError where error.isDamage {
            return brokenEnd("\(error)")
        }
        endFile()
        return nil
    }

    private func openFile() throws -> OpenFile {
        let planned = plan.inputs[input]
        guard let reader = plan.readers[planned.reader].stage as? any Reader else {
            preconditionFailure("an input's reader is a Reader")
        }
        return try openWithReader(reader, planned.file)
    }

    private func brokenEnd(_ reason: String) -> InputChunk {
        defer { endFile() }
        let end = BrokenEnd(offset: open?.bytesRead ?? 0, reason: reason)
        return InputChunk(input: input, content: end)
    }

    private func endFile() {
        bytesBefore += plan.inputs[input].file.size
        open = nil
        input += 1
    }
}

/// A chunk source with its type forgotten.
private class OpenFile {
    func next() throws -> (any Sendable)? { nil }
    var bytesRead: Int { 0 }
}

private final class TypedOpenFile<Chunk: Sendable>: OpenFile {
    let source: any ChunkSource<Chunk>

    init(_ source: any ChunkSource<Chunk>) {
        self.source = source
    }

    override func next() throws -> (any Sendable)? { try source.next() }
    override var bytesRead: Int { source.bytesRead }
}

private func openWithReader<R: Reader>(_ reader: R, _ file: InputFile) throws -> OpenFile {
    TypedOpenFile(try reader.open(file))
}

/// Parses the chunks of all of a pipeline's readers.
final class FileParser: ChunkParser {
    private let inputs: [PlannedInput]
    private let readers: [ReaderParser]

    init(plan: Plan) throws {
        inputs = plan.inputs
        readers = try plan.readers.map { built in
            let reader = built.stage as! any Reader
            return try Self.parser(for: reader)
        }
    }

    private static func parser<R: Reader>(for reader: R) throws -> ReaderParser {
        try TypedReaderParser(reader)
    }

    override func parse(_ chunk: InputChunk) throws -> DocumentBatch {
        let planned = inputs[chunk.input]
        if let end = chunk.content as? BrokenEnd {
            var batch = DocumentBatch()
            let key = DocumentKey(file: chunk.input, ordinal: DocumentKey.maxRecords - 1)
            batch.append(BadRecord(key: key, offset: end.offset, reason: end.reason))
            return batch
        }
        return try readers[planned.reader].parse(chunk.content, planned.file)
    }
}

private class ReaderParser {
    func parse(_ chunk: any Sendable, _ file: InputFile) throws -> DocumentBatch {
        preconditionFailure("ReaderParser is abstract")
    }
}

private final class TypedReaderParser<R: Reader>: ReaderParser {
    let reader: R
    var scratch: R.Scratch

    init(_ reader: R) throws {
        self.reader = reader
        scratch = try reader.makeScratch()
    }

    override func parse(_ chunk: any Sendable, _ file: InputFile) throws -> DocumentBatch {
        var batch = DocumentBatch()
        try reader.parse(chunk as! R.Chunk, of: file, using: &scratch, into: &batch)
        return batch
    }
}

/// Reads the documents that the segment before left.
final class WaitingSource: DocumentSource {
    private let input: FrameInput

    init(path: String) throws {
        input = try FrameInput(path: path)
    }

    override var bytesRead: Int { input.offset }

    override func next() throws -> InputChunk? {
        try input.next().map { InputChunk(input: 0, content: $0) }
    }
}

/// Decodes waiting documents.
final class WaitingParser: ChunkParser {
    private let unpacker = FrameUnpacker()

    override func parse(_ chunk: InputChunk) throws -> DocumentBatch {
        let frame = chunk.content as! PackedFrame
        var reader = ByteReader(try unpacker.unpack(frame, path: "documents.frames"))
        var batch = DocumentBatch()
        while !reader.isAtEnd {
            batch.append(try DocumentCoding.read(from: &reader))
        }
        return batch
    }
}
