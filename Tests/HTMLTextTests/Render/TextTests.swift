// Tests of how blocks are written as plain text.
import HTMLText
import Testing

@Suite("Text")
struct TextTests {
    @Test(arguments: [
        ("<p>a</p><p>b</p>", "a\n\nb"), ("<h1>a</h1><p>b", "a\n\nb"),
        ("<div>a<p>b</div>c", "a\n\nb\n\nc"),
        ("a<br>b", "a\nb"), ("a<hr>b", "a\n\nb"), ("<blockquote>a<p>b</blockquote>", "a\n\nb"),
    ])
    func `a blank line stands between paragraphs`(page: String, text: String) {
        #expect(written(page) == text)
    }

    @Test(arguments: [
        ("<ul><li>a<li>b</ul>", "- a\n- b"), ("<ol><li>a<li>b</ol>", "- a\n- b"),
        ("<p>x</p><ul><li>a</ul><p>y", "x\n\n- a\n\ny"),
        ("<ul><li>a<ul><li>b<li>c</ul><li>d</ul>", "- a\n  - b\n  - c\n- d"),
        ("<ul><li>a<p>b</p><li>c</ul>", "- a\n  b\n- c"),
        ("<ul><li>a</ul><ul><li>b</ul>", "- a\n\n- b"), ("<li>a<li>b", "- a\n- b"),
        ("<ul><li><ul><li>a</ul></ul>", "  - a"), ("<ul><li>a<br>b</ul>", "- a\nb"),
    ])
    func `items stand on lines of their own`(page: String, text: String) {
        #expect(written(page) == text)
    }

    @Test(arguments: [
        ("<dl><dt>a<dd>b<dt>c<dd>d</dl>", "a\nb\n\nc\nd"),
        ("<dl><dt>a<dt>b<dd>c</dl>", "a\n\nb\nc"),
        ("<dl><dt>a<dd>b<dd>c</dl>", "a\nb\n\nc"),
    ])
    func `a definition stands under its term`(page: String, text: String) {
        #expect(written(page) == text)
    }

    @Test(arguments: [
        ("<tr><td>a<td>b<tr><td>c<td>d", "a | b\nc | d"),
        ("<tr><th>a<th>b<tr><td>c<td>d", "a | b\nc | d"),
        ("<tr><td>a<td><td>c", "a | | c"), ("<tr><td><td>b", "b"),
        ("<tr><td>a<br>b<td>c", "a b | c"),
        ("<caption>x</caption><tr><td>a<td>b", "x\n\na | b"),
        ("<tr><td>a<tr><td><p>b<p>c<td>d", "a\n\nb\n\nc\n\nd"),
        (
            "<tbody><tr><td rowspan=9>a<td>b<td>c<tr><td>d<td>e<tbody><tr><td>f<td>g<td>h",
            "a | b | c\n| d | e\nf | g | h"
        ),
        ("<thead><tr><th rowspan=0>a<th>b</thead><tr><td>c<td>d", "a | b\nc | d"),
    ])
    func `the cells of a row of data stand on one line`(rows: String, text: String) {
        #expect(written("<table>\(rows)</table>") == text)
    }

    @Test(arguments: [
        ("<blockquote><cite>Tom wrote:</cite>Yes.</blockquote>", "Tom wrote:\nYes."),
        ("<blockquote><p><cite>Tom</cite> Yes.</blockquote>", "Tom\nYes."),
        ("<blockquote>Yes. <cite>Tom</cite></blockquote>", "Yes. Tom"),
        ("<blockquote><cite>Tom</cite></blockquote><p>a", "Tom\n\na"),
        ("<blockquote><em>Yes</em>, so.</blockquote>", "Yes, so."),
        ("<p><cite>Emma</cite> is a novel.", "Emma is a novel."),
    ])
    func `who is quoted stands on a line above the words`(page: String, text: String) {
        #expect(written(page) == text)
    }

    @Test func `a row that lays out a page is no row of data`() {
        let long = String(repeating: "word ", count: 60)
        let text = written("<table><tr><td>\(long)</td><td>\(long)</td></tr></table>")
        #expect(!text.contains("|") && text.contains("\n\n"))
    }

    @Test func `tables after one another are apart`() {
        let table = "<table><tr><td>a<td>b</table>"
        #expect(written(table + table) == "a | b\n\na | b")
    }

    @Test func `code keeps its lines and its indentation after the first`() {
        #expect(written("<pre><code>if x:\n    y()\n\nz()</code></pre>") == "if x:\n    y()\n\nz()")
        #expect(written("<p>a</p><pre>b\nc</pre><p>d") == "a\n\nb\nc\n\nd")
        #expect(written("<pre><div>a</div><div>b</div></pre>") == "a\nb")
    }

    @Test(arguments: [
        ("<a>one</a><a>two</a>", "one two"), ("<a>one</a>, <a>two</a>", "one, two"),
        ("<a>one</a><b>two</b>", "onetwo"), ("<a>one</a><b><a>two</a></b>", "one two"),
        ("<a>one</a>.", "one."), ("<a>dog</a>s", "dogs"),
        ("a<span>b</span>c", "abc"), ("<a>on</a><a>1</a>", "on 1"),
    ])
    func `two links that touch are two words`(page: String, text: String) {
        #expect(written(page) == text)
    }

    @Test(arguments: [
        ("10<sup>6</sup>", "10^6"), ("x<sup>2</sup>", "x^2"), ("cm<sup>-1</sup>", "cm^-1"),
        ("(a+b)<sup>2</sup>", "(a+b)^2"), ("1<sup>st</sup>", "1st"),
        ("word<sup>1</sup>", "word[1]"),
        ("H<sub>2</sub>O", "H2O"), ("<sup>2</sup>x", "2x"),
    ])
    func `raised numbers are powers after numbers and short names`(page: String, text: String) {
        #expect(written("<p>\(page)</p>") == text)
    }

    @Test(arguments: [
        ("<q>a</q>", "\"a\""), ("x <q> a </q>y", "x \"a\" y"),
        ("<q>a <q>b</q></q>.", "\"a \"b\"\"."),
        ("<q></q>a", "a"), ("<q>a", "\"a\""),
    ])
    func `quotations have their marks`(page: String, text: String) {
        #expect(written("<p>\(page)</p>") == text)
    }

    @Test func `marks of emphasis are markdown's`() {
        #expect(written("<p><b>a</b> <i>b</i> <code>c</code> <s>d</s>") == "a b c d")
        #expect(written("<h2>a</h2><blockquote>b</blockquote>") == "a\n\nb")
    }

    @Test func `labels and options are text like any other, the word of a button is not`() {
        let form = "<label>a</label><select><option>b<option>c</select><button>d</button>"
        #expect(written(form) == "a\n\nb\n\nc")
        #expect(written("<h3><button>d</button></h3>") == "d")
    }
}
