// Assembles Winnow's own shards: NAME.tokens.zst, NAME.mask.zst where there is a mask, NAME.index.zst.
import FileFormats

/// The assembler of the `winnow` format.
///
/// Each file is a row of zstd frames of ``ShardLayout/frameBytes`` raw bytes with the standard table
/// of a seekable file at its end, so `zstd -d` gives the plain little-endian tokens and any part can
/// be read alone. The index is described at ``ShardIndex``.
public final class WinnowAssembler: ShardAssembler {
    private let layout: ShardLayout
    private var index: ShardIndex
    private var tokens: FramedColumn
    private var mask: FramedColumn
    private var number = 0

    public init(_ layout: ShardLayout) {
        self.layout = layout
        (index, tokens, mask) = Self.emptyShard(0, layout)
    }

    private static func emptyShard(
        _ number: Int, _ layout: ShardLayout
    ) -> (ShardIndex, FramedColumn, FramedColumn) {
        let name = layout.name(ofShard: number)
        let index = ShardIndex(
            vocabularySize: layout.vocabularySize, hasMask: layout.hasMask,
            tokenizerDigest: layout.tokenizerDigest)
        return (
            index,
            FramedColumn(file: name + ".tokens.zst", frameBytes: layout.frameBytes),
            FramedColumn(file: name + ".mask.zst", frameBytes: layout.frameBytes)
        )
    }

    public func append(
        _ batch: TokenBatch, into pieces: inout [ShardPiece]
    ) throws(ShardError) {
        try layout.check(batch)
        var start = 0
        while start < batch.documents {
            let count = layout.fitting(batch, from: start, index)
            if count == 0 {
                endShard(into: &pieces)
            } else {
                append(start..<start + count, of: batch, into: &pieces)
                start += count
            }
        }
    }

    public func finish(into pieces: inout [ShardPiece]) {
        if index.documents > 0 { endShard(into: &pieces) }
    }

    private func append(
        _ documents: Range<Int>, of batch: TokenBatch, into pieces: inout [ShardPiece]
    ) {
        for number in documents {
            index.append(
                id: batch.id(of: number), tokens: batch.tokenRange(of: number..<number + 1).count)
        }
        let range = batch.tokenRange(of: documents)
        tokens.append(batch.tokens[range], as: index.width, into: &pieces)
        if layout.hasMask { mask.append(batch.mask[range], into: &pieces) }
    }

    private func endShard(into pieces: inout [ShardPiece]) {
        index.tokensDigest = tokens.finish(into: &pieces)
        if layout.hasMask { index.maskDigest = mask.finish(into: &pieces) }
        let name = layout.name(ofShard: number)
        let file = FramedColumn(file: name + ".index.zst", frameBytes: layout.frameBytes)
        file.append(index.encoded()[...], into: &pieces)
        _ = file.finish(into: &pieces)
        pieces.append(
            .endOfShard(layout.record(name, documents: index.documents, tokens: index.tokens)))
        number += 1
        (index, tokens, mask) = Self.emptyShard(number, layout)
    }
}
