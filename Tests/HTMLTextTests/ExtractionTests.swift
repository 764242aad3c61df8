// Tests of whole pages: what is kept, what is measured, and that no page changes another.
import HTMLText
import Testing

@Suite("Extraction")
struct ExtractionTests {
    private let page = """
        <html lang=en><head><title>A title</title></head><body>
        <nav><a href=/>Home</a> <a href=/x>News</a></nav>
        <article><h1>Title of it</h1><p>\(prose)</p><p>Second. \(prose)</p></article>
        <footer><a href=/c>Contact</a></footer><script>var x = "<p>no</p>"</script></body></html>
        """

    @Test func `an article is kept and its surroundings are dropped`() {
        let text = extract(page)
        #expect(text.contains(prose) && text.contains("Second. This"))
        for side in ["Contact", "Home", "var"] { #expect(!text.contains(side)) }
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

    @Test func `blocks and text are counted as they come out`() {
        let (text, facts) = extraction(Array(page.utf8))
        #expect(facts.measurements.blocks == 5)
        #expect(facts.measurements.keptBlocks == 3)
        #expect(facts.measurements.textBytes == text.count)
        #expect((0.9..<1).contains(facts.measurements.keptShare))
        #expect(facts.measurements.linkDensity == 0)
        #expect(!facts.isTruncated)
        #expect(facts.encoding == .utf8)
    }

    @Test func `link density is the share of the kept characters inside links`() {
        let half = "<p><a href=/>\(prose)</a> \(prose)</p>"
        let measurements = extraction(Array(article(half + half + half).utf8)).facts.measurements
        #expect((0.2..<0.45).contains(measurements.linkDensity))
    }

    @Test(arguments: ["", " \n\t", "<html></html>", "<p></p><br><img src=x>", "<script>x</script>"])
    func `a page without text gives none, and every measure is zero`(page: String) {
        let (text, facts) = extraction(Array(page.utf8))
        #expect(text.isEmpty)
        let measurements = facts.measurements
        #expect(measurements.blocks == 0 && measurements.keptBlocks == 0)
        #expect(measurements.textBytes == 0)
        #expect(measurements.keptShare == 0 && measurements.linkDensity == 0)
    }

    @Test func `used buffers give the same text and the same facts`() {
        let pages = [
            page, "<p>\(prose)</p>", "", article("<pre>a\n b</pre>"), "\u{FEFF}<p>é", page,
        ]
        let scratch = HTMLExtractor.Scratch()
        let extractor = HTMLExtractor(format: .markdown)
        for page in pages.map({ Array($0.utf8) }) {
            var text: [UInt8] = Array("old".utf8)
            let facts = extractor.extract(page.span, scratch: scratch, into: &text)
            let fresh = extraction(page, extractor: extractor)
            #expect(text == fresh.text)
            #expect(facts.metadata == fresh.facts.metadata)
            #expect(facts.measurements == fresh.facts.measurements)
        }
    }

    @Test func `a page past the limit is read up to it, and says so`() {
        let limit = HTMLExtractor.maximumPageBytes
        let start = Array("<p>\(prose)<!--".utf8)
        var page = [UInt8](repeating: UInt8(ascii: "x"), count: limit + 9)
        page.replaceSubrange(..<start.count, with: start)
        page.replaceSubrange(limit - 3..<limit, with: "-->".utf8)
        page.replaceSubrange(limit..., with: " past it.".utf8)
        let (text, facts) = extraction(page)
        #expect(facts.isTruncated)
        #expect(String(decoding: text, as: UTF8.self) == prose)
        #expect(!extraction(Array(page[..<limit])).facts.isTruncated)
    }

    @Test(arguments: ["<br>", "<p>", "<b>", "</br>", "<tr><td>"])
    func `elements past the limit are not read, and the result says so`(tag: String) {
        let extractor = HTMLExtractor(maximumElements: 1000)
        let page = { Array("<p>\(prose)</p>\(String(repeating: tag, count: $0))".utf8) }
        let some = extraction(page(400), extractor: extractor).facts
        #expect(!some.isTruncated && some.measurements.elements <= 1000)
        let many = extraction(page(5000), extractor: extractor)
        #expect(many.facts.isTruncated && many.facts.measurements.elements == 1001)
        #expect(String(decoding: many.text, as: UTF8.self) == prose)
    }

    @Test func `precision keeps no more than balance, and recall no less`() {
        let links = "<p>Some words and <a href=/>a link that is rather long</a>, <a href=/>one</a>"
        let page = article(links + "<div class=widget><p>Short. \(links)</div>" + links)
        let kept = [ExtractionFavor.precision, .balanced, .recall].map {
            extraction(Array(page.utf8), extractor: HTMLExtractor(favor: $0)).facts
                .measurements.keptBlocks
        }
        #expect(kept == kept.sorted())
        #expect(kept[0] >= 3)
    }
}
