// `madlad_quality` from YAML: each question at its edge, and the document's rule.
import PipelineCore
import TestSupport
import Testing

private func run(_ text: String, _ options: String = "min_sentences: 0") throws
    -> StageProbe.Result
{
    try StageProbe("madlad_quality: { \(options) }").run(text)
}

private let plain = "The children walked home along the river. "

@Test func `sentences end at marks that white space follows`() throws {
    #expect(try run("One two. Three?! Four... five.six\u{A0}seven!\nEight.")["sentences"] == 5)
    #expect(try run("")["sentences"] == 0)
    #expect(try run(" . ! ? ")["sentences"] == 0)
}

private let twelve = "Alan Bea Carl Dora Egon Fay "

private let cased: [(String, Double)] = [
    ("\(twelve)gus hal ida jon kay lou", 0.0), ("\(twelve)Gus hal ida jon kay lou", 1),
    ("\(twelve)Gus hal ida jon kay - !", 0), ("Éva Ⅳ Ωm \(twelve)a b c d e", 1),
]

@Test(arguments: cased)
func `most words of a list are capitalised`(text: String, count: Double) throws {
    #expect(try run(text)["list_case"] == count)
}

private let lengths: [(Int, Double)] = [(19, 1.0), (20, 0), (500, 0), (501, 1)]

@Test(arguments: lengths)
func `lengths pass at both bounds`(length: Int, count: Double) throws {
    #expect(try run(String(repeating: "é", count: length))["length"] == count)
}

private let technical: [(String, Double)] = [
    ("12(/aaaaaaaaaaaaaaaa", 0.0), ("12(/>aaaaaaaaaaaaaaa", 1), ("{+}", 1),
]

@Test(arguments: technical)
func `a fifth of digits and brackets passes`(text: String, count: Double) throws {
    #expect(try run(text)["technical"] == count)
}

private let cursed: [(String, Double)] = [
    ("This is a Download page", 1.0), ("a table |  ", 1), ("a | table", 0), ("see Vol.3", 1),
    ("see Vol 3", 0), ("price per кг.", 1), ("a b c d e f g h i j", 1), ("ab cd ef", 0),
    ("x \u{FFFD}\u{FFFD}\u{FFFD}", 1),
]

@Test(arguments: cursed)
func `patterns of the card match`(text: String, count: Double) throws {
    #expect(try run(text)["patterns"] == count)
}

@Test func `a fifth of questionable sentences passes`() throws {
    let four = String(repeating: plain, count: 4)
    let kept = try run(four + "Facebook", "min_sentences: 5")
    #expect(kept.drop == nil)
    #expect(kept["questionable"] == 0.2)
    #expect(try run(four + "Hi. Ho", "min_sentences: 5").drop?.rule == "too_many_questionable")
    #expect(try run(four, "min_sentences: 5").drop?.rule == "too_few_sentences")
}

@Test func `only the chosen checks count`() throws {
    let text = String(repeating: plain, count: 3) + "Hi. Ho."
    #expect(try run(text, "checks: [list_case, patterns]").drop == nil)
    #expect(try run(text, "checks: [list_case, patterns]")["length"] == 2)
    #expect(try run("see abc", "patterns: ['b+'], min_sentences: 0")["patterns"] == 1)
}

@Test func `checks and bounds that can't be meant are refused`() {
    for options in ["checks: []", "patterns: ['(']", "min_length: 9, max_length: 8"] {
        #expect(throws: ConfigError.self) { try run("a", options) }
    }
}
