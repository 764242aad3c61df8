// Writing token shards from tokens in memory, beside libzstd and nothing else on the same frames.
import BytePairEncoding
import FileFormats
import FileStore
import Foundation
import TokenShards

let shardBenchmarks = BenchmarkArea(name: "shards") { inputs in
    let documents = try tokenized(try inputs.texts(limit: 32 << 20))
    let tokens = documents.reduce(0) { $0 + $1.count }
    let batches = try batches(of: documents)
    let frames = frames(of: documents)
    let compressor = ZstdCompressor()
    let libzstd = Benchmark.Floor(name: "libzstd") {
        for frame in frames { keep(compressor.frame(of: frame.span)) }
    }
    return [
        // Digests, index, files and syncing them are in it.
        Benchmark("write, level 3", bytes: 2 * tokens, floor: libzstd) {
            try write(batches, with: compressor)
        }
    ]
}

private func tokenized(_ texts: [[UInt8]]) throws -> [[UInt32]] {
    let counter = WordCounter(split: .cl100k)
    for text in texts { counter.add(text.span) }
    let options = BPETrainerOptions(
        vocabularySize: 32_768, minFrequency: 2, specialTokens: [Array("<|endoftext|>".utf8)])
    let encoder = TokenEncoder(try BPETrainer(options).train(counter))
    return texts.map { text in
        var tokens: [UInt32] = []
        encoder.encode(text.span, into: &tokens)
        return tokens
    }
}

/// Batches of the size in which a run's documents come.
private func batches(of documents: [[UInt32]]) throws -> [TokenBatch] {
    var batches = [TokenBatch()]
    var count = 0
    for (number, tokens) in documents.enumerated() {
        try batches[batches.count - 1].append(
            id: Array("document-\(number)".utf8).span, tokens: tokens.span, mask: [UInt8]().span)
        count += tokens.count
        if count > 1 << 16 {
            batches.append(TokenBatch())
            count = 0
        }
    }
    return batches
}

/// The frames that the shards' tokens are compressed in.
private func frames(of documents: [[UInt32]]) -> [[UInt8]] {
    let bytes = documents.joined().flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    return stride(from: 0, to: bytes.count, by: 256 << 10).map { start in
        Array(bytes[start...].prefix(256 << 10))
    }
}

private func write(_ batches: [TokenBatch], with compressor: ZstdCompressor) throws {
    let folder = try ScratchFolder(NSTemporaryDirectory() + "shards-\(getpid())")
    let writer = ShardFileWriter(StoredFolder(folder.path, in: LocalFiles.shared))
    let assembler = try ShardFormat.winnow.assembler(
        ShardLayout(name: "00000", vocabularySize: 32_768))
    var pieces: [ShardPiece] = []
    for batch in batches {
        try assembler.append(batch, into: &pieces)
        for piece in pieces { try writer.append(piece.compressed(by: compressor)) }
        pieces.removeAll(keepingCapacity: true)
    }
    try assembler.finish(into: &pieces)
    for piece in pieces { try writer.append(piece.compressed(by: compressor)) }
}
