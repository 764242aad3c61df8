// spaCy's English words and sentences, against recorded answers of spaCy itself.
import ByteKernels
import Foundation
import TestSupport
import Testing
import TextRules

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

/// Where each word ends, in the text without its white space.
private func ends(_ words: [String]) -> [Int] {
    var end = 0
    return words.map {
        end += $0.utf8.count
        return end
    }
}

/// A file that record_spacy.py wrote of whole documents.
private let recording = ProcessInfo.processInfo.environment["WINNOW_SPACY"]

@Test(.enabled(if: recording != nil)) func `words of many documents are spaCy's`() throws {
    let lines = try Data(contentsOf: URL(filePath: recording!)).split(separator: 0x0A)
    let analysis = TextAnalysis()
    var (documents, tokens, equal) = (0, 0, 0)
    for line in lines {
        let row = try JSONDecoder().decode(Row.self, from: line)
        let ours = words(row.text, analysis)
        let (ourEnds, theirEnds) = (ends(ours), ends(row.tokens))
        // A word is the same when it begins and ends where spaCy's does.
        let cuts = Set(ourEnds.indices.map { [$0 == 0 ? 0 : ourEnds[$0 - 1], ourEnds[$0]] })
        for index in theirEnds.indices {
            let cut = [index == 0 ? 0 : theirEnds[index - 1], theirEnds[index]]
            equal += cuts.contains(cut) ? 1 : 0
        }
        documents += 1
        tokens += row.tokens.count
    }
    print("\(documents) documents, \(tokens) tokens of spaCy's, \(tokens - equal) cut otherwise")
    #expect(Double(equal) >= 0.9999 * Double(tokens))
    #expect(documents > 0)
}

@Test func `a piece is cut the same way alone and after any other`() {
    var random = SplitMix64(seed: 11)
    let pieces = rows.flatMap { $0.text.split(separator: " ").map(String.init) }
    let analysis = TextAnalysis()
    for _ in 0..<100 {
        let chosen = (0..<200).map { _ in pieces.randomElement(using: &random)! }
        let alone = chosen.flatMap { words($0) }
        #expect(words(chosen.joined(separator: "\n"), analysis) == alone)
    }
}

@Test func `words of random text lie in order and hold all of it but white space`() {
    var random = SplitMix64(seed: 12)
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
