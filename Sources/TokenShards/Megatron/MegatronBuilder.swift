// Assembles Megatron-LM's indexed data sets: NAME.bin with the tokens, NAME.idx with the documents.

/// The open shard of the `megatron` format.
///
/// `.bin` is the tokens, little-endian: u16, or i32 for a vocabulary above 65,536. `.idx` is
///
///     "MMIDIDX\0\0", u64 version 1, u8 type (8: u16, 4: i32),
///     u64 sequences N, u64 documents + 1,
///     i32 × N lengths, i64 × N byte offsets in .bin, i64 × (N + 1) documents' first sequences
///
/// with one sequence a document, or where sequences are packed one for each of these. The format has
/// no place for a loss mask, for ids, or for the documents in a packed sequence.
final class MegatronBuilder: ShardBuilder {
    let path: String
    private(set) var ends = DocumentEnds()
    private let layout: ShardLayout
    /// Tokens of the packed sequence that lacks documents.
    private var open = 0
    private let bin: PlainColumn
    private let idx: PlainColumn

    init(
        _ name: String, _ layout: ShardLayout, after previous: MegatronBuilder?
    ) throws(ShardError) {
        if layout.hasMask {
            throw ShardError(.unsupported, name, "Megatron's files have no place for a loss mask")
        }
        path = name
        self.layout = layout
        bin = PlainColumn(file: name + ".bin")
        idx = PlainColumn(file: name + ".idx")
    }

    func fitting(_ batch: TokenBatch, from start: Int) -> Int {
        layout.fitting(
            batch, from: start, after: ends, index: 16 * ends.documents, countsIDs: false)
    }

    func append(
        _ documents: Range<Int>, of batch: TokenBatch, into pieces: inout [ShardPiece]
    ) throws(ShardError) {
        for number in documents {
            open += batch.length(of: number)
            guard open <= Int(Int32.max) else {
                throw ShardError(.unsupported, bin.file, "a document of \(open) tokens")
            }
            if layout.sequenceLength > 0, open < layout.sequenceLength { continue }
            ends.append(tokens: open)
            open = 0
        }
        bin.append(batch.tokens[batch.tokenRange(of: documents)], as: layout.width, into: &pieces)
    }

    func finish(into pieces: inout [ShardPiece]) {
        if open > 0 { ends.append(tokens: open) }
        bin.finish(into: &pieces)
        let width = layout.width.rawValue
        let ranges = (0..<ends.documents).map(ends.tokenRange)
        idx.append(header()[...], into: &pieces)
        append(ranges.lazy.map { UInt32($0.count) }, into: &pieces)
        append(ranges.lazy.map { UInt64($0.lowerBound * width) }, into: &pieces)
        append((0...ranges.count).lazy.map { UInt64($0) }, into: &pieces)
        idx.finish(into: &pieces)
    }

    private func header() -> [UInt8] {
        var bytes = MegatronIndex.magic
        bytes.append(littleEndian: MegatronIndex.version)
        bytes.append(layout.width == .two ? MegatronIndex.uint16 : MegatronIndex.int32)
        bytes.append(littleEndian: UInt64(ends.documents))
        bytes.append(littleEndian: UInt64(ends.documents + 1))
        return bytes
    }

    private func append(
        _ numbers: some Sequence<some FixedWidthInteger>, into pieces: inout [ShardPiece]
    ) {
        var bytes: [UInt8] = []
        for number in numbers { bytes.append(littleEndian: number) }
        idx.append(bytes[...], into: &pieces)
    }
}
