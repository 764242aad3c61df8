// The shard that is being assembled, in one format.

/// Turns documents into the pieces of one shard; every format has its own.
protocol ShardBuilder: AnyObject {
    /// The shard's files without their endings, from the output's folder.
    var path: String { get }

    /// The documents that are in it so far.
    var ends: DocumentEnds { get }

    /// An empty shard; `previous` is the task's shard before it.
    ///
    /// - Throws: ``ShardError/Code/unsupported`` where the format can't hold what the layout asks for.
    init(_ name: String, _ layout: ShardLayout, after previous: Self?) throws(ShardError)

    /// How many documents of a batch from `start` on still fit; at least one where it is empty.
    func fitting(_ batch: TokenBatch, from start: Int) -> Int

    /// Adds documents of a batch.
    func append(
        _ documents: Range<Int>, of batch: TokenBatch, into pieces: inout [ShardPiece]
    ) throws(ShardError)

    /// Ends the shard's files.
    func finish(into pieces: inout [ShardPiece]) throws(ShardError)

    /// Ends what belongs to all shards of the task, where the format has such a file.
    func finishTask(into pieces: inout [ShardPiece])
}

extension ShardBuilder {
    func finishTask(into pieces: inout [ShardPiece]) {}
}
