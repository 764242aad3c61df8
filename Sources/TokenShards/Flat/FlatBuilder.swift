// Assembles parts of flat token files, which are joined when all are there.

/// The open part of the `bin` and `npy` formats: tokens, ends and mask, each plain.
///
/// One array holds the whole corpus, so what tasks write is parts of it; ``FlatJoin`` makes it.
final class FlatBuilder: ShardBuilder {
    let path: String
    private(set) var ends = DocumentEnds()
    private let layout: ShardLayout
    private let tokens: PlainColumn
    private let mask: PlainColumn
    private let index: PlainColumn

    init(_ name: String, _ layout: ShardLayout, after previous: FlatBuilder?) {
        path = name
        self.layout = layout
        tokens = PlainColumn(file: name + FlatJoin.tokensPart)
        mask = PlainColumn(file: name + FlatJoin.maskPart)
        index = PlainColumn(file: name + FlatJoin.endsPart)
    }

    func fitting(_ batch: TokenBatch, from start: Int) -> Int {
        layout.fitting(batch, from: start, after: ends, index: 8 * ends.documents, countsIDs: false)
    }

    func append(
        _ documents: Range<Int>, of batch: TokenBatch, into pieces: inout [ShardPiece]
    ) {
        for number in documents { ends.append(tokens: batch.length(of: number)) }
        let range = batch.tokenRange(of: documents)
        tokens.append(batch.tokens[range], as: layout.width, into: &pieces)
        if layout.hasMask { mask.append(batch.mask(of: range), into: &pieces) }
    }

    func finish(into pieces: inout [ShardPiece]) {
        tokens.finish(into: &pieces)
        if layout.hasMask { mask.finish(into: &pieces) }
        var bytes: [UInt8] = []
        for end in ends.all { bytes.append(littleEndian: end) }
        index.append(bytes[...], into: &pieces)
        index.finish(into: &pieces)
    }
}
