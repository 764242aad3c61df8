// The DCLM presets of the Gopher rules, by vectors worked out from its mappers by hand.
import PipelineCore
import TestSupport
import Testing

private func quality(_ text: String, _ more: String = "") throws -> StageProbe.Result {
    try StageProbe("gopher_quality: { preset: dclm\(more) }").run(text)
}

private let prose = String(
    repeating: "The committee met to review the budget and agreed that it should be revised. ",
    count: 5)

@Test func `words stand between white space`() throws {
    let result = try quality(prose)
    #expect(result.drop == nil)
    #expect(result["words"] == 70)
    #expect(result["counted_words"] == 70)
    #expect(result["stop_words"] == 30)
    #expect(result["mean_word_length"] == 315.0 / 70.0)
}

@Test func `words that begin with a mark don't count towards the length`() throws {
    let text = Array(repeating: "(the) -of well-kept 2nd", count: 20).joined(separator: " ")
    let result = try quality(text)
    #expect(result["words"] == 80)
    #expect(result["counted_words"] == 40)
    #expect(result.drop?.rule == "gopher_short_doc")
}

@Test func `all symbols share one ratio`() throws {
    let text = Array(repeating: "word of the tale #... . . . … #", count: 1).joined()
    let result = try quality(text, ", min_words: 0, min_mean_word_length: 0")
    // '#' twice, '...' once, '. . .' once, '…' once; ten words between white space.
    #expect(result["symbol_ratio"] == 5.0 / 10.0)
    #expect(result.drop?.rule == "gopher_too_many_symbols")
}

@Test(arguments: ["●", "•", "*", "-"])
func `four bullets count`(bullet: String) throws {
    let lines = Array(repeating: "\(bullet) the words within another sentence", count: 9)
    let text = (lines + ["the words within another sentence", "", "  "]).joined(separator: "\n")
    let kept = try quality(text)
    #expect(kept["bullet_lines"] == 0.9)
    #expect(kept.drop == nil)
    let dropped = try quality(text + "\n\(bullet) the words within another sentence")
    #expect(dropped.drop?.rule == "gopher_too_many_bullets")
}

@Test(arguments: ["...", ". . .", "…"])
func `three ellipses end lines`(ending: String) throws {
    let plain = Array(repeating: "the words of a line that goes on", count: 7)
    let text = (plain + Array(repeating: "the end of it\(ending)  ", count: 3))
        .joined(separator: "\n")
    let result = try quality(text, ", max_symbol_ratio: 1, min_mean_word_length: 0")
    #expect(result["ellipsis_lines"] == 0.3)
    #expect(result.drop == nil)
    let more = try quality(
        text + "\nthe end of it\(ending)", ", max_symbol_ratio: 1, min_mean_word_length: 0")
    #expect(more.drop?.rule == "gopher_too_many_end_ellipsis")
}

@Test func `stop words count in any case and every time`() throws {
    let filler = Array(repeating: "word", count: 60).joined(separator: " ")
    #expect(try quality("THE The " + filler)["stop_words"] == 2)
    #expect(try quality("THE " + filler).drop?.rule == "gopher_enough_stop_words")
    #expect(try quality("the, the. " + filler)["stop_words"] == 0)
}

private func repetition(_ text: String) throws -> StageProbe.Result {
    try StageProbe("gopher_repetition: { preset: dclm }").run(text)
}

@Test func `every occurrence of a repeated line counts`() throws {
    let result = try repetition("one two\n  three four\n\nthree four  \nfive six seven\n")
    #expect(result["dup_line_frac"] == 2.0 / 4.0)
    #expect(result["dup_line_char_frac"] == 20.0 / 41.0)
    #expect(result["dup_para_frac"] == 0)
    #expect(result.drop?.rule == "dup_line_frac")
}

@Test func `paragraphs end at two line feeds`() throws {
    let result = try repetition("a b\n\n\na b\n\nc d\n\n  \n\ne f g")
    #expect(result["dup_para_frac"] == 2.0 / 4.0)
    #expect(result["dup_para_char_frac"] == 6.0 / 14.0)
}

@Test func `a single line repeats nothing`() throws {
    let result = try repetition("aa bb cc dd aa bb ee.")
    #expect(result["dup_line_frac"] == 0)
    // aa bb twice: 4 of its characters, times two, of all 14 in words.
    #expect(result["top_2_gram"] == 8.0 / 14.0)
    #expect(result["top_3_gram"] == 0)
    #expect(result.drop?.rule == "top_2_gram")
}

@Test func `of several n-grams of one frequency the longest counts`() throws {
    let result = try repetition("a b x long word y a b z long word q")
    #expect(result["top_2_gram"] == 16.0 / 24.0)
}

@Test func `words in repeated n-grams count once each`() throws {
    // Seven a's: all 5-grams are one; every word stands in it.
    let result = try repetition("a a a a a a a b c d e f g h")
    #expect(result["duplicated_5_grams"] == 7.0 / 14.0)
    #expect(result["duplicated_6_grams"] == 7.0 / 14.0)
    #expect(result["duplicated_7_grams"] == 0)
}

@Test func `marks between words don't part them`() throws {
    let result = try repetition("one, two - one two; three")
    #expect(result["top_2_gram"] == 12.0 / 17.0)
}

@Test func `the rules stand in DCLM's order`() throws {
    let built = try buildStage("gopher_repetition: { preset: dclm }")
    #expect(
        built.rules.map(\.reason).prefix(6) == [
            "empty", "dup_line_frac", "dup_para_frac", "dup_line_char_frac", "dup_para_char_frac",
            "top_2_gram",
        ])
    #expect(try repetition(" \n\n ").drop?.rule == "empty")
}
