// YAML as a tree: anchors, merge keys, byte-order marks, what is given twice, and bombs.
import PipelineCore
import Testing
import Yams

private func tree(_ yaml: String) throws -> Node? {
    try PipelineTree.compose(yaml, file: "p.yaml")
}

private func refusal(of yaml: String) -> ConfigError? {
    do {
        _ = try tree(yaml)
        return nil
    } catch {
        return error as? ConfigError
    }
}

@Test func `an alias stands for what its anchor names`() throws {
    let options = try TrialOptions.read(
        "{ training: &t { vocab_size: 300 }, more: *t, text_field: &w body, prefix: *w }")
    #expect(options.more == TrialOptions.Training(vocabSize: 300))
    #expect(options.prefix == "body")
}

@Test func `a merge key gives what is not written, and what is written wins`() throws {
    let options = try TrialOptions.read(
        """
        training: &t { vocab_size: 300, pattern: gpt2 }
        more: { <<: *t, vocab_size: 400 }
        """)
    #expect(options.more == TrialOptions.Training(vocabSize: 400, pattern: "gpt2"))
}

@Test func `of several merged mappings the earlier wins, and mappings that merge may be merged`()
    throws
{
    let root = try tree(
        """
        a: &a { x: 1, y: 1 }
        b: &b { <<: *a, y: 2, z: 2 }
        c: { <<: [{ w: 0, x: 0 }, *b] }
        """)
    let pairs = try #require(root?["c"]?.mapping).map { ($0.key.string, $0.value.int) }
    #expect(pairs.map(\.0) == ["w", "x", "y", "z"])
    #expect(pairs.map(\.1) == [0, 0, 2, 2])
}

@Test func `a quoted merge key is an ordinary name`() throws {
    let pairs = try #require(tree("{ '<<': { x: 1 } }")?.mapping)
    #expect(pairs.map(\.key.string) == ["<<"])
    #expect(pairs.first?.value["x"]?.int == 1)
}

@Test(arguments: ["3", "[1]", "~"])
func `a merge key takes mappings only`(value: String) {
    let error = refusal(of: "a:\n  <<: \(value)")
    #expect(error?.place == "p.yaml:2:7")
    #expect(error?.message.hasPrefix("'<<' takes a mapping") == true)
}

@Test func `a complaint about a merged value is placed where that is written`() {
    let error = TrialOptions.complaint(
        about: "training: &t { vocab_size: big }\nmore: { <<: *t }")
    #expect(error?.place == "trial.yaml:1:28")
}

@Test func `a byte-order mark is no part of the text`() throws {
    try #expect(tree("\u{FEFF}name: a\nseed: 1")?["seed"]?.int == 1)
    try #expect(tree("\u{FEFF}") == nil)
    #expect(refusal(of: "\u{FEFF}name: ]")?.place == "p.yaml:1:7")
}

@Test func `lines may end in CR and LF`() throws {
    try #expect(tree("name: a\r\nseed: 1\r\n")?["seed"]?.int == 1)
    #expect(refusal(of: "name: a\r\nseed: [\r\n")?.place.hasPrefix("p.yaml:3") == true)
}

@Test func `what is given twice is refused with its name and place, in one line`() {
    let error = refusal(of: "a:\n  x: 1\n  y: 2\n  x: 3")
    #expect(error?.message == "'x' is given twice")
    #expect(error?.place == "p.yaml:2:3")
    #expect(error?.description.contains("\n") == false)
}

@Test(arguments: [
    ("a: [1, 2", "p.yaml:2:1"), ("a: b: c", "p.yaml:1:5"), ("a:\n\t- b", "p.yaml:2:1"),
    ("a: *nowhere", "p.yaml:1:4"), ("a: 1\n---\nb: 2", "p.yaml:2:1"),
    ("a: 1\nb: \u{1}", "p.yaml:2"),
])
func `what is no YAML is refused with its place, in few words`(yaml: String, place: String) {
    let error = refusal(of: yaml)
    #expect(error?.message.hasPrefix("not valid YAML: ") == true)
    #expect(error?.place.hasPrefix(place) == true, "\(error?.place ?? "")")
    #expect(error?.message.contains("\n") == false)
}

@Test func `a few lines of aliases to aliases are refused, not multiplied out`() {
    var yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...12 {
        let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
        yaml += "a\(level): &a\(level) [\(aliases)]\n"
    }
    let error = refusal(of: yaml)
    #expect(error?.message == "the file stands for more than 200000 values")
    #expect(error?.place == "p.yaml")
}

@Test func `nesting beyond reason is refused`() {
    let error = refusal(of: String(repeating: "[", count: 100_000))
    #expect(error?.message.hasPrefix("not valid YAML: ") == true)
}

@Test func `a long list is no bomb`() throws {
    let list = "[" + (0..<50_000).map(String.init).joined(separator: ", ") + "]"
    try #expect(tree("keep: \(list)")?["keep"]?.sequence?.count == 50_000)
}
