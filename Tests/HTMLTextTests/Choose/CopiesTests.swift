// What a page says twice, hides, or sets apart.
import HTMLText
import Testing

@Suite struct CopiesTests {
    private func paragraph(_ number: Int) -> String {
        "<p>\(prose) Here the paragraph with the number \(number) ends, and no other does so.</p>"
    }

    private var paragraphs: String { (1...4).map(paragraph).joined() }

    private func count(_ text: String) -> Int { text.components(of: "ends, and no other") }

    @Test func `a description for wide screens and one for narrow ones are written once`() {
        let both =
            "<div class=desktop-only>\(paragraphs)</div><div class=hidden-md-up>\(paragraphs)</div>"
        #expect(count(extract(article(both))) == 4)
    }

    @Test func `a refrain, or an answer to two questions, is text each time`() {
        let both = "<div class=one>\(paragraphs)</div><h2>Again</h2><div>\(paragraphs)</div>"
        #expect(count(extract(article(both))) == 8)
    }

    @Test func `what is said three times is a form of words`() {
        let three = (1...3).map { "<div id=d\($0)>\(paragraph(1))\(paragraph(1 + $0))</div>" }
        #expect(count(extract(article(three.joined()))) == 6)
    }

    @Test func `an article that a script would show is kept`() {
        let menu = "<p>\(prose)</p>"
        let page = "<body>\(menu)<div hidden id='S:0'><article>\(paragraphs)</article></div></body>"
        #expect(count(extract(page)) == 4)
    }

    @Test func `headings of sections alike stay, though they are links`() {
        let sections = (1...4).map {
            "<div class=toggle><h3 class=toggle-title><a href='#'>How high may wall \($0) be built?</a>"
                + "</h3><div>\(paragraph($0))</div></div>"
        }
        let text = extract(article("<div class=toggles>\(sections.joined())</div>"))
        for number in 1...4 { #expect(text.contains("How high may wall \(number) be built?")) }
    }

    @Test func `answers that a page hides stay with their questions`() {
        let items = (1...4).map {
            "<h3><button aria-expanded=false aria-controls=a\($0)>How high is wall \($0)?</button></h3>"
                + "<div id=a\($0) role=region hidden><p>It is \($0) feet high.</p></div>"
        }
        let text = extract(article("<div class=faq>\(paragraphs)\(items.joined())</div>"))
        for number in 1...4 where text.contains("How high is wall \(number)?") {
            #expect(text.contains("It is \(number) feet high."))
        }
        #expect(text.contains("How high is wall 2?"))
    }

    @Test func `a button that opens an answer is its heading`() {
        let sections = ["01. Foundations", "02. Stones", "03. Mortar and its kinds", "04. Care"].map
        {
            "<div class=accordion><button aria-expanded=true>\($0)</button><div>\(paragraphs)</div></div>"
        }
        let text = extract(article(sections.joined()))
        #expect(text.contains("02. Stones") && text.contains("03. Mortar"))
    }
}

extension String {
    fileprivate func components(of word: String) -> Int {
        ranges(of: word).count
    }
}
