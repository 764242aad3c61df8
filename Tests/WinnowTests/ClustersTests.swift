// `winnow clusters` and `winnow index` as a user runs them.
import Foundation
import TestSupport
import Testing

private func line(_ id: String, _ text: String) -> String { #"{"id":"\#(id)","text":"\#(text)"}"# }

private let words = (0..<60).map { "w\($0)" }

@Test func `clusters shows who stayed, how similar the others are, and in which words`() throws {
    let scratch = try ScratchDirectory()
    let base = words.joined(separator: " ")
    let changed = base.replacingOccurrences(of: "w30 ", with: "Changed, ")
    let lines = [
        line("kept", base), line("near", changed), line("copy", base.uppercased()),
        line("other", "something else that nobody has said before"),
    ]
    try scratch.write(lines.joined(separator: "\n") + "\n", to: "in.jsonl")
    try scratch.write(
        """
        input: [{ jsonl: { paths: [in.jsonl] } }]
        stages: [{ minhash_dedup: { index: memory } }]
        output: [jsonl]
        """, to: "pipeline.yaml")
    let run = try WinnowProcess.run(
        ["run", "pipeline.yaml", "--output", "out", "--quiet"], in: scratch.path)
    #expect(run.status == 0, "\(run.error)")

    let clusters = try WinnowProcess.run(["clusters", "out", "--diff"], in: scratch.path)
    #expect(
        clusters.text == """
            3 documents: kept
              0.8360  near
                  … 26 words … w26 w27 w28 w29 [-w30-] {+Changed,+} w31 w32 w33 w34 … 25 words …
              1  copy
                  the same words


            """, "\(clusters.error)")
    let index = try WinnowProcess.run(["index", "list", "memory"], in: scratch.path)
    #expect(index.text == "kept\nother\n")
    let missing = try WinnowProcess.run(["index", "info", "nowhere"], in: scratch.path)
    #expect(missing.status == 64 && missing.error.contains("index.json"))
}
