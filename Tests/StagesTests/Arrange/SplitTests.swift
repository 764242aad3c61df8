// `split`: a document's part is its own, whatever else is in the corpus.
import PipelineCore
import TestSupport
import Testing

private func part(_ text: String, _ yaml: String, seed: UInt64 = 0) throws -> String? {
    try StageProbe("split: \(yaml)", seed: seed).run(text).label("part")
}

@Test func `each part gets about its share`() throws {
    let probe = try StageProbe("split: { validation: 0.1, test: 0.2 }", seed: 3)
    var counts: [String: Int] = [:]
    for number in 0..<5000 {
        counts[try probe.run("text \(number)").label("part") ?? "", default: 0] += 1
    }
    #expect(counts.keys.sorted() == ["test", "train", "validation"])
    #expect((420...580).contains(counts["validation"] ?? 0))
    #expect((880...1120).contains(counts["test"] ?? 0))
}

@Test func `a text's part depends on it and the seed, and grows with the share`() throws {
    let texts = (0..<300).map { "text \($0)" }
    for text in texts {
        let small = try part(text, "{ validation: 0.1 }")
        if small == "validation" {
            #expect(try part(text, "{ validation: 0.3 }") == "validation")
            #expect(try part(text, "{ validation: 0.1, test: 0.5 }") == "validation")
        }
    }
    let one = try texts.map { try part($0, "{ validation: 0.5 }", seed: 1) }
    let other = try texts.map { try part($0, "{ validation: 0.5 }", seed: 2) }
    #expect(one != other)
}

@Test func `documents can be told by their id or URL`() throws {
    let probe = try StageProbe("split: { validation: 0.5, by: id }")
    var parts: Set<String> = []
    for text in ["a", "b", "c", "d", "e", "f"] {
        let document = Document(
            key: DocumentKey(file: 0, place: 0), offset: 0, id: [1, 2, 3], text: Array(text.utf8))
        parts.insert(try probe.run(document).label("part") ?? "")
    }
    #expect(parts.count == 1)
}

@Test(arguments: [
    "{ validation: 1 }", "{ validation: 0.5, test: 0.5 }", "{ validation: -0.1 }",
    "{ validation: 0, test: 0 }",
])
func `a split that leaves a side nothing is refused`(yaml: String) {
    #expect(throws: ConfigError.self) { try buildStage("split: \(yaml)") }
}
