// Tests of known words: how they are read from names and text, and what they weigh.
import HTMLText
import Testing

@Suite("Known words")
struct LexiconTests {
    /// The words in the names of a page's elements, and all words of the page.
    private func words(_ page: String) -> (names: [[UInt32]], all: [UInt32]) {
        let bytes = Array(page.utf8)
        let dump = HTMLExtractor().blocks(
            bytes.span, recordsWords: true, scratch: HTMLExtractor.Scratch())
        return (dump.names, dump.words)
    }

    private func words(class names: String) -> [UInt32] {
        words("<p class='\(names)'>x").names.first ?? []
    }

    @Test func `a name is a word, and so is each stretch of letters in it`() {
        #expect(words(class: "entry-content").count == 3)
        #expect(words(class: "postBody").count == 3)
        #expect(words(class: "a b2").count == 2)
        #expect(Set(words(class: "post-body")).intersection(words(class: "postBody")).count == 2)
    }

    @Test func `case makes no difference to a name, and digits only that they are there`() {
        #expect(words(class: "Entry-12") == words(class: "entry-7"))
        #expect(words(class: "entry-12") != words(class: "entry-"))
    }

    @Test func `a word counts once in a class`() {
        #expect(words(class: "entry entry-content entry entry").count == 4)
    }

    @Test func `a class and an id of one name share its words only`() {
        let page = words("<p class=mainText>x</p><p id=mainText>y")
        #expect(page.names.map(\.count) == [3, 3])
        #expect(page.names[0] != page.names[1])
        #expect(Set(page.names[0]).intersection(page.names[1]).count == 2)
    }

    @Test func `words of text aren't those of names`() {
        #expect(Set(words("<p>entry").all).isDisjoint(with: words("<p class=entry>").all))
        #expect(words("<p>Entry, entry entry!").all.count == 1)
    }

    @Test(arguments: [
        "<html class=single>", "<body class=single>", "<meta name=generator content=single>",
    ])
    func `the page as a whole has names too`(start: String) {
        #expect(words(start + "<p>x").all.count == 2)
    }

    @Test func `an element's weight goes on to what is inside it, an eighth less at each step`() {
        let (names, _) = words("<div class=ab><div><p class=cd>x")
        let known = (names[0] + names[2]).map { entry($0, weight: 100) }
        let page = PageBlocks(
            Array("<div class=ab>y<div><p class=cd>x</div></div>z".utf8), extractor(known))
        #expect(page["y", "names.own"] == 200)
        #expect(page["y", "names.around"] == 200)
        #expect(page["x", "names.own"] == 200)
        // 200, 175, 153 + 200
        #expect(page["x", "names.around"] == 353)
        #expect(page["z", "names.around"] == 0)
    }

    @Test func `a page's known words tell its kind, each once`() {
        let (_, all) = words("<p>basket")
        let known = all.map { entry($0, weight: 0, kinds: [0, 0, 0, 9, 0, 0, 127]) }
        let page = Array("<p>A basket</p><p>Basket basket".utf8)
        let dump = extractor(known).blocks(
            page.span, recordsWords: false, scratch: HTMLExtractor.Scratch())
        let columns = HTMLExtractor.BlockDump.pageFeatureNames
        let found = ["words.forum", "words.product", "words.article"].map { name in
            columns.firstIndex(of: name).map { dump.pageFeatures[$0] }
        }
        #expect(found == [9, 127, 0])
    }

    @Test func `pages that are hardly articles are judged in their own way, unless they are small`()
    {
        let trees = [tree(short: "00d0", long: "0030"), tree(short: "0030", long: "0030")]
        let extractor = HTMLExtractor(
            favor: .balanced, format: .text, modelTable: model(trees: trees))
        #expect(extract(page(10), extractor: extractor) == prose)
        #expect(extract(page(11), extractor: extractor).hasPrefix("Block 0"))
    }

    /// So many short blocks and one of prose.
    private func page(_ short: Int) -> String {
        (0..<short).map { "<p>Block \($0)</p>" }.joined() + "<p>\(prose)"
    }

    private func extractor(_ words: [String]) -> HTMLExtractor {
        HTMLExtractor(
            favor: .balanced, format: .text,
            modelTable: model(words: words, trees: []))
    }

    /// A word of a table: its hash, its weight in names, those of the kinds, the low byte first.
    private func entry(_ hash: UInt32, weight: UInt16, kinds: [UInt8] = [0, 0, 0, 0, 0, 0, 0])
        -> String
    {
        let bytes =
            (0..<4).map { UInt8(truncatingIfNeeded: hash >> (8 * $0)) }
            + [UInt8(weight & 255), UInt8(weight >> 8)] + kinds
        return bytes.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
