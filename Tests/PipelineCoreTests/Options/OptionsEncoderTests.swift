// Options are saved so that they read as they were, in the words and numbers that people write.
import PipelineCore
import Testing

@Test(arguments: [
    "", "languages: []", "languages: [a, 'no', \"1\", '', '~', 'x: y', \"two\\nlines\", é]",
    "weights: {}", "weights: { aB: 1, 'no': 4, '1': 0 }", "bounds: [[1, 2.5], [], [-1e9, 1e-7]]",
    "{ max_words: 90, min_score: 0.5, is_loud: false, salt: 3, prefix: '', other: first }",
    "sources: [{ path: a }, { fields: [b, c] }, ~]", "seed: 18446744073709551615",
    "training: { vocab_size: 512 }", "max_share: 0.1", "words_of: { de: [der, die] }",
])
func `saved options read as they were`(yaml: String) throws {
    let options = try TrialOptions.read(yaml)
    let saved = try yamlText(of: options)
    #expect(try TrialOptions.read(saved) == options)
}

@Test func `a map's keys are saved in the order of their bytes`() throws {
    let names = ["z", "aB", "a", "b10", "b9", "Z", "m", "k"]
    let map = names.map { "\($0): 1" }.joined(separator: ", ")
    let saved = try yamlText(of: TrialOptions.read("weights: { \(map) }"))
    let keys = saved.split(separator: "\n").filter { $0.hasPrefix("  ") && $0.hasSuffix(": 1") }
        .map { String($0.dropFirst(2).dropLast(3)) }
    #expect(keys == ["Z", "a", "aB", "b10", "b9", "k", "m", "z"])
}

@Test func `names are those of pipeline files, keys of maps the user's, numbers decimal`() throws {
    let options = try TrialOptions.read(
        "{ max_words: 90, min_score: 0.5, weights: { aB: 1 }, bounds: [[20, 1e-3, 0.1]] }")
    let saved = try yamlText(of: options)
    for line in [
        "max_words: 90\n", "min_score: 0.5\n", "  aB: 1\n", "- 20\n", "- 0.001\n", "- 0.1\n",
    ] {
        #expect(saved.contains(line), "\(line) in \(saved)")
    }
}
