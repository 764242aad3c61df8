// The documents that the segment before left.
import FileStore
import PipelineCore

/// Reads waiting documents, a frame a chunk.
final class WaitingSource: DocumentSource {
    private let input: FrameInput

    init(_ file: StoredFile) throws { input = try FrameInput(file) }

    var bytesRead: Int { input.offset }

    func next() throws -> (any PendingChunk)? { try input.next().map(WaitingChunk.init) }

    func finish() -> [CompletionRecord.Piece] { [] }
}

private struct WaitingChunk: PendingChunk {
    let frame: PackedFrame

    var heldBytes: Int { frame.rawCount }

    func parse(worker: Int) throws -> DocumentBatch {
        let bytes = try FrameUnpacker().unpack(frame, path: WaitingDocuments.fileName)
        var reader = ByteReader(bytes)
        var batch = DocumentBatch()
        while !reader.isAtEnd { batch.append(try DocumentCoding.read(from: &reader)) }
        return batch
    }
}
