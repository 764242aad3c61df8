// The measurements of the classic filters on texts whose values are known.
import Testing
import TextRules

private let sixLines = [
    "The committee met on Tuesday to review the budget, and it agreed that the plan should be "
        + "revised.",
    "- First item: hire staff.",
    "- Second item: buy 12 laptops...",
    "",
    "The committee met on Tuesday to review the budget, and it agreed that the plan should be "
        + "revised.",
    "Contact us at a.b@example.org or visit 8.8.8.8 #budget #2024 …",
].joined(separator: "\n")

private func analysis(_ text: String) -> TextAnalysis {
    let analysis = TextAnalysis()
    analysis.load(Array(text.utf8).span)
    return analysis
}

private func c4(_ text: String, _ rules: C4LineRules = C4LineRules()) -> (C4LineCounts, String) {
    let lines = C4Lines()
    let counts = lines.apply(rules, to: analysis(text), words: .unicode)
    return (counts, String(decoding: lines.text, as: UTF8.self))
}

@Test func `line measurements of the six-line text are datatrove's`() {
    let text = analysis(sixLines)
    #expect(text.counts.codePoints == 318)
    let quality = GopherQualityCounts(text, words: .unicode)
    #expect(quality.hashes == 2)
    #expect(quality.ellipses == 2)
    #expect((quality.bulletLines, quality.ellipsisLines, quality.lines) == (2, 2, 6))
    let repetition = GopherRepetitionCounts(text, words: .unicode)
    #expect((repetition.paragraphs.duplicates, repetition.paragraphs.count) == (0, 2))
    #expect((repetition.lines.duplicates, repetition.lines.count) == (1, 5))
    #expect(repetition.lines.duplicateCodePoints == 97)
    let fineWeb = FineWebCounts(text, words: .unicode)
    #expect(fineWeb.lines == 5)
    #expect(fineWeb.markedLineFraction == 0.8)
    #expect(fineWeb.shortLineFraction == 0.2)
    #expect((fineWeb.duplicateCodePoints, fineWeb.codePoints) == (97, 313))
    #expect(fineWeb.lineFeeds == 5)
}

@Test func `an empty text measures zero`() {
    let text = analysis("")
    #expect(GopherQualityCounts(text, words: .unicode).meanWordLength == 0)
    let repetition = GopherRepetitionCounts(text, words: .unicode)
    #expect(repetition.duplicateLineFraction == 0)
    #expect((2...4).allSatisfy { repetition.topFraction($0) == 0 })
    #expect((5...10).allSatisfy { repetition.duplicatedFraction($0) == 0 })
    #expect(FineWebCounts(text, words: .unicode).lines == 0)
    #expect(c4("").1 == "")
}

@Test func `stop words are distinct, whole and case-sensitive`() {
    let text = analysis("The them the the be; with")
    let words = text.words(.unicode)
    #expect(StopWords.gopher.distinct(in: text, words: words) == 3)
    #expect(StopWords.gopher.occurrences(in: text, words: words) == 4)
}

@Test func `C4 keeps the lines that pass and says what it dropped`() {
    let (counts, text) = c4(
        """
          This line ends well and is kept.\u{20}
        No mark at its end
        Trails off...
        Too short.
        Please enable JavaScript to see this.
        We and our partners USE COOKIES here.
        The town[12] was founded[citation needed] early.
        \(String(repeating: "x", count: 1001)) is a long word.
        """)
    #expect(text == "This line ends well and is kept.\nThe town was founded early.")
    #expect(counts.lines == 8)
    #expect(counts.kept == 2)
    #expect(counts.noTerminalMark == 2)
    #expect(counts.tooFewWords == 1)
    #expect(counts.javascript == 1)
    #expect(counts.policy == 1)
    #expect(counts.tooLongWord == 1)
    #expect(counts.sentences == 2)
}

@Test(arguments: [
    ("A brace { in a kept line.", true, false), ("A brace { here", false, false),
    ("Some Lorem Ipsum in a line.\nThen a { brace here.", false, true),
    ("Then a { brace here.\nSome Lorem Ipsum in a line.", true, false),
])
func `what condemns a document is the first line that does and passes the marks`(
    text: String, bracket: Bool, loremIpsum: Bool
) {
    let counts = c4(text).0
    #expect(counts.hasCurlyBracket == bracket)
    #expect(counts.hasLoremIpsum == loremIpsum)
}

@Test(arguments: [
    ("ends well. [2]", ""), ("one two [ 2 ] three.", "one two [ 2 ] three."),
    ("one two [²] three.", "one two [²] three."), ("one two[][٣] [edit]three.", "one two three."),
    ("one [[1]] two three.", "one [] two three."), ("one two three [", ""),
])
func `citations go before the marks are looked at, and space stays`(text: String, kept: String) {
    #expect(c4(text).1 == kept)
}

@Test func `sentences end at marks and begin at words`() {
    #expect(c4("One is here. Two is here! (Three) is \"it\"? Four... goes on.").0.sentences == 4)
}

@Test func `with spaCy's words the six-line text measures what datatrove measures`() {
    let text = analysis(sixLines)
    let quality = GopherQualityCounts(text, words: .spacyEnglish)
    #expect((quality.words, quality.nonSymbolWords) == (67, 54))
    #expect(abs(quality.meanWordLength - 4.5556) < 0.0001)
    #expect(abs(quality.hashRatio - 0.029851) < 0.000001)
    #expect(abs(quality.ellipsisRatio - 0.029851) < 0.000001)
    #expect(abs(quality.alphabeticWordFraction - 0.761194) < 0.000001)
    #expect(StopWords.gopher.distinct(in: text, words: text.words(.spacyEnglish)) == 5)
    let repetition = GopherRepetitionCounts(text, words: .spacyEnglish)
    #expect((0..<3).map { repetition.topNGrams[$0] } == [26, 34, 40])
    #expect((0..<6).map { repetition.duplicatedNGrams[$0] } == [80, 72, 57, 64, 72, 80])
    let fineWeb = FineWebCounts(text, words: .spacyEnglish)
    #expect(abs(fineWeb.lineFeedsPerWord - 0.074627) < 0.000001)
}
