// Tests of how elements nest where tags are missing, crossed or too many.
import HTMLText
import Testing

@Suite("Nesting")
struct NestingTests {
    private func blocks(_ page: String) -> [String] { PageBlocks(page).texts }

    private func depth(_ text: String, _ page: String) -> Int? { PageBlocks(page)[text, "depth"] }

    @Test(arguments: ["p", "div", "ul", "table", "h2", "pre", "section", "article", "figure", "hr"])
    func `a block element closes an open paragraph`(name: String) {
        #expect(depth("b", "<div><p>a<\(name)><span>b") == (name == "hr" ? 0 : 1))
        #expect(blocks("<p>a<\(name)>b").first == "a")
    }

    @Test func `an item closes the item before it, not the list around`() {
        let list = "<ul><li>a<li>b<ul><li>c</ul>d<li>e</ul>f"
        #expect(blocks(list) == ["a", "b", "c", "d", "e", "f"])
        #expect(["a", "b", "c", "e"].map { depth($0, list) } == [1, 1, 3, 1])
        #expect(depth("f", list) == 0)
    }

    @Test func `terms and definitions close one another`() {
        let list = "<dl><dt>a<dd>b<dt>c<dd>d</dl>"
        #expect(["a", "b", "c", "d"].map { depth($0, list) } == [1, 1, 1, 1])
    }

    @Test func `rows and cells close one another`() {
        let table = "<table><tr><td>a<td>b<tr><th>c<td>d</table>e"
        #expect(blocks(table) == ["a", "b", "c", "d", "e"])
        #expect(["a", "b", "c", "d"].map { depth($0, table) } == [2, 2, 2, 2])
    }

    @Test func `a table in a cell leaves the outer table open`() {
        let table = "<table><tr><td>a<table><tr><td>b</table>c<td>d</table>"
        #expect(blocks(table) == ["a", "b", "c", "d"])
        #expect(depth("b", table) == 5 && depth("d", table) == 2)
    }

    @Test func `an end tag without a start is ignored`() {
        #expect(blocks("a</div></p></li></table>b") == ["ab"])
        #expect(blocks("<div>a</span></b></p>b</div>c") == ["ab", "c"])
    }

    @Test func `an end tag closes what is open inside its element`() {
        #expect(depth("b", "<div><ul><li><b>a</div>b") == 0)
        #expect(depth("b", "<section><div><div>a</section>b") != nil)
    }

    @Test func `crossed inline tags lose no text`() {
        #expect(blocks("<p><b>a<i>b</b>c</i>d</p>") == ["abcd"])
        #expect(blocks("<a href=/>a<p>b</a>c") == ["a", "b", "c"])
        #expect(blocks("<a href=x>a<a href=y>b</a>c") == ["a bc"])
    }

    @Test func `content before, between and after html, head and body is kept`() {
        let page = "a<html>b<head>c</head>d<body>e</body>f</html>g<body>h"
        #expect(blocks(page).joined() == "abcdefgh")
    }

    @Test func `past the parser's depth elements are flat`() {
        let page = String(repeating: "<div>", count: 511) + "a<p>b</p>c"
        #expect(blocks(page) == ["a", "b", "c"])
        #expect((PageBlocks(page)["c", "depth"] ?? 0) <= 511)
        let deeper = String(repeating: "<div>", count: 2000) + "a<p>b</p>c"
        #expect(blocks(deeper) == ["a", "b", "c"])
        #expect(PageBlocks(deeper)["b", "depth"] == 0)
    }

    @Test func `more elements than two letters can count nest as they are written`() {
        let page = (0..<2000).map { "<div><i>\($0)</i></div>" }.joined() + "<ul><li>x</ul>"
        let found = PageBlocks(page)
        #expect(found.texts.count == 2001)
        #expect(found["1999", "depth"] == 0 && found["x", "depth"] == 1)
        #expect(found["x", "tag.list"] == 2)
    }
}
