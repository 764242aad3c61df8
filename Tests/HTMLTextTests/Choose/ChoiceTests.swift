// Tests of which blocks are kept, whatever the single scores say.
import HTMLText
import Testing

@Suite("Choice")
struct ChoiceTests {
    @Test func `where no block is worth keeping, prose is better than nothing`() {
        #expect(extractFromNothing("<nav>Menu</nav><p>\(prose)</p><p>Short") == prose)
        #expect(extractFromNothing("<nav>Menu</nav><p><a href=/>\(prose)</a></p>").isEmpty)
    }

    @Test func `what is hidden is dropped only where enough is shown`() {
        let hidden = "<div hidden><p>Unseen. \(prose)</p></div>"
        let shown = "<p>\(prose)</p><p>\(prose)</p>\(hidden)"
        #expect(extractFromLittle("<p>Short</p>\(hidden)").contains("Unseen"))
        #expect(!extractFromLittle(shown).contains("Unseen"))
        #expect(!written(shown).contains("Unseen"))
        // On a page of many parts what is surely text is only hidden for now.
        let parts = (0..<12).map { "<p>Part \($0)</p>" }.joined()
        #expect(written(shown + parts).contains("Unseen"))
    }

    @Test func `a paragraph that another element repeats right away is written once`() {
        let twice = "<div><p>\(prose)</p></div><section><p>\(prose)</p></section>"
        #expect(written(twice) == prose)
        let between = "<div><p>\(prose)</p></div><p>Other. \(prose)</p><div><p>\(prose)</p></div>"
        #expect(written(between).components(prose) == 3)
    }

    @Test func `paragraphs side by side may say the same, and so may short ones`() {
        #expect(written("<p>\(prose)</p><p>\(prose)</p>") == "\(prose)\n\n\(prose)")
        #expect(written("<div><p>Yes.</p></div><div><p>Yes.</p></div>") == "Yes.\n\nYes.")
    }

    @Test func `a heading right above a heading of its level heads nothing`() {
        let page = article("<h2>Empty</h2><h2>Full</h2><p>Under it. \(prose)</p>")
        let text = extract(page)
        #expect(text.contains("Full\n\nUnder it."))
    }

    @Test func `a table of data is kept or dropped as a whole`() {
        let rows = (0..<6).map { "<tr><td>Name \($0)</td><td>\($0)</td></tr>" }.joined()
        let text = extract(article("<table><tr><th>Name</th><th>Count</th></tr>\(rows)</table>"))
        let kept = (0..<6).filter { text.contains("Name \($0) | \($0)") }
        #expect(kept.isEmpty || kept.count == 6)
    }

    @Test func `a term is kept with its definition`() {
        let text = extract(article("<dl><dt>Term</dt><dd>Meaning. \(prose)</dd></dl>"))
        #expect(text.contains("Term\nMeaning."))
    }

    @Test func `a caption inside an article is kept, comments after it are dropped`() {
        let comments = (0..<3).map {
            "<li class=comment><p>Comment \($0). \(prose)</p><a href=/>Reply</a></li>"
        }.joined()
        let page =
            article("<h2>Heading of a part</h2><p>Part. \(prose)</p>")
            + "<div id=comments class=comments><h3>3 Comments</h3><ol>\(comments)</ol></div>"
        let text = extract(page)
        #expect(text.contains("Heading of a part\n\nPart."))
        #expect(!text.contains("Comment 1") && !text.contains("Reply"))
    }

    @Test(arguments: [
        "<nav><ul><li><a href=/a>Home</a><li><a href=/b>Products</a></ul></nav>",
        "<div class=sidebar><h3>Popular</h3><ul><li><a href=/a>Side story</a></ul></div>",
        "<div class=share><a href=/a>Facebook</a> <a href=/b>Twitter</a></div>",
        "<footer><p>Copyright 2024 Example. All rights reserved.</p></footer>",
        "<div class=cookie-notice><p>We use cookies.</p><button>Accept</button></div>",
        "<div class=related><h2>Related</h2><a href=/a>Another story</a></div>",
        "<form><input><button>Subscribe</button></form>",
    ])
    func `furniture around an article is dropped`(furniture: String) {
        let page =
            "<body>\(furniture)<article><h1>Title</h1><p>\(prose)</p><p>\(prose)</p>"
            + "<p>\(prose)</p></article>\(furniture)</body>"
        #expect(extract(page) == "Title\n\n\(prose)\n\n\(prose)\n\n\(prose)")
    }
}

extension String {
    /// How often another text stands in this one.
    fileprivate func components(_ text: String) -> Int {
        var count = 0
        var rest = self[...]
        while let found = rest.firstRange(of: text) {
            count += 1
            rest = rest[found.upperBound...]
        }
        return count
    }
}
