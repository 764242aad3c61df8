// Tests of what the names of elements mean.
import HTMLText
import Testing

@Suite("Elements")
struct ElementTests {
    @Test(arguments: [
        ("article", "article"), ("main", "main"), ("section", "section"), ("aside", "aside"),
        ("nav", "nav"), ("header", "header"), ("footer", "footer"), ("form", "form"),
        ("ul", "list"), ("ol", "list"), ("dl", "list"), ("menu", "list"), ("figure", "figure"),
        ("figcaption", "figure"), ("blockquote", "blockquote"), ("button", "control"),
        ("label", "control"), ("dialog", "control"), ("summary", "control"), ("select", "control"),
        ("noscript", "unseen"), ("template", "unseen"), ("h1", "heading"), ("h6", "heading"),
        ("pre", "code"), ("listing", "code"), ("xmp", "code"),
    ])
    func `an element's kind is known by its name in any case`(name: String, kind: String) {
        for name in [name, name.uppercased()] {
            let page = PageBlocks("<\(name)>x</\(name)>")
            let isInline = ["button", "label"].contains(name.lowercased())
            #expect(page["x", "tag.\(kind)"] == (isInline ? 0 : 3), "\(name)")
        }
    }

    @Test(arguments: [
        "b", "i", "span", "font", "label", "button", "abbr", "x-tag", "unknown", "bdo", "u", "time",
        "a",
    ])
    func `inline and unknown elements don't end a line`(name: String) {
        #expect(PageBlocks("a<\(name)>b</\(name)>c").texts == ["abc"])
    }

    @Test(arguments: [
        "p", "div", "section", "article", "aside", "h2", "ul", "li", "blockquote", "pre", "address",
        "fieldset", "details", "figure", "table", "form", "center", "hgroup", "dialog", "select",
    ])
    func `block elements start and end a line`(name: String) {
        #expect(PageBlocks("a<\(name)>b</\(name)>c").texts == ["a", "b", "c"])
    }

    @Test(arguments: ["wbr", "img", "input", "col", "area", "embed", "source", "track", "keygen"])
    func `void elements hold nothing`(name: String) {
        #expect(PageBlocks("a<\(name)>b</\(name)>c").texts == ["abc"])
    }

    @Test func `a rule ends a line and a line break doesn't end the block`() {
        #expect(PageBlocks("a<hr>b").texts == ["a", "b"])
        #expect(PageBlocks("a<br>b</br>c").texts == ["a\nb\nc"])
        #expect(PageBlocks("a<br><br>b").texts == ["a", "b"])
        #expect(PageBlocks("a<br> <br/>b").texts == ["a", "b"])
    }

    @Test func `elements of a frame or a table's groups are as if they weren't there`() {
        let table = "<table><thead><tr><th>a</thead><tbody><tr><td>b</tbody></table>"
        #expect(PageBlocks(table).texts == ["a", "b"])
        #expect(PageBlocks("<frameset><noframes>a</noframes></frameset>").texts == ["a"])
    }

    @Test(arguments: [(1, 1), (2, 2), (6, 6), (7, 0)])
    func `headings have levels from one to six`(number: Int, level: Int) {
        #expect(PageBlocks("<h\(number)>x</h\(number)>")["x", "headingLevel"] == level)
    }
}
