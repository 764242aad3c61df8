// Sentence deduplication, decontamination and simplified text against what datatrove recorded.
import Foundation
import PipelineCore
import TestSupport
import Testing
import TextRules

/// A line of a recording: one of the three.
private struct Line: Decodable {
    let simplify: [String]?
    let item: [String: String]?
    let text: String?
    /// What datatrove left of a document that it changed; without, the document was dropped.
    let left: String?
    let isUnchanged: Bool?
    /// The n-gram that datatrove found.
    let ngram: String?
}

private func lines(_ file: URL) throws -> [Line] {
    try Data(contentsOf: file).split(separator: 0x0A).map {
        try JSONDecoder().decode(Line.self, from: $0)
    }
}

private let golden = packageRoot.appending(path: "Tests/ParityTests/Goldens/datatrove_spans.jsonl")

/// Runs where WINNOW_PARITY_SPANS names a file that record_datatrove_spans.py wrote.
private let recorded = ProcessInfo.processInfo.environment["WINNOW_PARITY_SPANS"]

@Test func `texts are simplified as datatrove does`() throws {
    var simplified = SimplifiedText()
    let pairs = try lines(golden).compactMap(\.simplify)
    #expect(pairs.count > 25)
    for pair in pairs {
        let text = Array(pair[0].utf8)
        simplified.load(text.span)
        #expect(String(decoding: simplified.bytes, as: UTF8.self) == pair[1])
        #expect(simplified.bytes == Array(pair[1].utf8))
    }
}

/// The texts that sentence_dedup leaves otherwise than datatrove; white space at the ends aside.
private func sentenceDifferences(_ file: URL, minWords: Int) throws -> (Int, [String]) {
    let documents = try lines(file).filter { $0.text != nil }
    let probe = try CorpusProbe(
        "sentence_dedup: { preset: datatrove, min_words: \(minWords) }")
    let results = try probe.run([documents.map { $0.text ?? "" }])
    var found: [String] = []
    for (number, (result, line)) in zip(results, documents).enumerated() {
        let ours = result.drop == nil ? result.text : nil
        let space = CharacterSet.whitespacesAndNewlines
        let theirs = line.isUnchanged == true ? line.text : line.left
        if ours?.trimmingCharacters(in: space) != theirs?.trimmingCharacters(in: space) {
            found.append("document \(number): \(theirs ?? "-") > \(ours ?? "-")")
        }
    }
    return (documents.count, found)
}

/// The documents whose first contaminated n-gram is another one than datatrove's.
private func decontaminationDifferences(_ file: URL) throws -> (Int, [String]) {
    let scratch = try ScratchDirectory()
    let all = try lines(file)
    let items = try all.compactMap(\.item).map { item in
        String(decoding: try JSONEncoder().encode(item), as: UTF8.self)
    }
    try scratch.write(items.joined(separator: "\n"), to: "items.jsonl")
    let probe = try StageProbe(
        "decontaminate: { preset: datatrove, benchmarks: "
            + "[{ path: items.jsonl, context: question, fields: [answer] }] }",
        baseFolder: scratch.path)
    var (count, found) = (0, [String]())
    for line in all {
        guard let text = line.text else { continue }
        count += 1
        let ours = try probe.run(text).label("ngram")
        // datatrove joins words by blanks where ours shows them as they stand.
        let plain = ours?.filter { $0 != " " }
        if plain != line.ngram?.filter({ $0 != " " }) {
            found.append("document \(count): \(line.ngram ?? "-") > \(ours ?? "-")")
        }
    }
    return (count, found)
}

@Test func `spans of sentences are cut where datatrove cuts them`() throws {
    let (documents, found) = try sentenceDifferences(golden, minWords: 15)
    #expect(documents == 40)
    #expect(found == [])
}

@Test func `the contaminated n-grams are datatrove's`() throws {
    let (documents, found) = try decontaminationDifferences(golden)
    #expect(documents == 40)
    #expect(found == [])
}

@Test(.enabled(if: recorded != nil)) func `many documents are judged as datatrove judges them`()
    throws
{
    let file = URL(filePath: try #require(recorded))
    for (documents, found) in [
        try sentenceDifferences(file, minWords: 50), try decontaminationDifferences(file),
    ] {
        print("\(documents) documents, \(found.count) differences")
        for line in found.prefix(20) { print("  " + line) }
        #expect(found.count * 1000 <= documents)
    }
}
