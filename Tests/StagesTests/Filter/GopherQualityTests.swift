// `gopher_quality` from YAML: every rule fires for its reason, presets and thresholds are obeyed.
import PipelineCore
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
