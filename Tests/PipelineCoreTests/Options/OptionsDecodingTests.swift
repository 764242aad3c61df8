// What is written takes the place of the default, for every type that options have.
import PipelineCore
import Testing

@Test(arguments: ["", "{}", "~", "null", "# nothing but a comment"])
func `where nothing is written, all defaults stand`(yaml: String) throws {
    try #expect(TrialOptions.read(yaml) == TrialOptions())
}

@Test func `each scalar type takes what is written`() throws {
    let options = try TrialOptions.read(
        """
        is_strict: false
        min_words: 3
        seed: 18446744073709551615
        max_share: 1e-3
        text_field: body
        keep: oldest_of_all
        """)
    #expect(!options.isStrict)
    #expect(options.minWords == 3)
    #expect(options.seed == .max)
    #expect(options.maxShare == 0.001)
    #expect(options.textField == "body")
    #expect(options.keep == .oldestOfAll)
    #expect(options.languages == ["en", "de"])
}

@Test func `an option that is nil by default takes what is written, and null leaves it nil`() throws
{
    let options = try TrialOptions.read(
        """
        { max_words: 90, min_score: 0.5, is_loud: false, salt: 3, prefix: "", other: first,
          more: { vocab_size: 300 } }
        """)
    #expect(options.maxWords == 90)
    #expect(options.minScore == 0.5)
    #expect(options.isLoud == false)
    #expect(options.salt == 3)
    #expect(options.prefix == "")
    #expect(options.other == .first)
    #expect(options.more == TrialOptions.Training(vocabSize: 300))
    let nothing =
        "{ max_words: ~, min_score: null, is_loud: , salt: ~, prefix: ~, other: ~, more: ~ }"
    try #expect(TrialOptions.read(nothing) == TrialOptions())
}

@Test func `a list takes the place of the whole default`() throws {
    try #expect(TrialOptions.read("languages: [fr]").languages == ["fr"])
    try #expect(TrialOptions.read("languages: []").languages == [])
    try #expect(
        TrialOptions.read("bounds: [[1, 2.5], [], [-3]]").bounds == [[1, 2.5], [], [-3]])
}

@Test func `a map takes the place of the whole default, and its keys stay as they are written`()
    throws
{
    let options = try TrialOptions.read(
        "{ weights: { aB: 1, a_b: 2, zh-Hant: 3, 'no': 4 }, words_of: { de: [der, die] } }")
    #expect(options.weights == ["aB": 1, "a_b": 2, "zh-Hant": 3, "no": 4])
    #expect(options.wordsOf == ["de": ["der", "die"]])
    try #expect(TrialOptions.read("weights: {}").weights == [:])
}

@Test func `inside a group, what is not written keeps its default`() throws {
    let options = try TrialOptions.read("training: { vocab_size: 512 }")
    #expect(options.training == TrialOptions.Training(vocabSize: 512, pattern: "cl100k"))
    try #expect(TrialOptions.read("training: ~").training == TrialOptions.Training())
    try #expect(TrialOptions.read("more: {}").more == TrialOptions.Training())
}

@Test func `each group of a list has the group's own defaults`() throws {
    let options = try TrialOptions.read("sources: [{ path: a }, { fields: [b, c] }, ~]")
    #expect(
        options.sources == [
            .init(path: "a"), .init(path: "", fields: ["b", "c"]), .init(),
        ])
}

@Test(arguments: [
    ("on", true), ("yes", true), ("True", true), ("off", false), ("NO", false), ("false", false),
])
func `a flag may be any of YAML's words for it`(word: String, value: Bool) throws {
    try #expect(TrialOptions.read("is_strict: \(word)").isStrict == value)
}

@Test(arguments: [
    ("no", "no"), ("on", "on"), ("1", "1"), ("1e5", "1e5"), ("'~'", "~"), ("'1'", "1"),
    ("2026-01-01", "2026-01-01"), ("\"x: y\"", "x: y"), ("\"\"", ""),
])
func `text is what is written, whatever else it could be`(written: String, text: String) throws {
    try #expect(TrialOptions.read("text_field: \(written)").textField == text)
    try #expect(TrialOptions.read("languages: [\(written)]").languages == [text])
}

@Test(arguments: [("1_000", 1000), ("+7", 7), ("0x1F", 31), ("0o17", 15), ("0b101", 5), ("0", 0)])
func `integers may be grouped, signed or in another base that they name`(
    written: String, value: Int
) throws {
    try #expect(TrialOptions.read("min_words: \(written)").minWords == value)
}

@Test func `a whole number is a number too`() throws {
    try #expect(TrialOptions.read("max_share: 3").maxShare == 3)
    try #expect(TrialOptions.read("max_share: .5").maxShare == 0.5)
    try #expect(TrialOptions.read("max_share: -2").maxShare == -2)
}
