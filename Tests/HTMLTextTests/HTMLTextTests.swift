// Tests of what comes out of whole pages.
import HTMLText
import Testing

/// Extracts a page given as text.
func extract(_ html: String, extractor: HTMLExtractor = HTMLExtractor()) -> String {
    extract(Array(html.utf8), extractor: extractor)
}

/// Extracts a page given as bytes.
func extract(
    _ html: [UInt8], charset: String? = nil, extractor: HTMLExtractor = HTMLExtractor()
) -> String {
    var text: [UInt8] = []
    let label = Array((charset ?? "").utf8)
    _ = extractor.extract(
        html.span, declaredCharset: charset == nil ? nil : label.span,
        scratch: HTMLExtractor.Scratch(), into: &text)
    return String(decoding: text, as: UTF8.self)
}

let prose = """
    This is a sentence that is long enough to be taken for a part of an article, with a comma, \
    and it goes on for a while so that nobody mistakes it for a caption or a menu.
    """

@Suite("Extraction")
struct HTMLTextTests {
    @Test func `an article is kept and its surroundings are dropped`() {
        let page = """
            <html><body><nav><a href=/>Home</a> <a href=/x>News</a></nav>
            <article><h1>Title of it</h1><p>\(prose)</p><p>Second. \(prose)</p></article>
            <footer><a href=/c>Contact</a></footer><script>var x = "<p>no</p>"</script></body></html>
            """
        let text = extract(page)
        #expect(text.contains(prose) && text.contains("Second. This"))
        for side in ["Contact", "Home", "var"] { #expect(!text.contains(side)) }
    }

    @Test func `references and white space become plain text`() {
        let text = extract("<p>A &amp; B&nbsp;&#146;s&#x41; caf&eacute;  \n x &notit; \(prose)</p>")
        #expect(text.hasPrefix("A & B ’sA café x ¬it; This"))
    }

    @Test(arguments: ["hidden", "style='display: none'", "style=\"visibility:hidden\""])
    func `what isn't shown is dropped, unless it is all there is`(attribute: String) {
        let shown = "<p>Shown. \(prose)</p><p>\(prose)</p>"
        let hidden = "<div \(attribute)><p>Unseen. \(prose)</p><p>\(prose)</p></div>"
        #expect(!extract(shown + hidden).contains("Unseen"))
        #expect(extract(shown + hidden).contains("Shown"))
        #expect(extract(hidden).contains("Unseen"))
    }

    @Test func `text after the end of the document is kept`() {
        #expect(extract("<p>\(prose)</p></body></html><p>Tail. \(prose)</p>").contains("Tail."))
    }

    @Test func `deep nesting loses no text`() {
        let depth = 100_000
        let page = String(repeating: "<div>", count: depth) + "<p>\(prose)</p>"
        #expect(extract(page) == prose)
    }

    @Test(arguments: ["", "<", "</", "<!", "<!--", "<a", "<a href='", "&", "&#", "<script>", "\0"])
    func `a broken page gives no more text than it has, and no crash`(page: String) {
        #expect(extract(page).count <= page.count)
    }
}
