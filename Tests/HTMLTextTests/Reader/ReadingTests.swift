// Tests of what Readability's algorithm would keep, which the model takes as evidence.
import HTMLText
import Testing

@Suite("Reading")
struct ReadingTests {
    /// What becomes of an element, from the worst to the best.
    private enum Fate: Int {
        case hidden, unlikely, outside, cleaned, joined, chosen
    }

    private func fate(_ text: String, _ page: String) -> Fate? {
        PageBlocks(page)[text, "fate"].flatMap(Fate.init)
    }

    private let long = "<p>\(prose)</p><p>\(prose)</p><p>\(prose)</p><p>\(prose)</p>"

    @Test func `the element with the best paragraphs is chosen`() {
        let page =
            "<div><a href=/>Menu</a></div><div id=x>\(long)</div><div><a href=/c>Foot</a></div>"
        #expect(fate("This", page) == .chosen)
        #expect(fate("Menu", page) == .outside && fate("Foot", page) == .outside)
        #expect(PageBlocks(page)["This", "levels"] == 19)
        #expect(PageBlocks(page)["Menu", "levels"] == 0)
    }

    @Test(arguments: ["class=sidebar", "id=footer", "class='x comment-list'", "role=navigation"])
    func `elements with unlikely names are taken out`(attribute: String) {
        let page = "<div>\(long)<div \(attribute)><p>Side. \(prose)</p></div></div>"
        #expect(fate("Side", page) == .unlikely)
    }

    @Test func `a name that also speaks for an element clears it`() {
        let page = "<div>\(long)<div class='sidebar main'><p>Side. \(prose)</p></div></div>"
        #expect(fate("Side", page) != .unlikely)
    }

    @Test func `what isn't seen is taken out`() {
        for attribute in ["hidden", "aria-hidden=true", "style=display:none"] {
            let page = "<div>\(long)<div \(attribute)><p>Side. \(prose)</p></div></div>"
            #expect(fate("Side", page) == .hidden, "\(attribute)")
        }
    }

    @Test func `a sibling with prose of its own is joined`() {
        let page = "<div>\(long)</div><p>Beside. \(prose)</p><p><a>Link, and so on</a></p>"
        #expect(fate("Beside", page) == .joined)
        #expect(fate("Link", page) == .outside)
    }

    @Test(arguments: [
        "<aside><p>Side. \(prose)</p></aside>", "<footer><p>Side. \(prose)</p></footer>",
        "<form><p>Side<input><input></form>",
        "<div class=share><p>Side</div>", "<h2 class=footer>Side</h2>",
    ])
    func `clutter inside the best element is cleaned out`(clutter: String) {
        let page = "<div>\(long)\(clutter)\(long)</div>"
        #expect(fate("This", page) == .chosen)
        #expect([.cleaned, .unlikely].contains(fate("Side", page)))
    }

    @Test func `a table of data is not cleaned out`() {
        let rows = (0..<12).map { "<tr><td>\($0)<td><a>cell</a>" }.joined()
        let page = "<div>\(long)<table>\(rows)</table>\(long)</div>"
        #expect(fate("11", page) == .chosen)
    }

    @Test func `a short page is read again with fewer rules`() {
        #expect(PageBlocks("<div>\(long)</div>")["This", "page.retries"] == 0)
        let page = PageBlocks(
            "<div class=sidebar><p>\(prose)</p><p>\(prose)</p><p>\(prose)</p></div>")
        // Once without the rule about unlikely names, once without the weight of names.
        #expect(page["This", "page.retries"] == 2)
        #expect(page["This", "fate"] == Fate.chosen.rawValue)
        #expect(PageBlocks("<p>short")["short", "page.retries"] == 0)
    }

    @Test func `blocks kept before and after are counted`() {
        let page = PageBlocks("<div>\(long)</div><div><a href=/c>Foot</a></div>")
        #expect((0..<5).map { page[$0, "keptBefore"] } == [0, 1, 2, 3, 4])
        #expect((0..<5).map { page[$0, "keptAfter"] } == [3, 2, 1, 0, 0])
        #expect((0..<5).map { page[$0, "fromFirst"] } == [0, 1, 2, 3, 4])
        #expect((0..<5).map { page[$0, "toLast"] } == [3, 2, 1, 0, -1])
        #expect(page[0, "page.readShare"] == 80)
        #expect(page[0, "fateBefore"] == -1 && page[4, "fateAfter"] == -1)
        #expect(page[3, "fateAfter"] == Fate.outside.rawValue)
    }
}
