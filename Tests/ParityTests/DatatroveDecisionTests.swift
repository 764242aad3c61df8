// Our filters' decisions and reasons against those that datatrove's filters recorded.
import ByteKernels
import Foundation
import PipelineCore
import TestSupport
import Testing

/// One document and, for each filter, datatrove's reason (empty: kept) and the kept text's XXH64.
private struct Row: Decodable {
    let text: String
    let decisions: [String: [String]]
}

/// A filter as datatrove ran it.
private let stages = [
    ("gopher_quality", "gopher_quality: { words: spacy_en }"),
    ("gopher_repetition", "gopher_repetition: { preset: datatrove, words: spacy_en }"),
    ("c4_quality", "c4_quality: { words: spacy_en }"),
    ("c4_fineweb", "c4_quality: { words: spacy_en, preset: fineweb-2024-04 }"),
    ("fineweb_quality", "fineweb_quality: { preset: datatrove, words: spacy_en }"),
]

/// The documents that one filter decides differently, as `theirs > ours` with a place to look.
private func differences(_ name: String, _ yaml: String, _ file: URL) throws -> (
    documents: Int, [String]
) {
    let probe = try StageProbe(yaml)
    var found: [String] = []
    let lines = try Data(contentsOf: file).split(separator: 0x0A)
    for (number, line) in lines.enumerated() {
        let row = try JSONDecoder().decode(Row.self, from: line)
        let theirs = row.decisions[name]!
        let result = try probe.run(row.text)
        var ours = [result.drop?.rule ?? ""]
        if theirs.count > 1, result.drop == nil {
            let digest = String(xxHash64(result.document.text.span), radix: 16)
            ours.append(String(repeating: "0", count: 16 - digest.count) + digest)
        }
        if ours != theirs { found.append("\(name), line \(number + 1): \(theirs) > \(ours)") }
    }
    return (lines.count, found)
}

@Test(arguments: stages) func `decisions and reasons are datatrove's`(name: String, yaml: String)
    throws
{
    let file = packageRoot.appending(path: "Tests/ParityTests/Goldens/datatrove_decisions.jsonl")
    let (documents, found) = try differences(name, yaml, file)
    #expect(documents == 250)
    #expect(found == [])
}

/// Runs where WINNOW_PARITY names a file that record_datatrove.py wrote.
@Test(
    .enabled(if: ProcessInfo.processInfo.environment["WINNOW_PARITY"] != nil), arguments: stages)
func `on many documents 999 in 1000 decisions are datatrove's`(name: String, yaml: String) throws {
    let path = try #require(ProcessInfo.processInfo.environment["WINNOW_PARITY"])
    let (documents, found) = try differences(name, yaml, URL(filePath: path))
    print("\(name): \(documents) documents, \(found.count) differences")
    for line in found { print("  " + line) }
    #expect(found.count * 1000 <= documents)
}
