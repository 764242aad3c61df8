// Assembles a shard in Winnow's own format: NAME.tokens.zst, NAME.mask.zst, NAME.index.zst.
import FileFormats

/// The open shard of the `winnow` format.
///
/// Each file is a row of zstd frames of ``ShardLayout/frameBytes`` raw bytes with the standard table
/// of a seekable file at its end, so `zstd -d` gives the plain little-endian tokens and any part can
/// be read alone. There is a mask where the layout has one. The index is described at ``ShardIndex``.
final class WinnowShard: OpenShard {
    private(set) var index: ShardIndex
    private let layout: ShardLayout
    private let tokens: FramedColumn
    private let mask: FramedColumn
    private let indexFile: FramedColumn

    init(_ name: String, _ layout: ShardLayout, after previous: WinnowShard?) {
        self.layout = layout
        index = ShardIndex(layout)
        tokens = FramedColumn(file: name + ".tokens.zst", frameBytes: layout.frameBytes)
        mask = FramedColumn(file: name + ".mask.zst", frameBytes: layout.frameBytes)
        indexFile = FramedColumn(file: name + ".index.zst", frameBytes: layout.frameBytes)
    }

    func fitting(_ batch: TokenBatch, from start: Int) -> Int {
        layout.fitting(batch, from: start, index)
    }

    func append(
        _ documents: Range<Int>, of batch: TokenBatch, into pieces: inout [ShardPiece]
    ) {
        for number in documents {
            index.append(id: batch.id(of: number), tokens: batch.length(of: number))
        }
        let range = batch.tokenRange(of: documents)
        tokens.append(batch.tokens[range], as: index.width, into: &pieces)
        if layout.hasMask { mask.append(batch.mask[range], into: &pieces) }
    }

    func finish(into pieces: inout [ShardPiece]) {
        index.tokensDigest = tokens.finish(into: &pieces)
        if layout.hasMask { index.maskDigest = mask.finish(into: &pieces) }
        indexFile.append(index.encoded()[...], into: &pieces)
        _ = indexFile.finish(into: &pieces)
    }
}
