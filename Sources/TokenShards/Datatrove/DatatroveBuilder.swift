// Assembles datatrove's token files: NAME.ds, NAME.ds.index, NAME.ds.loss and NAME.ds.metadata.
import FileFormats

/// The open shard of the `datatrove` format.
///
/// `.ds` is the tokens, little-endian, u16 or u32; `.ds.index` is a u64 for each document, its end in
/// tokens; `.ds.loss` is a byte 0 or 1 for each token, where the layout has a mask; `.ds.metadata` is
/// three lines: the tokenizer and the bytes per token, the count of tokens, the same for people. The
/// format has no place for ids.
final class DatatroveBuilder: ShardBuilder {
    let path: String
    private(set) var ends = DocumentEnds()
    private let layout: ShardLayout
    private let tokens: PlainColumn
    private let loss: PlainColumn
    private let index: PlainColumn
    private let metadata: PlainColumn

    init(_ name: String, _ layout: ShardLayout, after previous: DatatroveBuilder?) {
        path = name
        self.layout = layout
        tokens = PlainColumn(file: name + ".ds")
        loss = PlainColumn(file: name + ".ds.loss")
        index = PlainColumn(file: name + ".ds.index")
        metadata = PlainColumn(file: name + ".ds.metadata")
    }

    func fitting(_ batch: TokenBatch, from start: Int) -> Int {
        layout.fitting(
            batch, from: start, after: ends, index: 16 * ends.documents, countsIDs: false)
    }

    func append(
        _ documents: Range<Int>, of batch: TokenBatch, into pieces: inout [ShardPiece]
    ) {
        for number in documents { ends.append(tokens: batch.length(of: number)) }
        let range = batch.tokenRange(of: documents)
        tokens.append(batch.tokens[range], as: layout.width, into: &pieces)
        if layout.hasMask { loss.append(batch.mask(of: range), into: &pieces) }
    }

    func finish(into pieces: inout [ShardPiece]) {
        tokens.finish(into: &pieces)
        if layout.hasMask { loss.finish(into: &pieces) }
        var bytes: [UInt8] = []
        for end in ends.all { bytes.append(littleEndian: end) }
        index.append(bytes[...], into: &pieces)
        index.finish(into: &pieces)
        metadata.append(metadataText[...], into: &pieces)
        metadata.finish(into: &pieces)
    }

    private var metadataText: [UInt8] {
        let isKnown = layout.tokenizerDigest != ShardLayout.unknownDigest
        let tokenizer = isKnown ? "sha256:" + hexDigits(layout.tokenizerDigest) : "unknown"
        return DatatroveMetadata(
            tokenizer: tokenizer, width: layout.width.rawValue, tokens: ends.tokens
        ).bytes
    }
}
