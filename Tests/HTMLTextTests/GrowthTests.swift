// Work grows with a page's size, whatever it is made of.
import HTMLText
import TestSupport
import Testing

/// Names that the scanner treats in ways of their own, and some that it doesn't.
private let names = [
    "iframe", "noembed", "object", "applet", "audio", "video", "canvas", "noscript", "textarea",
    "title", "xmp", "noframes", "plaintext", "svg", "math", "select", "template", "table", "tr",
    "td",
    "ul", "li", "dl", "a", "b", "form", "button", "script", "style", "head", "body", "html", "p",
    "div", "pre", "h1", "blockquote", "figure", "time", "meta", "link", "br", "img", "annotation",
]

private func repeated(_ piece: String, _ bytes: Int) -> String {
    String(repeating: piece, count: max(1, bytes / piece.utf8.count))
}

@Suite(.timeLimit(.minutes(10))) struct GrowthTests {
    private func measured(_ page: (Int) -> String) -> Double {
        growth { _ = extract(page($0)) }
    }

    @Test(arguments: names)
    func `elements that are never closed, closed at the end, or nested by halves`(name: String) {
        #expect(measured { repeated("<\(name)>", $0) } < steepestGrowth)
        #expect(measured { repeated("<\(name)>", $0) + "</\(name)>" } < steepestGrowth)
        #expect(measured { repeated("<\(name) ", $0) + ">" } < steepestGrowth)
        let halves = { (bytes: Int) in
            repeated("<\(name)>", bytes / 2) + repeated("</\(name)>", bytes / 2)
        }
        #expect(measured(halves) < steepestGrowth)
        #expect(measured { repeated("<\(name)>a</\(name)>", $0) } < steepestGrowth)
    }

    @Test(arguments: [
        "<", "&", "&#", "<!--", "<!-- >", "<![CDATA[", "</", "<a href='", "<p>a", "a ", "\u{AD}",
        "<a x=1 ", "<math><annotation ", "<math alttext=x>", "<x-y>", "<b><i>", "<p><table>", "\n",
        "<script type='application/ld+json'>{\"articleBody\": \"", "<style></styl", "<a></b>",
        "<div class=cookie><p>cookies</p><button>b</button></div>", "<div class=cookie><p>cookies",
        "<p>a</p><div hidden><p>b</p></div>", "<h2>a</h2><div hidden><p>b",
        "<div class=tab hidden>a", "<h2>A heading, # of many</h2>", "<li>a ¶</li>",
        "<dialog><p>a</p></dialog>", "<div role=dialog><p>a",
        "<div class=comment-text><p>a</p></div>",
        "<button aria-expanded=false>a</button><div hidden>b</div>",
        "<noscript><p>a</p></noscript>",
    ])
    func `pieces repeated`(piece: String) {
        #expect(measured { repeated(piece, $0) } < steepestGrowth)
        #expect(measured { repeated(piece, $0) + "'></math></script>" } < steepestGrowth)
    }
}
