// Tests of how blocks are written as markdown.
import HTMLText
import Testing

@Suite("Markdown")
struct MarkdownTests {
    private func markdown(_ page: String) -> String { written(page, as: .markdown) }

    @Test(arguments: [
        ("<h1>a</h1><p>b", "# a\n\nb"), ("<h6>a</h6><p>b", "###### a\n\nb"),
        ("<h2>a <b>b</b><br>d</h2><p>c", "## a b d\n\nc"), ("<ul><li><h3>a</h3></ul>", "- a"),
    ])
    func `headings have a mark for each level and no emphasis`(page: String, text: String) {
        #expect(markdown(page) == text)
    }

    @Test(arguments: [
        ("<b>a</b>", "**a**"), ("<strong>a</strong>", "**a**"), ("<i>a</i>", "*a*"),
        ("<em>a</em>", "*a*"),
        ("<code>a</code>", "`a`"), ("<del>a</del>", "~~a~~"), ("x<b> a </b>y", "x **a** y"),
        ("<b></b>a", "a"), ("<b> </b>a", "a"), ("<b>a <i>b</i></b>", "**a *b***"),
        ("<b>a", "**a**"),
        ("<b><i>a</i></b>", "***a***"), ("<b>a<br>b</b>", "**a\nb**"), ("a</b>b", "ab"),
        ("<b>a</b><b>b</b>", "**ab**"), ("<b>Ann</b><b>Smith</b>", "**Ann** **Smith**"),
        ("<b>a!</b>b", "a!b"), ("a<i>b</i>c", "a*b*c"), ("<code>a`b</code>", "``a`b``"),
        ("<code>`</code>", "`` ` ``"), ("<code>a<b>*b*</b></code>", "`a*b*`"),
    ])
    func `marks of emphasis touch the letters inside them`(page: String, text: String) {
        #expect(markdown("<p>\(page)</p>") == text)
    }

    @Test(arguments: [
        ("<ol><li>a<li>b</ol>", "1. a\n2. b"),
        (
            "<table><tr><th colspan=2>a<th>b|c<tr><td>1<td>2<td>3</table>",
            "| a | | b\\|c |\n| --- | --- | --- |\n| 1 | 2 | 3 |"
        ),
        (
            "<table><tr><th>b<th colspan=2>a<tr><td>1<td>2<td>3</table>",
            "| b | a | |\n| --- | --- | --- |\n| 1 | 2 | 3 |"
        ),
        ("<ol start=5><li>a<li>b<li value=9>c<li>d</ol>", "5. a\n6. b\n9. c\n10. d"),
        ("<ol start=x><li>a<li value=-1>b</ol>", "1. a\n2. b"),
        ("<ul><li>a<ol><li>b<li>c</ol></ul>", "- a\n  1. b\n  2. c"),
        (
            "<ol>" + (0..<11).map { _ in "<li>a" }.joined() + "</ol>",
            (1...11).map { "\($0). a" }.joined(separator: "\n")
        ),
    ])
    func `items of ordered lists are numbered`(page: String, text: String) {
        #expect(markdown(page) == text)
    }

    @Test(arguments: [
        ("<tr><th>a<th>b<tr><td>c<td>d", "| a | b |\n| --- | --- |\n| c | d |"),
        ("<tr><td>a<td>b", "| a | b |\n| --- | --- |"),
        ("<tr><th>a<tr><td>b", "| a |\n| --- |\n| b |"),
        ("<tr><th>a<th>b<tr><td><td>d", "| a | b |\n| --- | --- |\n| | d |"),
        ("<tr><td>a<br>b<td>c", "| a b | c |\n| --- | --- |"),
    ])
    func `a table has edges and a rule under its first row`(rows: String, text: String) {
        #expect(markdown("<table>\(rows)</table>") == text)
    }

    @Test func `two tables have a rule each`() {
        let table = "<table><tr><td>a<td>b</table>"
        let one = "| a | b |\n| --- | --- |"
        #expect(markdown(table + "<p>x</p>" + table) == "\(one)\n\nx\n\n\(one)")
        #expect(markdown(table + table) == "\(one)\n\n\(one)")
    }

    @Test(arguments: [
        ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
        ("<p>x</p><pre>a</pre><p>y", "x\n\n```\na\n```\n\ny"),
        ("<pre><code>a <b>b</b></code></pre>", "```\na b\n```"),
        ("<pre>a</pre><pre>b</pre>", "```\na\n```\n\n```\nb\n```"),
        ("<pre><div>a</div><div>b</div></pre>", "```\na\nb\n```"),
    ])
    func `code stands in fences, without emphasis`(page: String, text: String) {
        #expect(markdown(page) == text)
    }

    @Test(arguments: [
        ("<blockquote>a</blockquote>", "> a"), ("<blockquote><p>a<p>b</blockquote>", "> a\n>\n> b"),
        ("<p>x</p><blockquote>a</blockquote><p>y", "x\n\n> a\n\ny"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b"),
    ])
    func `quotes have a mark for each level, on the lines between them too`(
        page: String, text: String
    ) {
        #expect(markdown(page) == text)
    }

    @Test(arguments: [
        ("<ul><li>a<p>b</p><li>c</ul>", "- a\n\n  b\n- c"),
        ("<ul><li>a<br>b</ul>", "- a\n  b"), ("<ol start=10><li>a<p>b</ol>", "10. a\n\n    b"),
        ("<ol><li>a<ul><li>b</ul></ol>", "1. a\n   - b"),
        ("<ul><li>a<pre>b\n\n  c</pre></ul>", "- a\n\n  ```\n  b\n\n    c\n  ```"),
        ("<ul><li>a<blockquote>b</blockquote></ul>", "- a\n\n  > b"),
        ("<blockquote><ul><li>a<li>b</ul></blockquote>", "> - a\n> - b"),
        ("<blockquote><pre>a\nb</pre></blockquote>", "> ```\n> a\n> b\n> ```"),
        ("<ul><li>a</ul><ul><li>b</ul>", "- a\n\n* b"),
        ("<ul><li><ul><li>a</ul></ul>", "- - a"),
    ])
    func `all lines of an item or a quote are in it`(page: String, text: String) {
        #expect(markdown(page) == text)
    }

    @Test func `a fence is longer than those in the code`() {
        #expect(markdown("<pre>```\na\n```</pre>") == "````\n```\na\n```\n````")
    }

    @Test(arguments: [
        ("2 * 3", "2 * 3"), ("*a*", "\\*a\\*"), ("snake_case", "snake_case"), ("_a_", "\\_a\\_"),
        ("`a`", "\\`a\\`"), ("~~a~~", "\\~\\~a\\~\\~"), ("~5", "~5"), ("a &lt; b", "a < b"),
        ("&lt;b>", "\\<b>"), ("&amp;amp;", "\\&amp;"), ("R&amp;D", "R&D"), ("[a](b)", "[a\\](b)"),
        ("[a]", "[a]"), ("C:\\dir", "C:\\dir"), ("\\*", "\\\\\\*"), ("# a", "\\# a"), ("C#", "C#"),
        ("#a", "#a"), ("1. a", "1\\. a"), ("1.5", "1.5"), ("- a", "\\- a"), ("-a", "-a"),
        ("> a", "\\> a"),
        ("a<br>===", "a\n\\==="), ("a<br>+ b", "a\n\\+ b"), ("[1]: a", "\\[1]: a"),
        ("---", "\\---"),
    ])
    func `what markdown would take for more than text is escaped`(page: String, text: String) {
        #expect(markdown("<p>\(page)</p>") == text)
    }

    @Test func `escapes are those of the place`() {
        #expect(markdown("<h2>1. a # ##</h2>") == "## 1. a # \\##")
        #expect(markdown("<pre># *a* `b`</pre>") == "```\n# *a* `b`\n```")
        #expect(
            markdown("<table><tr><td>1. *a*<td>b|c</table>")
                == "| 1. \\*a\\* | b\\|c |\n| --- | --- |")
    }

    @Test func `plain paragraphs are the same as in text`() {
        let page = article("<p>One. \(prose)</p><ul><li>a<li>b</ul>")
        #expect(
            extract(page, extractor: HTMLExtractor(format: .markdown))
                == "# " + extract(page))
    }
}
