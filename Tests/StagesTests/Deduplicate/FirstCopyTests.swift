// What is cut stands elsewhere: no stage cuts in favour of a copy in a document that it drops.
import PipelineCore
import TestSupport
import Testing

/// What a stage leaves of texts, one task; nil for those that it drops.
private func left(_ yaml: String, _ texts: [String]) throws -> [String?] {
    try CorpusProbe(yaml).run([texts]).map { $0.drop == nil ? $0.text : nil }
}

private let shared = "Shared sentence number one, which both documents hold in full."
private let first = (1...3).map { "The first lines of this document are in an earlier one, \($0)." }
private let own = "A unique and rather long sentence that only the last document has."

private let chain = [
    first.joined(separator: "\n"), ([shared] + first).joined(separator: "\n"),
    [shared, own].joined(separator: "\n"),
]

@Test(arguments: ["line_dedup: { max_cut: 0.5 }", "line_dedup: { min_left_bytes: 70 }"])
func `a line stays where its first copy is dropped`(yaml: String) throws {
    #expect(try left(yaml, chain) == [chain[0], nil, chain[2]])
}

@Test func `a paragraph stays where its first copy is dropped`() throws {
    let texts = chain.map { $0.replacing("\n", with: "\n\n") }
    let result = try left("paragraph_dedup: { max_cut: 0.5 }", texts)
    #expect(result == [texts[0], nil, texts[2]])
}

@Test func `a stretch of bytes stays where its first copy is dropped`() throws {
    let known = [
        "Seven green boats came home to the harbour before the long winter storm began.",
        "Nobody had told the baker that flour would be dear after such a dry summer.",
        "Under the old bridge a heron stood and waited for what the river might bring.",
    ]
    let texts = [known, [shared] + known, [shared, own]].map { $0.joined(separator: "\n") }
    let result = try left("substring_dedup: { min_length: 50, max_cut: 0.5 }", texts)
    #expect(result == [texts[0], nil, texts[2]])
}

@Test func `sentences stay where their first copy is dropped, but for datatrove's preset`() throws {
    func sentences(_ words: [String]) -> [String] {
        words.map { "The story of \($0) is told here in a sentence of its own, at length." }
    }
    let (a, b, c) = (
        sentences(["wood", "stone", "iron", "salt", "wool", "corn"]),
        sentences(["rain", "wind", "snow"]), sentences(["Ada", "Bo", "Cy", "Di", "Eve", "Fay"])
    )
    let texts = [a, a + b, b + c].map { $0.joined(separator: " ") }
    let options = "min_words: 60, min_sentences: 1"
    #expect(try left("sentence_dedup: { \(options) }", texts) == [texts[0], nil, texts[2]])
    let result = try left("sentence_dedup: { preset: datatrove, \(options) }", texts)
    #expect(result == [texts[0], nil, c.joined(separator: " ")])
}

@Test func `bloom_dedup remembers no n-grams of what it drops`() throws {
    func words(_ range: ClosedRange<Int>, _ letter: String) -> String {
        range.map { "\(letter)\($0)" }.joined(separator: " ")
    }
    let texts = [
        words(1...90, "w"), words(1...90, "w") + "\n" + words(1...10, "n"),
        words(1...10, "n") + "\n" + words(1...30, "m"),
    ]
    for options in ["mode: both", "mode: paragraph, min_left_bytes: 100"] {
        let yaml =
            "bloom_dedup: { \(options), ngram: 3, min_words: 2, false_positive_rate: 0.00001 }"
        #expect(try left(yaml, texts) == [texts[0], nil, texts[2]], "\(options)")
    }
}

/// Random texts of few lines: every line of the input stands in what is left.
@Test(arguments: [
    "line_dedup: { min_chars: 1, max_cut: 0.4 }",
    "line_dedup: { min_chars: 1, min_left_bytes: 12, normalize: none }",
    "paragraph_dedup: { min_chars: 1, max_cut: 0.3 }",
])
func `no piece vanishes from the corpus but with the documents that held it`(yaml: String) throws {
    let separator = yaml.hasPrefix("line") ? "\n" : "\n\n"
    for seed in 1...20 {
        var random = SeededGenerator(seed: UInt64(seed))
        let texts = (0..<60).map { _ in
            (0..<Int.random(in: 1...6, using: &random))
                .map { _ in "l\(Int.random(in: 0..<80, using: &random))x" }
                .joined(separator: separator)
        }
        let results = try CorpusProbe(yaml).run([Array(texts[..<30]), Array(texts[30...])])
        let kept = Set(results.filter { $0.drop == nil }.flatMap { $0.text.split(separator: "\n") })
        for (number, result) in results.enumerated() where result.drop == nil {
            for line in texts[number].split(separator: "\n") {
                #expect(kept.contains(line), "\(line) of \(number), seed \(seed)")
            }
        }
    }
}

@Test(arguments: [
    "line_dedup: { max_cut: 0.5 }", "substring_dedup: { min_length: 40, max_cut: 0.5 }",
])
func `a document that repeats itself too much is dropped, whatever it holds first`(
    yaml: String
) throws {
    let line = "This one line of the document is said again and again and again."
    let other = "Another line, which a later document has as well, and which stays there."
    let texts = [
        (Array(repeating: line, count: 8) + [other]).joined(separator: "\n"),
        other + "\nAnd that document ends with words of its own, which nobody else has.",
    ]
    #expect(try left(yaml, texts) == [nil, texts[1]])
}
