// Kernels over one buffer of English text, beside memcpy of the same bytes.
import ByteKernels
import TextRules

let kernelBenchmarks = BenchmarkArea(name: "kernels") { inputs in
    let texts = try inputs.texts()
    let all = Array(texts.joined())
    let size = texts.reduce(0) { $0 + $1.count }
    let analysis = TextAnalysis()

    /// A row that analyses every document.
    func analysing(_ name: String, _ measure: @escaping (TextAnalysis) -> Void) -> Benchmark {
        Benchmark(name, bytes: size, floor: .copying(all)) {
            for text in texts {
                analysis.load(text.span)
                measure(analysis)
            }
        }
    }

    return [
        Benchmark("xxhash64", bytes: all.count, floor: .copying(all)) { keep(xxHash64(all.span)) },
        sorting(all),
        analysing("lines") { keep($0.lineRepetition.all.duplicates) },
        analysing("words, unicode") { keep(GopherQualityCounts($0, words: .unicode)) },
        analysing("words, spacy_en") { keep(GopherQualityCounts($0, words: .spacyEnglish)) },
        analysing("repetition") { keep(GopherRepetitionCounts($0, words: .unicode)) },
    ]
}

/// Sorts records of two random words; the copy of the records is part of the row and its floor.
private func sorting(_ bytes: [UInt8]) -> Benchmark {
    let empty: [UInt8] = []
    let words = (0..<(bytes.count / 16 * 2)).map { xxHash64(empty.span, seed: UInt64($0)) }
    return Benchmark("sort, 16-byte records", bytes: words.count * 8, floor: .copying(bytes)) {
        var records = words
        var scratch: [UInt64] = []
        radixSort(&records, wordsPerRecord: 2, scratch: &scratch)
        keep(records[0])
    }
}
