// Tests of what is kept on pages that are no articles, and of what belongs together.
import HTMLText
import Testing

@Suite("Kinds of pages")
struct KindOfPageTests {
    @Test func `a list that a sentence announces is kept with it, even if it is all links`() {
        let items = (1...4).map { "<li><a href=/\($0)>Number \($0) of the reports</a></li>" }
            .joined()
        let text = extract(article("<p>Here they are, one by one:</p><ul>\(items)</ul>"))
        #expect((1...4).allSatisfy { text.contains("- Number \($0) of the reports") })
    }

    @Test func `the rest of an article, hidden until it is asked for, is kept`() {
        let page = article("<section style='display:none'><p>Rest. \(prose)</p></section>")
        #expect(extract(page).contains("Rest."))
    }

    @Test(arguments: [
        "<span class=sr-only>, opens new tab</span>",
        "<span class='u-visually-hidden'>, opens new tab</span>",
        "<span style='clip: rect(0px, 0px, 0px, 0px); position: absolute'>, opens new tab</span>",
        "<span style='position:absolute;left:-9999px'>, opens new tab</span>",
    ])
    func `words for screen readers stay out of sentences`(words: String) {
        let text = extract(article("<p>The maker <a href=/>won\(words)</a> its case. \(prose)</p>"))
        #expect(text.contains("The maker won its case."))
    }

    @Test func `words that are shown again are words`() {
        #expect(PageBlocks("<p>a <span class=not-sr-only>b</span>").texts == ["a b"])
    }

    @Test func `a text that only a script would show comes from the page's description`() {
        let page = """
            <script type="application/ld+json">{"@type":"NewsArticle","articleBody":"First. \(prose)\
            \\n\\n<p>Second &amp; last. \(prose)</p>"}</script>
            <div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript>
            """
        #expect(extract(page) == "First. \(prose)\n\nSecond & last. \(prose)")
    }

    @Test func `questions and answers that only a description holds are written in turn`() {
        let page = """
            <script type="application/ld+json">{"@type":"FAQPage","mainEntity":[{"@type":"Question",\
            "name":"How far is it?","acceptedAnswer":{"@type":"Answer","text":"It is far. \(prose)"}}]}\
            </script><div id=app></div>
            """
        #expect(extract(page) == "How far is it?\n\nIt is far. \(prose)")
    }

    @Test func `posts that a page holds as data for its script are its text`() {
        let texts = [#"First \\\"post\\\". "# + prose, "Second. " + prose]
        let posts = texts.map { #"{\"id\":1,\"cooked\":\"\\u003cp\\u003e"# + $0 + #"\"}"# }
            .joined(separator: ",")
        let data = #"{"topic_7":"{\"posts\":[\#(posts)]}"}"#.replacing("\"", with: "&quot;")
        let page = "<div id=data-preloaded data-preloaded=\"\(data)\"></div><div id=main></div>"
        #expect(extract(page) == "First \"post\". \(prose)\n\nSecond. \(prose)")
    }

    @Test func `a post's words, powers and code stay together`() {
        let post =
            #"\u003cp\u003ePress \u003ckbd\u003eA\u003c/kbd\u003e for 10\u003csup\u003e6\u003c/sup\u003e"#
            + " years. "
            + prose + #"\u003c/p\u003e\u003cpre\u003eif x:\n    y()\n\nz()\u003c/pre\u003e"#
        let data = #"{"topic_7":"{\"posts\":[{\"cooked\":\""# + post + #"\"}]}"}"#
        let value = data.replacing("\\n", with: "\\\\n").replacing("\"", with: "&quot;")
        let page = "<div data-preloaded=\"\(value)\"></div><div id=main></div>"
        #expect(extract(page) == "Press A for 10^6 years. \(prose)\n\nif x:\n    y()\n\nz()")
    }

    @Test func `a description that all variants of a product have is written once`() {
        let script = #"<style>b{}<\/style><SCRIPT>alert(1)<\/SCRIPT>"#
        let one = #"{"@type":"Product","description":"\#(script)It is red. \#(prose)"}"#
        let page = "<script type=\"application/ld+json\">[\(one),\(one),\(one)]</script><p>Hi.</p>"
        #expect(extract(page) == "It is red. \(prose)")
    }

    @Test func `a notice about scripts is no text`() {
        #expect(extract("<noscript>Please enable JavaScript to see this page.</noscript>").isEmpty)
        #expect(extract(article("<p>JavaScript is a language.</p>")).contains("is a language"))
    }

    @Test func `a page's kind comes with how likely it is`() {
        let facts = extraction(Array(article("<p>\(prose)</p>").utf8)).facts.measurements
        #expect((0.0...1.0).contains(facts.kindProbability) && facts.kindProbability > 0.14)
    }
}

@Suite("Binary bytes")
struct BinaryBytesTests {
    @Test(arguments: [
        [0x89, 0x50, 0x4E, 0x47, 0x0D], [0x1F, 0x8B, 0x08, 0x00], [0x50, 0x4B, 0x03, 0x04, 0x14],
        Array("%PDF-1.4".utf8), Array("GIF89a".utf8), Array("wOF2".utf8),
        Array("\0\0\0\u{18}ftypmp42".utf8), [UInt8](repeating: 0, count: 64),
        [1, 2, 3, 4, 0x61, 0x62, 0x63, 0x64],
    ])
    func `images, archives and zeros are no pages`(bytes: [UInt8]) {
        let isBinary = BinaryBytes.areFound(in: bytes.span)
        #expect(isBinary)
    }

    @Test(arguments: ["", "<p>a\0b" + prose, "PK, he said"])
    func `pages are pages, with a NUL or two`(page: String) {
        let bytes = Array(page.utf8)
        let isBinary = BinaryBytes.areFound(in: bytes.span)
        #expect(!isBinary)
    }

    @Test func `UTF-16 is text`() {
        let wide: [UInt8] = Array("<p>\(prose)".utf8).flatMap { [$0, UInt8(0)] }
        let isBinary = BinaryBytes.areFound(in: wide.span)
        #expect(!isBinary)
    }
}
