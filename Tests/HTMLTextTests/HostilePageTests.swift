// Tests of pages made to break an extractor: no crash, no lost tail, work that grows with size only.
import HTMLText
import Testing

/// The sizes are such that a step of quadratic work would take hours, and the limits leave room
/// for a slow machine and a debug build.
@Suite("Hostile pages", .timeLimit(.minutes(20)))
struct HostilePageTests {
    private let tail = "<p>Tail. \(prose)</p>"

    /// Reads pages of any size.
    private let patient = HTMLExtractor(maximumElements: .max)

    private func repeated(_ text: String, _ count: Int) -> String {
        String(repeating: text, count: count)
    }

    @Test(arguments: ["<div>", "<span>", "<p><b>", "<ul><li>", "<table><tr><td>", "<x-y>", "<a>"])
    func `a million nested tags cost no text`(tag: String) {
        let tags = 1_000_000 / (tag.count { $0 == "<" })
        let text = extract(repeated(tag, tags) + tail, extractor: patient)
        #expect(text.hasSuffix("Tail. \(prose)"))
    }

    @Test func `nesting past the parser's depth loses no text, before or after`() {
        let deep = repeated("<div>", 600) + "<p>Deep. \(prose)</p>" + repeated("</div>", 600)
        let text = extract("<p>Head. \(prose)</p>" + deep + tail)
        for part in ["Head.", "Deep.", "Tail."] { #expect(text.contains(part)) }
    }

    @Test func `a hundred thousand attributes cost no text`() {
        let attributes = (0..<100_000).map { "a\($0)=\"\($0)\"" }.joined(separator: " ")
        #expect(extract("<div \(attributes)>" + tail).hasSuffix("Tail. \(prose)"))
    }

    @Test func `an attribute of eight megabytes costs no text`() {
        for name in ["class", "id", "style", "role", "href", "x"] {
            let page = "<div \(name)=\"" + repeated("none of it, ", 700_000) + "\">" + tail
            #expect(extract(page).hasSuffix("Tail. \(prose)"), "\(name)")
        }
    }

    @Test func `a text of twelve megabytes is kept whole`() {
        let text = extract("<p>" + repeated(prose + " ", 75_000) + "</p>" + tail)
        #expect(text.utf8.count > 12_000_000 && text.hasSuffix("Tail. \(prose)"))
    }

    @Test func `a link of ten megabytes is only text`() {
        let text = extract("<a href=/>" + repeated("many words, ", 800_000) + "</a>" + tail)
        #expect(text.hasSuffix("Tail. \(prose)"))
    }

    @Test(arguments: ["<div class=sidebar>", "<table><tr><td><img><form>", "<div><a>x</a>, <p>"])
    func `boxes in boxes take work that grows with their number`(box: String) {
        let text = extract(repeated(box + "Some text, with a comma. ", 30_000) + tail)
        #expect(text.contains("Some text, with a comma."))
    }

    @Test(arguments: [
        "<!-- ", "<![CDATA[", "<title>", "<textarea>", "<svg>", "<a href=\"x", "<iframe>",
    ])
    func `what is never closed does not swallow the page`(opening: String) {
        #expect(extract(tail + repeated(opening + " ", 1000) + ">" + tail).hasSuffix(prose))
    }

    @Test(arguments: [
        "<!--", "<title>", "</p>", "&", "<", "&#", "<p><div></p>", "<br>", "<textarea>",
        "<math>", "<svg>", "<meta name=x content=y>", "<a b='", "\u{AD}", "<li>", "</li>", "<td>",
    ])
    func `four megabytes of one thing take work that grows with size`(piece: String) {
        let page = repeated(piece, 4_000_000 / piece.utf8.count) + "'>" + tail
        #expect(extract(page, extractor: patient).contains("Tail."))
    }

    @Test func `a script of JSON strings without an end is read once`() {
        let opening = "<script type='application/ld+json'>{\"articleBody\": \""
        let page = repeated(opening, 50_000) + "</script>" + tail
        #expect(extract(page).hasSuffix("Tail. \(prose)"))
    }

    @Test func `NUL bytes and controls leave the text`() {
        #expect(extract("<p>a\0b\u{1}c\u{7F} \(prose)</p>") == "abc \(prose)")
    }

    @Test(arguments: ["", "<", "</", "<!", "<!--", "<a", "<a href='", "&", "&#", "<script>", "\0"])
    func `a broken page gives no more text than it has`(page: String) {
        #expect(extract(page).count <= page.count)
    }

    @Test func `every beginning of a page is a page`() {
        let page = Array(
            """
            <!DOCTYPE html><html lang="en"><head><meta charset=utf-8><title>A &amp; B</title>
            <script>if (a < b) {}</script></head><body class='x y'><nav><a href="/">é</a></nav>
            <article><h1>Ž</h1><p>\(prose) &eacute;<br>日本</p><ul><li>1<li>2</ul>
            <table><tr><td>1<td>2</table><math><annotation encoding="application/x-tex">x</math>
            <pre> a\r\n  b</pre></article><!-- end --></body></html>
            """.utf8)
        let scratch = HTMLExtractor.Scratch()
        let extractor = HTMLExtractor(format: .markdown)
        var text: [UInt8] = []
        for end in 0...page.count {
            let result = extractor.extract(
                page.span.extracting(0..<end), scratch: scratch, into: &text)
            #expect(String(validating: text, as: UTF8.self) != nil)
            #expect(result.measurements.textBytes == text.count)
        }
    }

    @Test func `random bytes give valid text, the same with used buffers`() throws {
        var random = Generator(state: 7)
        let scratch = HTMLExtractor.Scratch()
        let extractor = HTMLExtractor()
        let pieces = [
            "<p>", "</div>", "<a href=", "&#x", "<td>", "\"", "<!--", "-->", "\u{FEFF}", "é ",
        ]
        for _ in 0..<300 {
            var page: [UInt8] = []
            for _ in 0..<Int.random(in: 0..<60, using: &random) {
                page += Array(try #require(pieces.randomElement(using: &random)).utf8)
                page.append(UInt8.random(in: 0...255, using: &random))
            }
            var text: [UInt8] = []
            _ = extractor.extract(page.span, scratch: scratch, into: &text)
            #expect(String(validating: text, as: UTF8.self) != nil, "\(page)")
            #expect(String(decoding: text, as: UTF8.self) == extract(page), "\(page)")
        }
    }
}

/// The same numbers on every run (splitmix64).
private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        let mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        let again = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return again ^ again >> 31
    }
}
