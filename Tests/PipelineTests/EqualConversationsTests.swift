// `exact_dedup: { by: conversation }`: what is learned of it is part of a conversation.
import TestSupport
import Testing

private func kept(_ lines: [String]) throws -> [String] {
    let scratch = try ScratchDirectory()
    try scratch.write(lines.joined(separator: "\n") + "\n", to: "in.jsonl")
    try scratch.write(
        """
        input: [{ messages: { paths: [in.jsonl] } }]
        stages: [{ exact_dedup: { by: conversation } }]
        output: [{ jsonl: { path: out } }]
        """, to: "p.yaml")
    let run = try WinnowProcess.run(["run", "p.yaml", "--output", "run"], in: scratch("."))
    #expect(run.status == 0, "\(run.error)")
    let ledger = try WinnowProcess.run(["ledger", "run", "--fate", "kept"], in: scratch("."))
    return ledger.text.split(separator: "\n").compactMap { line in
        line.split(separator: "\"").dropFirst(2).first { $0 != ":" }.map(String.init)
    }
}

private let words = #"{"role":"user","content":"Why?"},{"role":"assistant","content":"So.""#

@Test func `equal conversations go, and those of which something else is learned stay`() throws {
    let lines = [
        #"{"id":"first","messages":[\#(words)}]}"#,
        #"{"id":"again","messages":[\#(words)}]}"#,
        #"{"id":"silent","messages":[\#(words),"weight":0}]}"#,
        #"{"id":"tools","messages":[\#(words)}],"tools":[{"type":"function"}]}"#,
    ]
    #expect(try kept(lines) == ["first", "silent", "tools"])
    #expect(try kept([lines[2], lines[0]]) == ["silent", "first"])
}
