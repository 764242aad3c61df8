// Tests of what a page states about itself.
import HTMLText
import Testing

@Suite("Metadata")
struct MetadataTests {
    @Test func `the title is the document's, on one line`() {
        #expect(metadata("<title>\n A  title &mdash; <b> </title>", \.title) == "A title — <b>")
        #expect(metadata("<title>One</title><svg><title>Two</title></svg>", \.title) == "One")
        #expect(metadata("<p>x", \.title).isEmpty)
    }

    @Test func `the title for sharing goes before the document's`() {
        let share = "<meta property=og:title content='Shared title'>"
        #expect(metadata("<title>Site | Title</title>" + share, \.title) == "Shared title")
        #expect(metadata(share + "<title>Site | Title</title>", \.title) == "Shared title")
    }

    @Test func `the language is the root element's`() {
        #expect(metadata("<html lang=en-GB><p lang=fr>x", \.language) == "en-GB")
        #expect(metadata("<html><p lang=fr>x", \.language).isEmpty)
    }

    @Test(arguments: [
        "<link rel=canonical href='https://a.example/b'>",
        "<link href='https://a.example/b' rel='Canonical'>",
        "<meta property='og:url' content='https://a.example/b'>",
        "<link rel=stylesheet href=x><link rel=canonical href=https://a.example/b>",
    ])
    func `the address is the canonical one`(head: String) {
        #expect(metadata(head, \.canonicalURL) == "https://a.example/b")
    }

    @Test(arguments: [
        "<meta name=author content='A. Writer'>", "<META NAME=Author CONTENT=\"A.  Writer\">",
        "<meta property=article:author content='https://a.example/w'><meta name=author content='A. Writer'>",
        "<meta name=dc.creator content='A. Writer'><meta name=author content='B'>",
        "<span itemprop=author content='A. Writer'>x</span>",
        #"<script type="application/ld+json">{"author": {"@type": "Person", "name": "A. Writer"}}</script>"#,
        #"<script type="application/ld+json">{"author":[{"name":"A. Writer"},{"name":"B"}]}</script>"#,
        #"<script type="application/ld+json">{"author": "A. Writer", "x": 1}</script>"#,
    ])
    func `the author is the first that is named, and no address`(page: String) {
        #expect(metadata(page, \.author) == "A. Writer")
    }

    @Test(arguments: [
        "<meta property=article:published_time content=2024-05-06>",
        "<meta name=date content='2024-05-06'><meta name=pubdate content=2020>",
        "<meta itemprop=datePublished content=2024-05-06>",
        "<time itemprop=datePublished datetime=2024-05-06>6 May</time>",
        "<time datetime=2024-05-06>6 May</time><time datetime=2023-01-01>x</time>",
        "<time datetime=2020>x</time><meta name=date content=2024-05-06>",
        #"<script type='application/ld+json'>{"datePublished":"2024-05-06"}</script>"#,
    ])
    func `the date is the one that the page publishes, else its first time`(page: String) {
        #expect(metadata(page, \.date) == "2024-05-06")
    }

    @Test func `the site's name is stated by the page`() {
        #expect(metadata("<meta property=og:site_name content=Site>", \.siteName) == "Site")
        #expect(metadata("<meta name=application-name content=App>", \.siteName) == "App")
    }

    @Test(arguments: [
        "<meta name=authors content=x>", "<meta name=author>", "<meta content=x>",
        "<script>{\"author\": \"x\"}</script>", "<meta name=author content=''>",
        #"<script type="application/ld+json">{"author": 7}</script>"#,
    ])
    func `what states no author leaves it empty`(page: String) {
        #expect(metadata(page, \.author).isEmpty)
    }

    @Test(arguments: [
        (#"Zo\u00eb"#, "Zoë"), (#"a \"b\" c"#, #"a "b" c"#), (#"\ud83d\ude00"#, "😀"),
        (#"a\/b"#, "a/b"), (#"a\nb"#, "a b"), (#"\ud83d"#, "\u{FFFD}"), (#"\u12"#, "u12"),
    ])
    func `strings of a description in a script are unescaped`(written: String, meant: String) {
        let page = #"<script type="application/ld+json">{"author":"\#(written)"}</script>"#
        #expect(metadata(page, \.author) == meant)
    }

    @Test func `facts of one page are not those of the next`() {
        let scratch = HTMLExtractor.Scratch()
        let pages = ["<title>A</title><meta name=author content=B>", "<p>x"].map { Array($0.utf8) }
        var text: [UInt8] = []
        let facts = pages.map {
            HTMLExtractor().extract($0.span, scratch: scratch, into: &text).metadata
        }
        #expect(facts[0].author == Array("B".utf8) && facts[0].title == Array("A".utf8))
        #expect(facts[1].author.isEmpty && facts[1].title.isEmpty)
    }
}
