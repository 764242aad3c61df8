// What all formats' assemblers have in common: a document goes whole into the open shard or a new one.

/// Begins a new shard whenever the next document doesn't fit the open one.
final class RollingAssembler<Builder: ShardBuilder>: ShardAssembler {
    private let layout: ShardLayout
    private var shard: Builder
    private var number = 0
    /// Tokens of the open shard.
    private var tokens = 0

    init(_ layout: ShardLayout) throws(ShardError) {
        self.layout = layout
        shard = try Builder(layout.name(ofShard: 0), layout, after: nil)
    }

    func append(_ batch: TokenBatch, into pieces: inout [ShardPiece]) throws(ShardError) {
        try layout.check(batch)
        var start = 0
        while start < batch.documents {
            let count = wholeSequences(shard.fitting(batch, from: start), of: batch, from: start)
            if count == 0 {
                try endShard(into: &pieces)
                shard = try Builder(layout.name(ofShard: number), layout, after: shard)
            } else {
                try shard.append(start..<start + count, of: batch, into: &pieces)
                tokens += batch.tokenRange(of: start..<start + count).count
                start += count
            }
        }
    }

    /// Fewer documents than fit, or more, so that no shard ends inside a packed sequence.
    private func wholeSequences(_ count: Int, of batch: TokenBatch, from start: Int) -> Int {
        func isBorder(_ count: Int) -> Bool {
            let added = batch.tokenRange(of: start..<start + count).count
            return (tokens + added).isMultiple(of: layout.sequenceLength)
        }
        let all = batch.documents - start
        if layout.sequenceLength == 0 || count == all { return count }
        if let fewer = (0...count).last(where: isBorder), fewer > 0 || tokens > 0 { return fewer }
        return (count...all).first(where: isBorder) ?? all
    }

    func finish(into pieces: inout [ShardPiece]) throws(ShardError) {
        guard shard.ends.documents > 0 else { return }
        try endShard(into: &pieces)
        shard.finishTask(into: &pieces)
    }

    private func endShard(into pieces: inout [ShardPiece]) throws(ShardError) {
        try shard.finish(into: &pieces)
        pieces.append(.endOfShard(layout.record(shard.path, shard.ends)))
        number += 1
        tokens = 0
    }
}
