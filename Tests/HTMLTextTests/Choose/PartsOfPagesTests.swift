// Tests of parts that pages of many kinds have: each stands for its kind of page.
import HTMLText
import Testing

/// A whole page around `content`, with the furniture of a site.
private func site(_ content: String, title: String = "Harbour") -> String {
    """
    <html><head><title>\(title)</title></head><body><header class=site-header><nav><ul>\
    <li><a href=/n>News</a></li><li><a href=/g>Guides</a></li><li><a href=/c>Contact</a></li></ul>\
    </nav></header>\(content)<aside class=sidebar><h3>Most read</h3><ul>\
    <li><a href=/a>Ten kettles compared</a></li><li><a href=/b>Why the ferry is late</a></li></ul>\
    </aside><footer class=site-footer><p>&copy; 2024 Harbour Notes. All rights reserved. \
    <a href=/p>Privacy policy</a></p></footer></body></html>
    """
}

@Suite("Parts of pages")
struct PartsOfPagesTests {
    @Test func `code keeps its lines, its prompts and its indentation`() {
        let page = article(
            """
            <p>Install it so:</p><div class="highlight sh"><pre><span></span><span class=gp>$ </span>\
            pip install daybook
            <span class=gp>$ </span>daybook</pre></div>\
            <pre><code><span class=line>def f():<br></span><span class=line>    return 1<br></span>\
            </code></pre>
            """)
        let text = extract(page)
        #expect(text.contains("$ pip install daybook\n$ daybook"))
        #expect(text.contains("def f():\n    return 1"))
    }

    @Test(arguments: ["Copy", "Copy code", "Add to basket", "Show more"])
    func `the word of a button is no text`(word: String) {
        let page = article("<div><pre>let a = 1</pre><div><button>\(word)</button></div></div>")
        let text = extract(page)
        #expect(text.contains("let a = 1") && !text.contains(word))
    }

    @Test func `a question that is a button is kept with its answer`() {
        let items = ["How do I get a card?", "What does it cost?", "May I lend it to a friend?"].map
        {
            """
            <div class=item><h3><button type=button>\($0)</button></h3><div class=collapse>\
            <p>Here is the answer. \(prose)</p></div></div>
            """
        }
        let text = extract(site("<main><h1>Questions</h1>\(items.joined())</main>"))
        #expect(
            text.contains("How do I get a card?") && text.contains("May I lend it to a friend?"))
    }

    @Test func `a question with an answer of one word is kept with the others`() {
        let items = [("Where?", prose), ("How much?", prose), ("Is it far?", "No.")].map {
            "<details><summary>\($0)</summary><p>\($1)</p></details>"
        }
        let text = extract(site("<main><h1>Questions</h1><p>\(prose)</p>\(items.joined())</main>"))
        #expect(text.contains("Is it far?\n\nNo."))
    }

    @Test(arguments: ["admonition warning", "note", "callout tip", "important"])
    func `a note in a text is part of it`(names: String) {
        let note = """
            <div class="\(names)"><p class=admonition-title>Warning</p>\
            <p>The pier is closed in a gale.</p></div>
            """
        let text = extract(article("<p>\(prose)</p>\(note)"))
        #expect(text.contains("The pier is closed in a gale."))
    }

    @Test func `steps in nested boxes are kept from the first to the last`() {
        let steps = (1...8).map { "<div>\($0). Press <a href=/\($0)>key \($0)</a>.</div>" }
        let page = site(
            """
            <div id=content><h1>How to</h1><p>\(prose)</p><h2>Steps</h2><div>\
            <div>\(steps.prefix(4).joined())</div><div>\(steps.suffix(4).joined())</div></div>\
            <p>\(prose)</p></div>
            """)
        let text = extract(page)
        #expect((1...8).allSatisfy { text.contains("\($0). Press key \($0).") })
    }

    @Test func `a product keeps its description, its points and its table`() {
        let page = site(
            """
            <div class=product-page><h1>Folding saw</h1><span class=price>€ 34,90</span><div class=tabs>\
            <ul class=tab-nav><li><a href=#d>Description</a></li><li><a href=#s>Specifications</a></li></ul>\
            <div id=d class=panel><p>\(prose)</p><ul><li>Blade hardened twice</li><li>Lock in two \
            positions</li></ul></div><div id=s class=panel><table><tr><th>Blade</th><td>210 mm</td></tr>\
            <tr><th>Weight</th><td>240 g</td></tr></table></div></div><div class=related-products>\
            <h2>Customers also bought</h2><ul><li><a href=/1>Shears</a> € 29,00</li></ul></div></div>
            """)
        let text = extract(page)
        #expect(text.contains("- Blade hardened twice\n- Lock in two positions"))
        #expect(text.contains("Blade | 210 mm\nWeight | 240 g"))
        #expect(!text.contains("Shears"))
    }

    @Test func `the posts of a thread are kept, their profiles and signatures are not`() {
        let posts = (1...6).map { number in
            """
            <div class="post bg\(number % 2 + 1)"><dl class=postprofile><dt><a href=/u>user\(number)</a>\
            </dt><dd>Posts: 3\(number)</dd><dd>Joined: Mar 2001</dd></dl><div class=postbody>\
            <div class=content>\(number == 4 ? "+1 for that." : "Post \(number). \(prose)")</div>\
            <div class=signature>-- rides a tourer of 199\(number)</div></div></div>
            """
        }
        let page = site(
            "<div id=thread class=forum><h2>Chain slips</h2>\(posts.joined())</div>",
            title: "Chain slips - Forum")
        let text = extract(page)
        #expect(
            text.contains("Post 1.") && text.contains("+1 for that.") && text.contains("Post 6."))
        #expect(!text.contains("Joined:") && !text.contains("rides a tourer"))
    }

    @Test func `a signature of whole sentences is one`() {
        let posts = (1...6).map { number in
            "<div class=post><dl class=postprofile><dt><a href=/u>user\(number)</a></dt>"
                + "<dd>Posts: 3\(number)</dd><dd>Joined: Mar 2001</dd></dl><div class=postbody>"
                + "<div class=content>Post \(number). \(prose)</div>"
                + "<div class=signature>Mine is \(number). \(prose)</div></div></div>"
        }
        let text = extract(
            site(
                "<div id=thread class=forum><h2>Chain slips</h2>\(posts.joined())</div>",
                title: "Chain slips - Forum"))
        #expect(text.contains("Post 6.") && !text.contains("Mine is"))
    }

    @Test func `a short comment is kept with others, whatever it answers`() {
        func comment(_ number: Int, _ length: Int, _ answers: String = "") -> String {
            let words = String(repeating: "Number \(number). \(prose) ", count: length)
            return "<div class='comment depth'><div class=comment_head><a href=/u>user\(number)</a>"
                + "<span>\(number) hours ago</span></div><div class=comment_text>"
                + "<p>\(length == 0 ? "Same here, \(number)." : words)</p></div>\(answers)</div>"
        }
        let thread = [
            comment(0, 2), comment(1, 0), comment(2, 2),
            comment(3, 2, comment(4, 3) + comment(5, 1, comment(6, 1)) + comment(7, 2)),
        ]
        let text = extract(
            site(
                "<div class=story><h1>A saw</h1><div class=story_text><p>\(prose)</p></div></div>"
                    + "<div class=comments>\(thread.joined())</div>", title: "Page"))
        #expect(text.contains("Same here, 1.") && text.contains("Number 7."))
    }

    @Test func `links that are named as buttons stay out of the text`() {
        let rows = (0..<4).map {
            "<div class=row><h2>Thing \($0)</h2><p>Number \($0). \(prose)</p>"
                + "<a class='btn btn-primary' href=/\($0)>Learn more</a></div>"
        }
        let text = extract(site("<main><h1>Shop</h1>\(rows.joined())</main>", title: "Shop"))
        #expect(text.contains("Number 3.") && !text.contains("Learn more"))
    }

    @Test func `an article is not written again for readers without scripts`() {
        let paragraphs = (1...6).map { "<p>Part \($0). \(prose)</p>" }.joined()
        let text = extract(
            site(
                "<div><h1>Mill</h1>\(paragraphs)</div><noscript>\(paragraphs)</noscript>",
                title: "Mill")
        )
        #expect((1...6).allSatisfy { text.split(separator: "Part \($0).").count == 2 })
    }

    @Test func `a script's data is no text, however long`() {
        let state = (0..<300).map { "\"key\($0)\": \"some words, which are \($0)\"" }
        let text = extract(
            site(
                "<div><h1>Mill</h1><p>\(prose)</p></div><div hidden>{\(state.joined(separator: ", "))}</div>",
                title: "Mill"))
        #expect(text.contains("long enough") && !text.contains("key7"))
    }

    /// Sections named after what sites put around a text, and notes that stand aside.
    @Test func `a manual's sections are text, whatever they explain`() {
        let sections = ["share", "trigger-comment", "legal-notice"].map {
            "<div class=sect2 id=\($0)><h3>\($0.uppercased())</h3><p>See the example.</p>"
                + "<pre>LOCK \($0)</pre></div>"
        }
        let text = extract(
            "<meta name=generator content='DocBook XSL Stylesheets Vsnapshot'>"
                + site(
                    "<div class=sect1><h2>Locks</h2><p>\(prose)</p><p>\(prose)</p>\(sections.joined())"
                        + "<div class='admonition seealso'><p>See also</p><p>The chapter on rows.</p></div>"
                        + "<aside class=footnote><p>Not of tables.</p></aside><p>\(prose) End.</p></div>",
                    title: "Locks"))
        for line in [
            "LOCK share", "LOCK trigger-comment", "LOCK legal-notice", "on rows", "Not of",
        ] {
            #expect(text.contains(line))
        }
    }

    @Test func `the short sections of a manual are kept with the long ones`() {
        let page =
            "<meta name=generator content='AsciiDoc 10.2.0'>"
            + site(
                """
                <div id=content><div class=sect1><h2>SYNOPSIS</h2><div class=sectionbody><pre>tool [-v] FILE\
                </pre></div></div><div class=sect1><h2>DESCRIPTION</h2><div class=sectionbody><p>\(prose)</p>\
                <p>\(prose)</p></div></div><div class=sect1><h2>OPTIONS</h2><div class=sectionbody><dl>\
                <dt>-v</dt><dd><p>Say more.</p></dd><dt>-q</dt><dd><p>Say less.</p></dd></dl></div></div>\
                <div class=sect1><h2>FILES</h2><div class=sectionbody><p>\(prose)</p></div></div></div>
                """, title: "tool(1)")
        let text = extract(page)
        #expect(text.contains("tool [-v] FILE"))
        #expect(text.contains("-v\nSay more.") && text.contains("-q\nSay less."))
    }

    @Test func `the code of a manual is kept, whatever the classes of its sections are`() {
        let parts = (1...3).map { number in
            """
            <div class=section><h2>Part \(number)</h2><p>Type:</p><pre class=screen>$ tool \(number)</pre>\
            <p>Part \(number) shows it. \(prose)</p></div>
            """
        }
        let page =
            "<meta name=generator content='DocBook XSL Stylesheets V1.79'>"
            + site("<div id=content class=book>\(parts.joined())</div>", title: "Using tool")
        let text = extract(page)
        #expect((1...3).allSatisfy { text.contains("Type:\n\n$ tool \($0)") })
    }

    @Test func `lists in a cell stay on the line of its row`() {
        let table = """
            <table><tr><td>Mon<td><ul><li>10 to 8</ul><tr><td>Wed<td><ul><li>10 to 1<li>3 to 8</ul>\
            <tr><td>Why:<ul><li>talks<li>walks</ul><td>You asked us.</table>
            """
        #expect(
            written(table)
                == "Mon | 10 to 8\nWed | 10 to 1; 3 to 8\nWhy: talks; walks | You asked us.")
        #expect(written(table, as: .markdown).contains("| Wed | 10 to 1; 3 to 8 |"))
    }

    @Test(arguments: [
        "<h2>The light<a class=headerlink href=#l>¶</a></h2>",
        "<h2>The light <a href=#l>#</a></h2>",
        "<h2>The light<a href=#l>\u{200B}</a></h2>",
        "<h3>The light<span class=mw-editsection>[<a href=/e>edit</a>]</span></h3>",
    ])
    func `the sign of a heading's link to itself is no part of it`(heading: String) {
        #expect(extract(article("\(heading)<p>\(prose)</p>")).contains("\n\nThe light\n\n"))
        #expect(written("<h2>C#</h2><h2>¶</h2>") == "C#\n\n¶")
    }

    @Test(arguments: [
        """
        <table><tr><td class=gutter><div>1</div><div>2</div></td><td><div><code>dist(pier);</code></div>\
        <div><code>print(1.4);</code></div></td></tr></table>
        """,
        """
        <table><tr><td class=linenos><pre>1\n2</pre></td><td><pre>dist(pier);\nprint(1.4);</pre></td>\
        </tr></table>
        """,
        """
        <pre><span class=lineno>1</span>dist(pier);\n<span class=lineno>2</span>print(1.4);</pre>
        """,
    ])
    func `the numbers of lines are no part of code`(code: String) {
        let text = extract(article("<p>\(prose)</p>\(code)"))
        #expect(text.contains("dist(pier);") && text.contains("print(1.4);"))
        #expect(!text.contains("1\n") && !text.contains("2 |") && !text.contains("1dist"))
    }

    @Test func `numbers in a table of data are data`() {
        #expect(written("<table><tr><td>1<td>Ann<tr><td>2<td>Eve</table>") == "1 | Ann\n2 | Eve")
    }
}

@Suite("Titles")
struct TitlePlacementTests {
    private let page = """
        <html><head><title>The light | Harbour Notes</title></head><body><article><h1>The light</h1>\
        <p>First. \(prose)</p><p>Last. \(prose)</p></article></body></html>
        """

    @Test func `a title is the first line, once, or no line at all`() {
        let first = extract(page, extractor: HTMLExtractor(title: .firstLine))
        #expect(first.hasPrefix("The light\n\nFirst."))
        #expect(first.split(separator: "\n").filter { $0 == "The light" }.count == 1)
        let none = extract(page, extractor: HTMLExtractor(title: .none))
        #expect(none.hasPrefix("First.") && !none.contains("The light"))
    }

    @Test func `a page without a heading begins with the title that it states`() {
        let page = page.replacing("<h1>The light</h1>", with: "")
        let text = extract(page, extractor: HTMLExtractor(format: .markdown, title: .firstLine))
        #expect(text.hasPrefix("# The light | Harbour Notes\n\nFirst."))
    }

    @Test(arguments: [("¶", ExtractionFormat.text), ("#", .markdown)])
    func `a heading's link to itself isn't in the title`(sign: String, format: ExtractionFormat) {
        let page = page.replacing(
            "The light</h1>", with: "The light * <a href=#light>\(sign)</a></h1>")
        let text = extract(page, extractor: HTMLExtractor(format: format, title: .firstLine))
        let mark = format == .markdown ? "# " : ""
        #expect(text.hasPrefix(mark + "The light *\n\n"), "\(text)")
    }

    @Test func `a page's only h1 is its title, whatever the page states`() {
        let heading = "<h1>Packing list for the hut</h1>"
        let page = site("<main>\(heading)<p>\(prose)</p></main>", title: "Huts | Alpine club")
        let first = extract(page, extractor: HTMLExtractor(title: .firstLine))
        #expect(first.hasPrefix("Packing list for the hut\n"))
        #expect(!first.contains("Huts"))
        #expect(!extract(page, extractor: HTMLExtractor(title: .none)).contains("Packing list"))
    }

    @Test(arguments: [
        ("The light | Harbour Notes", "The light"), ("Harbour Notes", "Harbour Notes"),
        ("Winter — Harbour Notes", "Harbour Notes"),
    ])
    func `the topic is the title, not the site's name above it`(stated: String, title: String) {
        let page = """
            <html><head><title>\(stated)</title></head><body><h1>Harbour Notes</h1><article>\
            <h2>The light</h2><p>First. \(prose)</p><p>Last. \(prose)</p></article></body></html>
            """
        let text = extract(page, extractor: HTMLExtractor(title: .firstLine))
        #expect(text.hasPrefix(title + "\n\n"), "\(text)")
    }

    @Test func `a page without text has no title either`() {
        let text = extract(
            "<title>Nothing</title><nav><a href=/>x</a></nav>",
            extractor: HTMLExtractor(title: .firstLine))
        #expect(text.isEmpty || text.hasPrefix("Nothing"))
    }
}
