// Training a tokenizer on real text, and encoding and decoding the same text with it.
import BytePairEncoding

let tokenizerBenchmarks = BenchmarkArea(name: "tokenizer") { inputs in
    let texts = try inputs.texts()
    let all = Array(texts.joined())
    let tokenizer = try trained(on: texts)
    let encoder = TokenEncoder(tokenizer)
    var tokens: [UInt32] = []
    return [
        Benchmark("count words", bytes: all.count, floor: .copying(all)) {
            keep(counted(texts).wordCount)
        },
        Benchmark("train, 16,384 tokens", bytes: all.count, floor: .copying(all)) {
            keep(try trained(on: texts))
        },
        Benchmark("encode", bytes: all.count, floor: .copying(all)) {
            for text in texts {
                tokens.removeAll(keepingCapacity: true)
                encoder.encode(text.span, into: &tokens)
            }
        },
    ]
}

private func counted(_ texts: [[UInt8]]) -> WordCounter {
    let words = WordCounter(split: .cl100k)
    for text in texts { words.add(text.span) }
    return words
}

private func trained(on texts: [[UInt8]]) throws -> Tokenizer {
    let options = BPETrainerOptions(
        vocabularySize: 16_384, minFrequency: 2, specialTokens: [Array("<|endoftext|>".utf8)])
    return try BPETrainer(options).train(counted(texts))
}
