// Tests of how a page is cut into blocks and what is counted in each.
import HTMLText
import Testing

@Suite("Blocks")
struct BlockTests {
    private func count(_ feature: String, _ text: String) -> Int? {
        PageBlocks("<p>\(text)")[0, feature]
    }

    @Test(arguments: [
        ("characters", "ab c, d.", 6), ("words", "ab  c,<b>d</b>e f.", 3),
        ("words", "a<i>b</i>c", 1),
        ("characters", "日本 語", 6), ("words", "日本 語", 3), ("commas", "a, b、c，d، e;", 4),
        ("sentenceEnds", "a. b! c? d。", 4), ("wordLength", "abcd ef", 30),
        ("capitalised", "Ab cd Ef É", 50), ("digits", "12 ab", 50),
        ("separators", "a | b » c/d ·", 4),
        ("shortWords", "a bc def ghij", 75), ("addresses", "a@b.c d_e", 2),
        ("links", "<a>a</a> <a>b</a>", 2),
        ("linkShare", "<a>ab</a>cd", 50), ("strong", "<b>ab</b>cdef<strong>gh</strong>", 50),
        ("emphasis", "<em>a</em>bcd", 25), ("breaks", "a<br>b<br>c", 2),
        ("images", "<img>a<img>b", 2),
        ("headingLevel", "a", 0), ("first", "Ab", 5), ("first", "ab", 4), ("first", "1a", 3),
        ("first", "“a", 2), ("first", "(a", 1), ("first", "é", 4), ("last", "a.", 5),
        ("last", "a”", 4),
        ("last", "a:", 3), ("last", "a,", 2), ("last", "a1", 1), ("last", "a", 0),
    ])
    func `what a text holds is counted`(feature: String, text: String, count: Int) {
        #expect(self.count(feature, text) == count)
    }

    @Test func `an image belongs to the block that it stands in, or else to the next`() {
        let page = PageBlocks("<p>a</p><img><img><p>b</p><p>c<img></p><p>d")
        #expect(["a", "b", "c", "d"].map { page[$0, "images"] } == [0, 2, 1, 0])
        #expect(["a", "b", "c", "d"].map { page[$0, "imagesAfter"] } == [2, 1, 0, -1])
    }

    @Test func `a link around several blocks counts in each`() {
        let page = PageBlocks("<a href=/><p>ab</p><p>cd</p></a><p>ef</p>")
        #expect(["ab", "cd", "ef"].map { page[$0, "linkShare"] } == [100, 100, 0])
    }

    @Test func `words of the title are met again in the text, in any case`() {
        let page = PageBlocks(
            "<title>The Great Café, Reopened</title><p>the great café reopened</p><p>nothing of it")
        #expect(page["the", "titleWords"] == 100 && page["the", "titleShare"] == 100)
        #expect(page["nothing", "titleWords"] == 0 && page["nothing", "fromTitle"] == 1)
    }

    @Test func `words of the summary are met again in the text`() {
        let page = PageBlocks("<meta name=description content='one two'><p>two three, one four")
        #expect(page["two", "summaryWords"] == 50)
    }

    @Test func `three words in a row of the stated text are met again`() {
        let words = (1...60).map { "word\($0)" }
        let body = words.joined(separator: " ")
        let script = #"<script type="application/ld+json">{"articleBody": "\#(body)"}</script>"#
        let page = PageBlocks(
            "\(script)<p>\(words[10..<20].joined(separator: " "))</p><p>word9 word7 word5 word1")
        #expect(page["word11", "statedWords"] == 80)
        #expect(page["word9", "statedWords"] == 0)
    }

    @Test func `words of furniture are counted by kind, and the first one noted`() {
        let page = PageBlocks("<p>Share this: Facebook, twitter! Kommentare</p><p>an island")
        #expect(page["Share", "telling.social"] == 3 && page["Share", "telling.discussion"] == 1)
        #expect(page["Share", "firstTelling"] == 2)
        #expect(page["an", "telling.social"] == 0 && page["an", "firstTelling"] == 0)
    }

    @Test func `a text that stands on the page often is counted`() {
        let page = PageBlocks("<p>a b</p><p>ab</p><p>c</p><div>a  b</div>")
        #expect(page["a b", "repeats"] == 3 && page["c", "repeats"] == 1)
    }
}

@Suite("Scripts")
struct ScriptTests {
    @Test(arguments: [
        ("船は朝に港を出て夕方に戻ります。", 31, 7...9), ("배는 아침에", 10, 2...2),
        ("เรือออกจากท่าในตอนเช้า", 22, 4...6), ("The boats go", 10, 3...3),
        ("नाव सुबह", 7, 2...2),
    ])
    func `texts of any script are as long as what they say`(
        text: String, characters: Int, words: ClosedRange<Int>
    ) throws {
        let blocks = PageBlocks("<p>\(text)</p>")
        let found = try #require(blocks[0, "words"])
        #expect(blocks[0, "characters"] == characters && words.contains(found), "\(found)")
    }

    @Test(arguments: ["ہے۔", "है।", "ነው።", "ទេ។", "Է։", "ない。", "؟", "?", "ပါသည်။"])
    func `sentences end as their script ends them`(text: String) {
        #expect(PageBlocks("<p>\(text)</p>")[0, "sentenceEnds"] == 1)
        #expect(PageBlocks("<p>\(text)</p>")[0, "last"] == 5)
    }
}
