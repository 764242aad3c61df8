// spaCy's English words and sentences, against recorded answers of spaCy itself.
import ByteKernels
import Foundation
import TestSupport
import Testing

private struct Row: Decodable {
    let text: String
    let tokens: [String]
    let sentences: Int
}

private let rows: [Row] = {
    let file = packageRoot.appending(path: "Tests/ParityTests/Goldens/spacy_english.jsonl")
    let lines = try! Data(contentsOf: file).split(separator: 0x0A)
    return lines.map { try! JSONDecoder().decode(Row.self, from: $0) }
}()

private func words(_ text: String, _ analysis: TextAnalysis = TextAnalysis()) -> [String] {
    analysis.load(Array(text.utf8).span)
    let table = analysis.words(.spacyEnglish)
    return (0..<table.count).map { String(decoding: analysis.bytes[table[$0]], as: UTF8.self) }
}

@Test func `words and sentences are those that spaCy recorded`() {
    #expect(rows.count > 150)
    let analysis = TextAnalysis()
    for row in rows {
        #expect(words(row.text, analysis) == row.tokens)
        let sentences = analysis.sentences(.spacyEnglish)
        #expect(sentences.count == row.sentences, "\(row.text)")
        let joined = (0..<sentences.count).flatMap { Array(analysis.bytes[sentences[$0]]) }
        #expect(joined == Array(row.text.utf8))
    }
}

@Test func `a piece is cut the same way alone and after any other`() {
    var random = SplitMix(state: 11)
    let pieces = rows.flatMap { $0.text.split(separator: " ").map(String.init) }
    let analysis = TextAnalysis()
    for _ in 0..<100 {
        let chosen = (0..<200).map { _ in pieces.randomElement(using: &random)! }
        let alone = chosen.flatMap { words($0) }
        #expect(words(chosen.joined(separator: "\n"), analysis) == alone)
    }
}

@Test func `words of random text lie in order and hold all of it but white space`() {
    var random = SplitMix(state: 12)
    let analysis = TextAnalysis()
    for i in 0..<300 {
        let text = randomText(&random, pieces: i)
        let joined = words(text, analysis).joined()
        let solid = text.unicodeScalars.filter { !TextClass($0.value).isSpace }
        #expect(Array(joined.unicodeScalars) == Array(solid))
    }
}

@Test func `long pieces take linear time`() {
    let count = 200_000
    for unit in ["!", "a", ".", "'", "1,", "a@", ":)", "a.b", "--", "“", "日"] {
        let text = String(repeating: unit, count: count)
        let (length, clock) = (text.utf8.count, ContinuousClock())
        let time = clock.measure { _ = words(text) }
        #expect(time < .milliseconds(length / 20), "\(unit)")
    }
}
