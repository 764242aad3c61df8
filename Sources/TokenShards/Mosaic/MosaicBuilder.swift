// Assembles Mosaic's streaming data sets: FOLDER/shard.00000.mds, … and FOLDER/index.json.
import FileFormats
import FileStore

/// The open shard of the `mds` format, version 2, plain or each file one zstd frame.
///
/// A task's shards and their `index.json` are a folder of their own, which is a whole data set; an
/// index over all folders makes them one. A shard is
///
///     u32 samples n, u32 × (n + 1) offsets from the file's start, the columns as JSON, the samples
///
/// and a sample is a u32 length for each column of variable size, then the columns' bytes. Columns:
/// `id` (str), `mask` (ndarray:uint8, where the layout has a mask) and `tokens` (ndarray:uint16 or
/// ndarray:uint32). Of packed sequences a sample is one; it has `ids` (json) in the place of `id`, and
/// `ends` (ndarray:uint32): where each of its documents ends. The format has no arrays without elements, so no documents without tokens.
///
/// A whole shard is held in memory: its file begins with offsets that are known last.
final class MosaicBuilder: ShardBuilder {
    let path: String
    private(set) var ends = DocumentEnds()
    private let layout: ShardLayout
    private let columns: MosaicColumns
    private let name: String
    private var samples: [UInt8] = []
    private var sampleEnds: [Int] = []
    /// The packed sequence that lacks documents.
    private var open = MosaicSample()
    /// The task's complete shards, as `index.json` lists them.
    private var listed: [[ListingPart]]

    init(_ name: String, _ layout: ShardLayout, after previous: MosaicBuilder?) {
        self.layout = layout
        columns = MosaicColumns(layout)
        listed = previous?.listed ?? []
        let stem = "shard." + nameDigits(listed.count)
        self.name = stem + ".mds"
        path = layout.name + "/" + stem
    }

    func fitting(_ batch: TokenBatch, from start: Int) -> Int {
        var size = 8 + columns.config.count + 4 * sampleEnds.count + samples.count
        var end = start
        while end < batch.documents {
            size += 4 + columns.sampleSize(of: end, in: batch)
            if size > layout.shardBytes && (end > start || !sampleEnds.isEmpty) { break }
            end += 1
        }
        return end - start
    }

    func append(
        _ documents: Range<Int>, of batch: TokenBatch, into pieces: inout [ShardPiece]
    ) throws(ShardError) {
        for number in documents {
            guard batch.length(of: number) > 0 else {
                throw ShardError(.unsupported, name, "MDS can't hold a document without tokens")
            }
            open.append(number, of: batch)
            ends.append(tokens: batch.length(of: number))
            if ends.tokens.isMultiple(of: max(1, layout.sequenceLength)) { endSample() }
        }
        guard head + samples.count <= Int(UInt32.max) else {
            throw ShardError(.unsupported, name, "a shard of 4 GiB or more")
        }
    }

    private func endSample() {
        columns.append(open, to: &samples)
        sampleEnds.append(samples.count)
        open = MosaicSample()
    }

    /// Bytes before the first sample.
    private var head: Int { 4 + 4 * (sampleEnds.count + 1) + columns.config.count }

    func finish(into pieces: inout [ShardPiece]) {
        if !open.tokens.isEmpty { endSample() }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(head + samples.count)
        bytes.append(littleEndian: UInt32(sampleEnds.count))
        for end in [0] + sampleEnds { bytes.append(littleEndian: UInt32(head + end)) }
        bytes += columns.config
        bytes += samples
        samples = []
        listed.append(
            columns.listing(
                samples: sampleEnds.count, name: name, in: layout.name + "/", content: bytes))
        if layout.mosaicLevel != nil {
            let file = layout.name + "/" + name + MosaicFiles.zstdEnding
            let count = bytes.count
            pieces.append(.frame(file: file, bytes))
            pieces.append(.endOfFile(file: file, rawBytes: count, seekable: false))
        } else {
            let file = PlainColumn(file: layout.name + "/" + name)
            file.append(bytes[...], into: &pieces)
            file.finish(into: &pieces)
        }
    }

    func finishTask(into pieces: inout [ShardPiece]) {
        pieces.append(
            .listing(
                file: layout.name + "/" + MosaicFiles.indexName, MosaicFiles.index(listed)))
    }
}
