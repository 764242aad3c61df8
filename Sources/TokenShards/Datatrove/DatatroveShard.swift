// Assembles datatrove's token files: NAME.ds, NAME.ds.index, NAME.ds.loss and NAME.ds.metadata.
import FileFormats

/// The open shard of the `datatrove` format.
///
/// `.ds` is the tokens, little-endian, u16 or u32; `.ds.index` is a u64 for each document, its end in
/// tokens; `.ds.loss` is a byte 0 or 1 for each token, where the layout has a mask; `.ds.metadata` is
/// three lines: the tokenizer and the bytes per token, the count of tokens, the same for people. The
/// format has no place for ids.
final class DatatroveShard: OpenShard {
    private(set) var index: ShardIndex
    private let layout: ShardLayout
    private let tokens: PlainColumn
    private let loss: PlainColumn
    private let ends: PlainColumn
    private let metadata: PlainColumn

    init(_ name: String, _ layout: ShardLayout, after previous: DatatroveShard?) {
        self.layout = layout
        index = ShardIndex(layout)
        tokens = PlainColumn(file: name + ".ds")
        loss = PlainColumn(file: name + ".ds.loss")
        ends = PlainColumn(file: name + ".ds.index")
        metadata = PlainColumn(file: name + ".ds.metadata")
    }

    func fitting(_ batch: TokenBatch, from start: Int) -> Int {
        layout.fitting(batch, from: start, index)
    }

    func append(
        _ documents: Range<Int>, of batch: TokenBatch, into pieces: inout [ShardPiece]
    ) {
        for number in documents { index.append(id: [], tokens: batch.length(of: number)) }
        let range = batch.tokenRange(of: documents)
        tokens.append(batch.tokens[range], as: index.width, into: &pieces)
        if layout.hasMask { loss.append(batch.mask[range], into: &pieces) }
    }

    func finish(into pieces: inout [ShardPiece]) {
        tokens.finish(into: &pieces)
        if layout.hasMask { loss.finish(into: &pieces) }
        var bytes: [UInt8] = []
        for end in index.ends { bytes.append(littleEndian: end) }
        ends.append(bytes[...], into: &pieces)
        ends.finish(into: &pieces)
        metadata.append(Array(metadataText.utf8)[...], into: &pieces)
        metadata.finish(into: &pieces)
    }

    private var metadataText: String {
        let isKnown = layout.tokenizerDigest != ShardIndex.noDigest
        let tokenizer = isKnown ? "sha256:" + hexDigits(layout.tokenizerDigest) : "unknown"
        return "\(tokenizer)|\(index.width.rawValue)\n\(index.tokens)\n\(humanCount(index.tokens))"
    }
}

/// `1.23 MT`: three significant digits and an SI prefix, as datatrove writes counts of tokens.
package func humanCount(_ count: Int) -> String {
    var exponent = String(count).utf8.count - 1
    var value = Double(count)
    for _ in 0..<exponent / 3 { value /= 1000 }
    if exponent % 3 == 2 && value >= 999.5 {
        value /= 1000
        exponent += 1
    }
    let decimals = 2 - exponent % 3
    let scale = [1, 10, 100][decimals]
    let scaled = Int((value * Double(scale)).rounded(.toNearestOrEven))
    let digits = String(scaled % scale)
    let zeros = String(repeating: "0", count: max(0, decimals - digits.utf8.count))
    let fraction = decimals == 0 ? "" : "." + zeros + digits
    return "\(scaled / scale)\(fraction) \(["", "k", "M", "G", "T", "P", "E"][exponent / 3])T"
}
