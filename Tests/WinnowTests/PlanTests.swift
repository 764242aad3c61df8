// `winnow plan` from the outside: what it finds in the first records of each input.
import Foundation
import TestSupport
import Testing

private let pipeline = """
    name: peek
    input: [{ jsonl: { paths: [in] } }]
    stages: []
    output: [{ jsonl: { path: text } }]
    """

private func plan(
    _ files: [String: String], _ arguments: String...
) throws -> WinnowProcess.Outcome {
    let scratch = try ScratchDirectory()
    try scratch.write(pipeline, to: "p.yaml")
    for (name, text) in files { try scratch.write(text, to: "in/\(name)") }
    return try WinnowProcess.run(["plan", "p.yaml"] + arguments, in: scratch("."))
}

@Test func `the plan tells what the first records hold`() throws {
    let outcome = try plan([
        "a.jsonl": #"{"text":"abcd","lang":"en","n":1}"# + "\n{\n", "b.jsonl": "",
    ])
    #expect(outcome.status == 0)
    #expect(
        outcome.text.contains(
            """
            first records of 2 input files
              jsonl in/a.jsonl: 1 document of 4 B on average, 1 bad, further fields: lang n
              jsonl in/b.jsonl: 0 documents
            """), "\(outcome.text)")
    #expect(outcome.error == "")
}

@Test func `a plan whose inputs hold no document says why and ends with 65`() throws {
    let files = ["a.jsonl": #"{"content":"x","title":"y"}"#]
    let outcome = try plan(files)
    #expect(outcome.status == 65)
    #expect(outcome.error.contains("1 of the first 1 records of in/a.jsonl are bad: "))
    #expect(outcome.error.contains("it holds content, title"))
    let blind = try plan(files, "--no-peek")
    #expect((blind.status, blind.error) == (0, ""))
    #expect(!blind.text.contains("first records"))
}

@Test func `many files are looked at here and there, and JSON says the same`() throws {
    let files = Dictionary(
        uniqueKeysWithValues: (10..<50).map { ("\($0).jsonl", #"{"text":"a","x":2}"#) })
    #expect(try plan(files).text.contains("  32 others not looked at\n"))
    let facts =
        try JSONSerialization.jsonObject(
            with: Data(plan(files, "--json").output)) as? [String: Any]
    let first = facts?["first_records"] as? [[String: Any]]
    #expect(first?.count == 8)
    #expect(first?.first?["fields"] as? [String] == ["x"])
    #expect(first?.first?["documents"] as? Int == 1)
    #expect(facts?["input_bytes"] as? Int == 40 * 18)
}

@Test func `what only the work shows to be impossible isn't the plan's error`() throws {
    let scratch = try ScratchDirectory()
    let words = (0..<700_000).map { "w\($0)" }.joined(separator: " ")
    try scratch.write(#"{"text":"\#(words)"}"#, to: "in/a.jsonl")
    let stage = "bloom_dedup: { false_positive_rate: 1e-300, ngram: 1, min_words: 1 }"
    try scratch.write(
        pipeline.replacing("stages: []", with: "stages: [{ \(stage) }]"), to: "p.yaml")
    let outcome = try WinnowProcess.run(
        ["run", "p.yaml", "--workers", "1", "--memory", "224M"], in: scratch("."))
    #expect(outcome.status == 1, "\(outcome.error)")
    #expect(outcome.error.contains("Run with --memory"))
}

@Test func `a device that never ends is no input, and an empty one is`() throws {
    for (path, status) in [("/dev/zero", Int32(64)), ("/dev/urandom", 64), ("/dev/null", 0)] {
        let scratch = try ScratchDirectory()
        try scratch.write(pipeline.replacing("[in]", with: "[\(path)]"), to: "p.yaml")
        let outcome = try WinnowProcess.run(["plan", "p.yaml"], in: scratch("."))
        #expect(outcome.status == status, "\(path): \(outcome.error)")
    }
}
