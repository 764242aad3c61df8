// What becomes of pages of a few words, where one block more or less is half of the text.
import HTMLText
import Testing

@Suite("Short pages")
struct ShortPagesTests {
    private static let furniture = """
        <header><a href=/>Kettle Shop</a><nav><ul><li><a href=/n>News</a></li>\
        <li><a href=/a>About</a></li></ul></nav></header>
        """
    private static let consent = """
        <div class="cookie-banner"><p>We use cookies to give you the best experience.</p>\
        <button>Accept all</button></div>
        """

    private func page(_ body: String, title: String = "Page") -> String {
        "<html><head><title>\(title)</title></head><body>\(Self.furniture)\(body)</body></html>"
    }

    /// Titles, questions, short answers, codes and cells, each in markup that says little.
    @Test(arguments: [
        "<h1>How to wind a clock</h1><div><p>Which way does it turn?</p></div><div><p>Left.</p></div>",
        "<h1>Lease</h1><div class=q><div>Who draws up a lease?</div></div>"
            + "<div class=a><div>Let the agent answer.</div></div><div class=a><div>\(prose)</div></div>",
        "<main><h1>The brig</h1><p>\(prose)</p><div><p>Short end.</p></div><pre>sail --all</pre></main>",
        "<div><h1>Saw</h1><p>\(prose)</p><table><tr><td>Weight</td><td>240 g</td></tr>"
            + "<tr><td>Made in</td><td>Japan</td></tr></table></div>",
        "<div><h1>Saw</h1><p>\(prose)</p><section><h2>Reviews</h2><div class=review>"
            + "<p>Good saw, stiff lock.</p></div><div class=review><p>Cuts well.</p></div></section></div>",
    ])
    func `all that is shown is kept, short or not`(_ body: String) {
        let text = extract(page(body))
        for line in lines(body) { #expect(text.contains(line)) }
        #expect(!text.contains("About"))
    }

    /// The texts between a page's tags.
    private func lines(_ body: String) -> [Substring] {
        body.split(separator: "<").compactMap { $0.split(separator: ">").dropFirst().first }
    }

    @Test func `a heading that is the page's title is kept`() {
        let body = "<h1>A walk round the mill</h1><p>By Ann Pell</p><p>\(prose)</p>"
        #expect(extract(page(body, title: "A walk round the mill")).contains("A walk round"))
    }

    @Test func `a box of links goes with its heading`() {
        let more = "<h3>Customers also bought</h3><ul><li><a href=/1>Shears</a></li>"
        let body =
            "<h1>Saw</h1><p>\(prose)</p><div class=related>\(more)<li><a href=/2>Gloves</a></li></ul></div>"
        #expect(!extract(page(body)).contains("Customers"))
    }

    @Test(arguments: ["<p>Shut on Mondays.</p>", "<h1>Hours</h1><p>Shut on Mondays.</p>", ""])
    func `a request for consent is no text`(_ body: String) {
        let wrapped = "<main class=privacy-wrap>\(body)\(Self.consent)</main>"
        for shown in [Self.consent + body, body + Self.consent, wrapped] {
            let text = extract(page(shown))
            #expect(!text.contains("cookies"))
            #expect(body.isEmpty || text.contains("Shut on Mondays."))
        }
    }

    /// Boxes without a name that says so, and dialogs; what a script would show.
    @Test(arguments: [
        "<div class='fixed bottom-0'><p>Wir verwenden OVER cookies.</p><a href=#>OK</a></div>",
        "<div id=qc-cmp2><div><p>Nous utilisons des cookies. OVER</p><button>Oui</button></div></div>",
        "<dialog><h2>Stay in touch</h2><p>Have OVER news by mail.</p><button>No</button></dialog>",
        "<div role=dialog><p>Take ten percent off OVER your first order.</p><a href=#>No</a></div>",
        "<div style='display:none'><p>OVER is a sentence that a script fills in here.</p></div>",
        "<div class=cookie-consent><p>Questo sito utilizza i cookie per OVER.</p><button>Va bene</button></div>",
        "<p hidden>OVER is a sentence that a script fills in here.</p>",
    ])
    func `what lies over a page is no text`(_ overlay: String) {
        let body = "<div id=main><h1>Hours</h1><p>\(prose)</p><p>Shut on Mondays.</p></div>"
        for shown in [overlay + body, body + overlay] {
            let text = extract(page(shown))
            #expect(text.contains("Mondays.") && !text.contains("OVER"))
        }
    }

    /// Paragraphs and lists that speak of cookies, and pages that are dialogs.
    @Test(arguments: [
        "<h1>State</h1><p>Servers set cookies, see <a href=/r>RFC 6265</a>.</p><p>\(prose)</p>",
        "<div><p>We eat cookies, <a href=/1>here</a>.</p></div><div><p>They bake cookies.</p></div>"
            + "<ul><li>Ginger cookies, <a href=/2>crisp</a></li></ul><p>\(prose)</p>",
        "<h1>Set up</h1><div role=dialog><h2>Step 1</h2><p>Open the box.</p></div>"
            + "<div role=dialog><h2>Step 2</h2><p>Plug it in.</p></div>",
    ])
    func `what only looks as if it lay over a page is text`(_ body: String) {
        let text = extract(page(body))
        for line in lines(body) where line.count > 8 { #expect(text.contains(line)) }
    }

    /// Inline text that a script shows, answers under what opens them, panels, and quotations.
    @Test(arguments: [
        "<p>\(prose)<span id=dots>...</span><span id=more style='display:none'> FOUND in it.</span></p>",
        "<p>\(prose)</p><div><button aria-expanded=false>Care</button><div hidden>FOUND</div></div>"
            + "<div><button aria-expanded=false>Size</button><div hidden>Small.</div></div>",
        "<p>\(prose)</p><div><div role=button aria-expanded=false>Care</div><div hidden>FOUND</div></div>",
        "<p>\(prose)</p><div role=tablist><button role=tab>pip</button></div>"
            + "<div role=tabpanel><pre>pip get</pre></div><div role=tabpanel hidden><pre>FOUND</pre></div>"
            + "<p>\(prose) End.</p>",
        "<p>\(prose)</p><blockquote><p>It is not.</p><footer>FOUND</footer></blockquote><p>End.</p>",
        "<p>\(prose)</p><p><a class=btn href=/c>FOUND</a> on 555 01 23</p><p>\(prose) End.</p>",
        "<p>\(prose)</p><noscript><p>The rest of the article: FOUND, \(prose)</p></noscript>",
    ])
    func `what belongs to a text is kept, hidden or small`(_ body: String) {
        #expect(extract(page("<main><h1>Cap</h1>\(body)</main>")).contains("FOUND"))
    }

    @Test func `a dialog in a page's text is text`() {
        let sheet = "<div role=dialog><p>Made of cotton, washed by hand.</p></div>"
        let body = "<main><h1>Shirt</h1><p>\(prose)</p>\(sheet)</main>"
        #expect(extract(page(body)).contains("washed by hand"))
    }

    /// Posts that are tagged so, policies, manuals, shops.
    @Test(arguments: [
        "<div id=cookies><h1>Cookies</h1><p>We use cookies. \(prose)</p><button>Copy</button></div>",
        "<article class=tag-privacy><h2>Firefox</h2><p>It blocks cookies.</p><button>Share</button></article>",
        "<main><h1>API</h1><section id=cookies><h2>Cookies</h2><p>It sets cookies.</p><button>Copy</button></section></main>",
        "<h1>Shop</h1><div class=cookie><h2>Ginger cookie</h2><p>Soft.</p><button>Add</button></div>",
    ])
    func `what a page says of cookies is text`(_ body: String) {
        let text = extract(page(body))
        for line in lines(body) where !["Copy", "Share", "Add"].contains(line) {
            #expect(text.contains(line))
        }
    }

    @Test func `a note that stands aside is text`() {
        let note = "<aside class='callout callout-tip'><pre>cd /tmp</pre></aside>"
        let body = "<main><h1>Run</h1><p>First do this.</p>\(note)<p>Then do that.</p></main>"
        #expect(extract(page(body)).contains("cd /tmp"))
    }

    /// One of two tabs is shown; a bar above them, or their class, says that they are such.
    @Test(arguments: [
        "<ul class=tabs><li><a href=#d>Description</a></li><li><a href=#s>Details</a></li></ul>"
            + "<div id=d><p>\(prose)</p></div><div id=s hidden>DETAILS</div>",
        "<div class='tab-pane active'><p>\(prose)</p></div>"
            + "<div class=tab-pane style='display:none'>DETAILS</div>",
    ])
    func `a tab that isn't shown is text`(_ body: String) {
        let table =
            "<table><tr><th>Weight</th><td>240 g</td></tr><tr><th>Steel</th><td>SK4</td></tr></table>"
        let text = extract(
            page(
                "<h1>Folding saw</h1>" + body.replacing("DETAILS", with: table + "<p>It folds.</p>")
            ))
        for line in ["240 g", "SK4", "It folds."] { #expect(text.contains(line)) }
    }
}
