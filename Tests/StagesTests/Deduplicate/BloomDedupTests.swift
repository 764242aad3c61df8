// `bloom_dedup`: what is judged, in which order, with which filter.
import ByteKernels
import PipelineCore
import TestSupport
import Testing

private func words(_ range: ClosedRange<Int>, _ letter: String = "w") -> String {
    range.map { "\(letter)\($0)" }.joined(separator: " ")
}

private func texts(_ yaml: String, _ tasks: [[String]], observers: Int = 2) throws -> [String] {
    var probe = try CorpusProbe(yaml)
    probe.observers = observers
    return try probe.run(tasks).map { $0.drop?.rule ?? $0.text }
}

private let few = "ngram: 3, min_words: 2, false_positive_rate: 0.000001"

@Test func `paragraphs of known n-grams are cut`() throws {
    let tasks = [["\(words(1...9))\nnew line here", "\(words(1...9)) x\nother text of it"]]
    // 7 of 8 n-grams are known, and 0.875 is more than 0.8.
    #expect(
        try texts("bloom_dedup: { mode: paragraph, \(few) }", tasks)
            == [tasks[0][0], "other text of it"])
    #expect(
        try texts("bloom_dedup: { mode: paragraph, threshold: 0.875, \(few) }", tasks) == tasks[0])
}

@Test func `documents are judged as a whole, or by their paragraphs together`() throws {
    let tasks = [[words(1...20)], ["\(words(1...10))\n\(words(11...20))", words(1...20)]]
    #expect(
        try texts("bloom_dedup: { mode: document, \(few) }", tasks)
            == [words(1...20), "too_little_left", "too_little_left"])
    let mixed = [
        [words(1...40)], ["\(words(1...40))\na b c"], ["\(words(1...9))\n\(words(1...9, "n"))"],
    ]
    #expect(
        try texts("bloom_dedup: { mode: both, \(few) }", mixed)
            == [words(1...40), "too_little_left", words(1...9, "n")])
    #expect(
        try texts("bloom_dedup: { mode: paragraph, \(few) }", mixed)
            == [words(1...40), "a b c", words(1...9, "n")])
}

@Test func `only the n-grams of what stays are remembered, in the order of documents`() throws {
    // The second text is cut for 4 of 5 n-grams, so its fifth is new in the third.
    let tasks = [[words(1...6), words(1...7)], [words(5...7), words(5...7)]]
    let options = "bloom_dedup: { mode: paragraph, threshold: 0.75, \(few) }"
    for observers in [1, 2, 5] {
        #expect(
            try texts(options, tasks, observers: observers)
                == [words(1...6), "too_little_left", words(5...7), "too_little_left"])
    }
}

@Test func `short pieces are one n-gram, shorter ones stay`() throws {
    let tasks = [["one two", "one two", "one", "one", ""]]
    #expect(
        try texts("bloom_dedup: { mode: paragraph, \(few) }", tasks)
            == ["one two", "too_little_left", "one", "one", ""])
}

@Test func `a filter that does not fit ends the run with what would do`() throws {
    var probe = try CorpusProbe("bloom_dedup: { ngram: 1, min_words: 1 }")
    probe.memory = 1 << 16
    let text = words(1...1_000_000)
    do {
        _ = try probe.run([[text]])
        Issue.record("a filter of 1.2 MB was made in 64 KiB")
    } catch let error as ConfigError {
        #expect(error.message.contains("1000000 n-grams"))
        #expect(error.suggestion.contains("--memory"))
    }
}

@Test func `a filter of the computed size keeps the rate of false positives`() {
    for (rate, bits, probes) in [(0.01, 9.585, 7), (0.001, 14.378, 10)] {
        let count = 200_000
        var filter = BloomFilter(bits: Int(bits * Double(count)), probes: probes)
        for number in 0..<UInt64(count) { filter.insert(number &* 0x9E37_79B9_7F4A_7C15) }
        #expect((0..<UInt64(count)).allSatisfy { filter.contains($0 &* 0x9E37_79B9_7F4A_7C15) })
        let others = (0..<200_000).filter {
            filter.contains(UInt64($0 + count) &* 0x9E37_79B9_7F4A_7C15)
        }.count
        #expect(Double(others) / 200_000 < rate * 1.25)
        #expect(Double(others) / 200_000 > rate * 0.75)
    }
}
