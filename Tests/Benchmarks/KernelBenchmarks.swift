// Kernels over one buffer of English text, beside memcpy of the same bytes.
import ByteKernels

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
        analysing("lines") { keep($0.lineRepetition.all.duplicates) },
        analysing("words, unicode") { keep(GopherQualityCounts($0, words: .unicode)) },
        analysing("words, spacy_en") { keep(GopherQualityCounts($0, words: .spacyEnglish)) },
        analysing("repetition") { keep(GopherRepetitionCounts($0, words: .unicode)) },
    ]
}
