// `gopher_quality` from YAML: every rule fires for its reason, presets and thresholds are obeyed.
import PipelineCore
import Stages
import TestSupport
import Testing

private let prose = String(
    repeating: "The committee met to review the budget and agreed that it should be revised. ",
    count: 5)

private func words(_ word: String, _ count: Int) -> String {
    (["the", "of"] + Array(repeating: word, count: count)).joined(separator: " ")
}

@Test func `prose passes and is measured`() throws {
    let result = try StageProbe("gopher_quality").run(prose)
    #expect(result.drop == nil)
    #expect(result["words"] == 75)
    #expect(result["counted_words"] == 70)
    #expect(result["stop_words"] == 5)
    #expect(result["alphabetic_words"] == 70.0 / 75.0)
}

private let bullets = prose.split(separator: " ").map { "- \($0)" }.joined(separator: "\n")
private let trailing = prose.split(separator: ". ").joined(separator: ".\nSo on...\n")
private let noStopWords = Array(repeating: "word", count: 60).joined(separator: " ")

private let cases: [(String, String)] = [
    ("too short", "gopher_short_doc"),
    (words("a", 60), "gopher_below_avg_threshold"),
    (words("incomprehensible", 60), "gopher_above_avg_threshold"),
    (words("#word", 60), "gopher_too_many_hashes"),
    (words("word...", 60), "gopher_too_many_ellipsis"),
    (bullets, "gopher_too_many_bullets"),
    (trailing, "gopher_too_many_end_ellipsis"),
    (words("2024", 60), "gopher_below_alpha_threshold"),
    (noStopWords, "gopher_enough_stop_words"),
]

@Test(arguments: cases)
func `each rule names its reason`(text: String, reason: String) throws {
    #expect(try StageProbe("gopher_quality").run(text).drop?.rule == reason)
}

@Test func `a long text is dropped above the bound that the user sets`() throws {
    let result = try StageProbe("gopher_quality: { max_words: 60 }").run(prose)
    #expect(result.drop?.rule == "gopher_long_doc")
    #expect(result.drop?.value == .number(70))
    #expect(result.drop?.threshold == .number(60))
}

@Test func `the preset of 2024 counts occurrences of stop words`() throws {
    let text = "the the " + Array(repeating: "word", count: 60).joined(separator: " ")
    #expect(
        try StageProbe("gopher_quality").run(text).drop?.rule == "gopher_enough_stop_words")
    #expect(try StageProbe("gopher_quality: { preset: fineweb-2024-04 }").run(text).drop == nil)
}

@Test func `the paper's preset counts words of symbols`() throws {
    let text = Array(repeating: "the word of it - -", count: 9).joined(separator: " ")
    let yaml = "gopher_quality: { preset: massivetext, min_alphabetic_words: 0.6 }"
    #expect(try StageProbe("gopher_quality").run(text).drop?.rule == "gopher_short_doc")
    #expect(try StageProbe(yaml).run(text)["counted_words"] == 54)
}

@Test func `an unknown preset is refused with the list`() throws {
    let error = #expect(throws: ConfigError.self) {
        try StageProbe("gopher_quality: { preset: datatrove-1999 }")
    }
    #expect(error?.description.contains("datatrove-2025-01") == true)
}

/// The stop words of a text that an earlier stage found to be in some language.
private func stopWords(_ text: String, _ language: String, _ options: String = "") throws -> Double
{
    let yaml = """
        input: []
        output: []
        stages:
          - gopher_quality: { language_from: detect_language.language\(options) }
        """
    let use = try PipelineFile(yaml: yaml, file: "test.yaml").stages[0]
    let columns = [EarlierColumn(name: "detect_language.language", index: 0, unit: .label)]
    let entry = StageCatalogue.builtin.entry("gopher_quality", kinds: [.filter])!
    let built = try entry.build(use.options, context: StageContext(earlierColumns: columns))
    var document = Document(
        key: DocumentKey(file: 0, place: 0), offset: 0, id: [], text: Array(text.utf8))
    document.values = Array(repeating: .nan, count: 1 + entry.measurements.count)
    document.labels = [MeasuredLabel(column: 0, text: Array(language.utf8))]
    let stage = built.stage as! any Measuring
    _ = try StageRunner.make(stage, stage: 0, firstColumn: 1).process(
        &document, in: DocumentScratch())
    let column = entry.measurements.firstIndex { $0.name == "stop_words" }!
    return document.values[1 + column]
}

@Test func `each language has its own stop words`() throws {
    #expect(try stopWords("der und die Katze of the", "de") == 3)
    #expect(try stopWords("der und die Katze of the", "en") == 2)
    #expect(try stopWords("кошка и собака не на стуле", "ru") == 3)
    #expect(try stopWords("der the", "xx").isNaN)
    let own = ", stop_words_of: { xx: [ba, bu], de: [Katze] }"
    #expect(try stopWords("ba der ba bu", "xx", own) == 2)
    #expect(try stopWords("der und Katze", "de", own) == 1)
    #expect(try stopWords("le der et", "fr", own) == 2)
    #expect(try stopWords("Der und", "de", ", preset: dclm") == 2)
}

@Test func `stop words by language need a language`() throws {
    for options in ["stop_words_of: { de: [der] }", "language_from: nothing.known"] {
        #expect(throws: ConfigError.self) { try StageProbe("gopher_quality: { \(options) }") }
    }
}

@Test func `dated names count as the undated ones`() throws {
    for (dated, undated) in [("massivetext-2021-12", "massivetext"), ("dclm-2024-06", "dclm")] {
        let one = try StageProbe("gopher_quality: { preset: \(dated) }").run(bullets)
        let other = try StageProbe("gopher_quality: { preset: \(undated) }").run(bullets)
        #expect(one.drop?.rule == other.drop?.rule)
        #expect(one["counted_words"] == other["counted_words"])
        #expect(one["bullet_lines"] == other["bullet_lines"])
    }
    let plain = try StageProbe("gopher_quality").run(prose)
    let paper = try StageProbe("gopher_quality: { preset: massivetext-2021-12 }").run(prose)
    #expect(paper["counted_words"] != plain["counted_words"])
}
