// Text analysis against its naive twins, on random text, and on hand-made cases.
import ByteKernels
import Testing
import TextRules

private func analysis(_ text: String) -> TextAnalysis {
    let analysis = TextAnalysis()
    analysis.load(Array(text.utf8).span)
    return analysis
}

private func words(_ analysis: TextAnalysis) -> [String] {
    let table = analysis.words(.unicode)
    return (0..<table.count).map { String(decoding: analysis.bytes[table[$0]], as: UTF8.self) }
}

/// Texts of all sizes, the analysis reused as a worker does.
private func forRandomTexts(_ count: Int, seed: UInt64, _ check: (String, TextAnalysis) -> Void) {
    var random = SplitMix64(seed: seed)
    let reused = TextAnalysis()
    for i in 0..<count {
        let text = randomText(&random, pieces: i % 7 == 0 ? 600 : i % 60)
        reused.load(Array(text.utf8).span)
        check(text, reused)
    }
}

@Test func `default words are those of the naive definition`() {
    forRandomTexts(600, seed: 1) { text, analysis in
        let expected = NaiveText.words(text)
        #expect(words(analysis).map(NaiveText.bytes) == expected.map(NaiveText.bytes))
        let table = analysis.words(.unicode)
        #expect((0..<table.count).map(table.codePoints) == expected.map(NaiveText.length))
    }
}

@Test func `default words of text of all ASCII characters are those of the naive definition`() {
    var random = SplitMix64(seed: 21)
    let reused = TextAnalysis()
    for i in 0..<600 {
        let often = (0..<8).map { _ in UInt8.random(in: 0..<0x80, using: &random) }
        let text = (0..<i).map { _ in
            Bool.random(using: &random)
                ? often.randomElement(using: &random)! : UInt8.random(in: 0..<0x80, using: &random)
        }
        reused.load(text.span)
        let expected = NaiveText.words(String(decoding: text, as: UTF8.self))
        #expect(words(reused).map(NaiveText.bytes) == expected.map(NaiveText.bytes))
    }
}

@Test(arguments: [
    ("I can't say; go to U.S. at 10a.m.", "I|can't|say|;|go|to|U.S|.|at|10a.m|."),
    ("3.14 1,000 a,b x_y state-of", "3.14|1,000|a|,|b|x_y|state|-|of"),
    ("日本語のカタカナ 한국어 ไทย", "日|本|語|の|カタカナ|한국어|ไ|ท|ย"),
    ("-----...!? ❤\u{FE0F}❤", "-----|...|!|?|❤\u{FE0F}❤"),
])
func `default words of hand-made text`(text: String, expected: String) {
    #expect(words(analysis(text)).joined(separator: "|") == expected)
}

@Test func `word flags are what the code points say`() {
    forRandomTexts(300, seed: 2) { text, analysis in
        let table = analysis.words(.unicode)
        for (i, word) in NaiveText.words(text).enumerated() {
            let classes = word.unicodeScalars.map { TextClass($0.value) }
            let flags = table.flags(i)
            #expect(flags.contains(.alphabetic) == classes.contains { $0.isAlphabetic })
            #expect(flags.contains(.nonSymbol) == classes.contains { !$0.isSymbol })
            #expect(flags.contains(.punctuation) == classes.allSatisfy { $0.isPunctuation })
        }
    }
}

@Test func `counts and lines are those of the naive definitions`() {
    forRandomTexts(600, seed: 3) { text, analysis in
        let scalars = Array(text.unicodeScalars)
        #expect(analysis.counts.codePoints == scalars.count)
        #expect(analysis.counts.hashes == scalars.count { $0 == "#" })
        #expect(analysis.counts.lineFeeds == scalars.count { $0 == "\n" })
        let lines = analysis.lines
        let found = (0..<lines.count).map { Array(analysis.bytes[lines[$0]]) }
        #expect(found == NaiveText.splitLines(text).map(NaiveText.bytes))
    }
}

@Test(arguments: [("", 0), ("...", 1), ("....", 1), ("......", 2), ("…...", 2), (". . .", 0)])
func `ellipses do not overlap`(text: String, expected: Int) {
    let padded = String(repeating: " ", count: 13) + text
    #expect(analysis(text).counts.ellipses == expected)
    #expect(analysis(padded).counts.ellipses == expected)
}

@Test func `repeated n-grams are those of the naive walk`() {
    forRandomTexts(600, seed: 4) { text, analysis in
        let words = NaiveText.words(text)
        let table = analysis.words(.unicode)
        for n in [4, 2, 3] {
            #expect(table.topNGramCodePoints(n) == NaiveText.topNGram(words, n))
        }
        for n in [10, 5, 6, 7, 8, 9] {
            #expect(table.duplicatedNGramCodePoints(n) == NaiveText.duplicatedNGrams(words, n))
        }
    }
}

@Test func `top n-grams of many words are those of the naive count`() {
    var random = SplitMix64(seed: 22)
    for vocabulary in [3, 30, 300, 3000] {
        let words = (0..<5000).map { _ in "w\(Int.random(in: 0..<vocabulary, using: &random))" }
        let table = analysis(words.joined(separator: " ")).words(.unicode)
        for n in 2...4 {
            #expect(table.topNGramCodePoints(n) == NaiveText.topNGram(words, n))
        }
    }
}

@Test func `stop words of a long list are found whatever their length`() {
    let list = (0..<500).map { String(repeating: "x", count: $0 % 40) + "\($0)" }
    let text = analysis((list + list + ["y"]).joined(separator: " "))
    let stopWords = StopWords(list)
    #expect(stopWords.distinct(in: text, words: text.words(.unicode)) == 500)
    #expect(stopWords.occurrences(in: text, words: text.words(.unicode)) == 1000)
    let capitals = analysis("The THE the them")
    let the = StopWords(["the"], ignoresCase: true)
    #expect(the.occurrences(in: capitals, words: capitals.words(.whitespace)) == 3)
}

@Test func `repeated lines and paragraphs are those of the naive split`() {
    forRandomTexts(600, seed: 5) { text, analysis in
        let lines = NaiveText.split(text, feeds: 1)
        let paragraphs = NaiveText.split(NaiveText.strip(text), feeds: 2)
        for (pieces, found) in [
            (lines, analysis.lineRepetition.all), (paragraphs, analysis.paragraphRepetition),
        ] {
            let expected = NaiveText.repeated(pieces)
            #expect(found.count == pieces.count)
            #expect(found.duplicates == expected.duplicates)
            #expect(found.duplicateCodePoints == expected.points)
        }
    }
}

@Test func `FineWeb's lines are those of the naive split`() {
    forRandomTexts(400, seed: 6) { text, analysis in
        let all = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            .map { NaiveText.string($0) }
        let lines = all.filter { !NaiveText.strip($0).isEmpty }
        let new = FineWebCounts(analysis, words: .unicode)
        #expect(new.lines == lines.count)
        #expect(new.shortLines == lines.count { NaiveText.length($0) <= 30 })
        #expect(
            new.markedLines
                == lines.count { TextClass($0.unicodeScalars.last!.value).isTerminalMark })
        #expect(new.duplicateCodePoints == NaiveText.repeated(lines).points)
        let old = FineWebCounts(analysis, words: .unicode, edition: .before202412)
        #expect(old.lines == all.count)
        #expect(old.shortLines == all.count { NaiveText.length($0) <= 30 })
        #expect(
            old.markedLines
                == all.count { line in
                    line.unicodeScalars.last.map { ".'\"!?".unicodeScalars.contains($0) } ?? false
                })
    }
}

@Test func `any bytes are analysed without harm`() {
    var random = SplitMix64(seed: 7)
    let reused = TextAnalysis()
    for length in 0..<400 {
        let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
        reused.load(bytes.span)
        let table = reused.words(.unicode)
        let ends = (0..<table.count).map { table[$0] }
        #expect(zip(ends, ends.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
        #expect((ends.last?.upperBound ?? 0) <= length)
        _ = GopherQualityCounts(reused, words: .unicode)
        _ = GopherRepetitionCounts(reused, words: .unicode)
        _ = FineWebCounts(reused, words: .unicode)
        _ = C4Lines().apply(C4LineRules(), to: reused, words: .unicode)
    }
}
