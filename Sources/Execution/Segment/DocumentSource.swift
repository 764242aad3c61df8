// Where a segment's batches come from: chunks that any worker can parse.
import PipelineCore

/// One piece of a task's input: cut by one thread at a time, parsed by any worker.
protocol PendingChunk: Sendable {
    func parse(worker: Int) throws -> DocumentBatch

    /// Bytes of the chunk, where it says so.
    var heldBytes: Int { get }
}

/// The input of one task in order.
protocol DocumentSource: AnyObject {
    /// The next chunk; `nil` at the end.
    func next() throws -> (any PendingChunk)?

    /// Bytes taken so far, for progress.
    var bytesRead: Int { get }

    /// What was read of each input, once ``next()`` has given `nil`.
    func finish() throws -> [CompletionRecord.Piece]
}

extension PendingChunk {
    var heldBytes: Int { 0 }

    /// How many chunks of the usual size it counts for.
    var weight: Int { max(1, heldBytes / (8 << 20)) }

    /// Whether it is larger than chunks of many documents are: what stages make of its one document
    /// (words, lines, n-grams) takes many times its size.
    var isLarge: Bool { heldBytes > 6 << 20 }
}
