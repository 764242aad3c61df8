// What all formats' assemblers have in common: a document goes whole into the open shard or a new one.

/// The shard that is being assembled, in one format.
protocol OpenShard: AnyObject {
    /// What is in it so far.
    var index: ShardIndex { get }

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

extension OpenShard {
    func finishTask(into pieces: inout [ShardPiece]) {}
}

/// Begins a new shard whenever the next document doesn't fit the open one.
final class RollingAssembler<Shard: OpenShard>: ShardAssembler {
    private let layout: ShardLayout
    private var shard: Shard
    private var number = 0

    init(_ layout: ShardLayout) throws(ShardError) {
        self.layout = layout
        shard = try Shard(layout.name(ofShard: 0), layout, after: nil)
    }

    func append(_ batch: TokenBatch, into pieces: inout [ShardPiece]) throws(ShardError) {
        try layout.check(batch)
        var start = 0
        while start < batch.documents {
            let count = shard.fitting(batch, from: start)
            if count == 0 {
                try endShard(into: &pieces)
                shard = try Shard(layout.name(ofShard: number), layout, after: shard)
            } else {
                try shard.append(start..<start + count, of: batch, into: &pieces)
                start += count
            }
        }
    }

    func finish(into pieces: inout [ShardPiece]) throws(ShardError) {
        guard shard.index.documents > 0 else { return }
        try endShard(into: &pieces)
        shard.finishTask(into: &pieces)
    }

    private func endShard(into pieces: inout [ShardPiece]) throws(ShardError) {
        try shard.finish(into: &pieces)
        let name = layout.name(ofShard: number)
        pieces.append(
            .endOfShard(
                layout.record(name, documents: shard.index.documents, tokens: shard.index.tokens)))
        number += 1
    }
}
