// Assembles a shard in Winnow's own format: NAME.tokens.zst, NAME.mask.zst, NAME.index.zst, NAME.sha256.
import FileFormats

/// The open shard of the `winnow` format.
///
/// Each file is a row of zstd frames of ``ShardLayout/frameBytes`` raw bytes with the standard table
/// of a seekable file at its end, so `zstd -d` gives the plain little-endian tokens and any part can
/// be read alone. There is a mask where the layout has one. The index is described at ``WinnowIndex``.
/// `NAME.sha256` has the digests of the other files as they lie there, as `sha256sum -c` reads them.
final class WinnowBuilder: ShardBuilder {
    let path: String
    private var index: WinnowIndex
    private let layout: ShardLayout
    private let tokens: FramedColumn
    private let mask: FramedColumn
    private let indexFile: FramedColumn

    init(_ name: String, _ layout: ShardLayout, after previous: WinnowBuilder?) {
        path = name
        self.layout = layout
        index = WinnowIndex(layout)
        let files = WinnowFiles(name)
        tokens = FramedColumn(file: files.tokens, frameBytes: layout.frameBytes)
        mask = FramedColumn(file: files.mask, frameBytes: layout.frameBytes)
        indexFile = FramedColumn(file: files.index, frameBytes: layout.frameBytes)
    }

    var ends: DocumentEnds { index.ends }

    func fitting(_ batch: TokenBatch, from start: Int) -> Int {
        layout.fitting(
            batch, from: start, after: index.ends, index: index.byteCount, countsIDs: true)
    }

    func append(
        _ documents: Range<Int>, of batch: TokenBatch, into pieces: inout [ShardPiece]
    ) {
        for number in documents {
            index.append(id: batch.id(of: number), tokens: batch.length(of: number))
        }
        let range = batch.tokenRange(of: documents)
        tokens.append(batch.tokens[range], as: index.width, into: &pieces)
        if layout.hasMask { mask.append(batch.mask(of: range), into: &pieces) }
    }

    func finish(into pieces: inout [ShardPiece]) {
        tokens.finish(into: &pieces)
        if layout.hasMask { mask.finish(into: &pieces) }
        indexFile.append(index.encoded()[...], into: &pieces)
        indexFile.finish(into: &pieces)
        let files = WinnowFiles(path)
        let listing = files.digested(hasMask: layout.hasMask).flatMap { file -> [ListingPart] in
            [.storedSHA256(of: file), .text(WinnowFiles.digestLineEnd(of: file))]
        }
        pieces.append(.listing(file: files.digests, listing))
    }
}
