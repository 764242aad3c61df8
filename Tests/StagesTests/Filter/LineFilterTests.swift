// `fineweb_quality` and `c4_quality` from YAML.
import PipelineCore
import TestSupport
import Testing

private let sentence = "This is a sentence that is a good deal longer than thirty characters."

private func lines(_ count: Int, _ line: (Int) -> String) -> String {
    (0..<count).map(line).joined(separator: "\n")
}

private let fineWebCases: [(String, String)] = [
    ("\n \n\t\n", "empty"),
    (lines(10) { "A line without a mark at its end, the number \($0)" }, "line_punct_ratio"),
    (lines(10) { "Short line \($0)." }, "short_line_ratio"),
    (lines(10) { _ in sentence }, "char_dup_ratio"),
    (lines(10) { "Antidisestablishmentarianisms_\($0)." }, "list_ratio"),
]

@Test(arguments: fineWebCases)
func `each rule of fineweb_quality names its reason`(text: String, reason: String) throws {
    #expect(try StageProbe("fineweb_quality").run(text).drop?.rule == reason)
}

@Test func `fineweb_quality keeps prose`() throws {
    let result = try StageProbe("fineweb_quality").run(lines(10) { "\($0) " + sentence })
    #expect(result.drop == nil)
    #expect(result["line_punct_ratio"] == 1)
    #expect(result["short_line_ratio"] == 0)
}

@Test func `the preset of FineWeb's making takes bounds in and counts blank lines`() throws {
    let text = lines(12) { "Line \($0) " + sentence } + "\n\n\n\n"
    let bound = "min_marked_lines: 0.75"
    #expect(try StageProbe("fineweb_quality: { \(bound) }").run(text).drop == nil)
    let old = try StageProbe("fineweb_quality: { preset: fineweb-2024-04, \(bound) }").run(text)
    #expect(old.drop?.rule == "line_punct_ratio")
    #expect(old["line_punct_ratio"] == 0.75)
}

@Test func `a text without any marked line can be excused`() throws {
    let text = lines(10) { "A line without a mark at its end, the number \($0)" }
    let result = try StageProbe("fineweb_quality: { keep_without_marks: true }").run(text)
    #expect(result.drop == nil)
}

@Test func `c4_quality edits lines away and keeps the rest`() throws {
    let text = "Home | About\n" + lines(6) { "\($0) " + sentence + "[\($0)]" } + "\nToo short."
    let result = try StageProbe("c4_quality").run(text)
    #expect(result.drop == nil)
    #expect(result.text == lines(6) { "\($0) " + sentence })
    #expect(result["lines"] == 8)
    #expect(result["kept_lines"] == 6)
    #expect(result["unmarked_lines"] == 1)
    #expect(result["short_lines"] == 1)
}

@Test(arguments: [
    (sentence, "too_few_sentences"), ("It has a { in it here.", "curly_bracket"),
    ("Some lorem ipsum here.", "lorem_ipsum"),
])
func `c4_quality names its reason and leaves dropped text alone`(text: String, reason: String)
    throws
{
    let result = try StageProbe("c4_quality").run(text + "\nmenu")
    #expect(result.drop?.rule == reason)
    #expect(result.text == text + "\nmenu")
}

@Test func `FineWeb's preset of c4_quality lets lines end without marks`() throws {
    let text = lines(6) { "\($0) this line has no mark at all" }
    let probe = try StageProbe("c4_quality: { preset: fineweb-2024-04 }")
    #expect(try probe.run(text).text == text)
    let strict = "c4_quality: { preset: fineweb-2024-04, terminal_marks: true }"
    #expect(try StageProbe(strict).run(text).drop?.rule == "too_few_sentences")
}

@Test func `lines may end in the marks of other scripts where that is asked for`() throws {
    let text = lines(6) { "यह वाक्य \($0) पूरा है।" } + "\nयह वाक्य पूरा है\nend of all…"
    #expect(try StageProbe("c4_quality: { min_sentences: -1 }").run(text)["kept_lines"] == 0)
    let wide = try StageProbe("c4_quality: { marks_of_all_scripts: true, min_sentences: -1 }")
        .run(text)
    #expect(wide["kept_lines"] == 6)
    #expect(wide["unmarked_lines"] == 2)
}
