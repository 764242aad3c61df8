// Options are saved as YAMLEncoder would save them.
import PipelineCore
import Testing
import Yams

@Test(arguments: [
    "", "languages: []", "languages: [a, 'no', \"1\", '', '~', 'x: y', \"two\\nlines\", é]",
    "weights: {}", "weights: { aB: 1, 'no': 4, '1': 0 }", "bounds: [[1, 2.5], [], [-1e9, 1e-7]]",
    "{ max_words: 90, min_score: 0.5, is_loud: false, salt: 3, prefix: '', other: first }",
    "sources: [{ path: a }, { fields: [b, c] }, ~]", "seed: 18446744073709551615",
    "training: { vocab_size: 512 }", "max_share: 0.1", "words_of: { de: [der, die] }",
])
func `saved options read as YAMLEncoder writes them`(yaml: String) throws {
    let options = try TrialOptions.read(yaml)
    try #expect(yamlText(of: options) == YAMLEncoder().encode(options))
}
