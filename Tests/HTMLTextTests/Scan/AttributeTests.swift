// Tests of the attributes that tell something about an element.
import HTMLText
import Testing

@Suite("Attributes")
struct AttributeTests {
    /// A feature of the text that stands in an element.
    private func feature(_ name: String, _ tag: String) -> Int? {
        PageBlocks("<\(tag)>x</div>")["x", name]
    }

    @Test(arguments: [
        "div hidden", "div HIDDEN=x", "div hidden=''", "div style=display:none",
        "div style='color:red; DISPLAY : NONE;'", "div style=\"visibility: hidden\"",
    ])
    func `an element is hidden by attribute or style`(tag: String) {
        #expect(feature("hint.hidden", tag) == 3)
    }

    @Test(arguments: [
        "div style='display:block'", "div style='none'", "div style='xdisplay'", "div data-hidden",
        "div style='visibility:visible'", "div title=hidden", "div style=''", "div style",
    ])
    func `other attributes and styles hide nothing`(tag: String) {
        #expect(feature("hint.hidden", tag) == 0)
    }

    @Test(arguments: [
        ("main", "hint.mainRole"), ("Article", "hint.article"), ("navigation", "hint.sideRole"),
        ("banner", "hint.sideRole"), ("search", "hint.sideRole"), ("dialog", "hint.sideRole"),
    ])
    func `roles tell what an element is for`(role: String, hint: String) {
        #expect(feature(hint, "div role=\(role)") == 3)
        #expect(feature(hint, "div role=presentation") == 0)
    }

    @Test(arguments: [
        ("articleBody", "hint.statedBody"), ("blogPost", "hint.statedBody"),
        ("author", "hint.author"), ("datePublished", "hint.date"), ("comment", "hint.comment"),
    ])
    func `properties tell what an element holds`(property: String, hint: String) {
        #expect(feature(hint, "div itemprop='\(property)'") == 3)
        #expect(feature(hint, "div itemprop='x'") == 0)
    }

    @Test func `of a repeated attribute the first that has a value counts`() {
        #expect(feature("hint.sidebar", "div class=sidebar class=article") == 3)
        #expect(feature("hint.article", "div class=sidebar class=article") == 0)
        #expect(feature("hint.article", "div class='' class=article") == 3)
    }

    @Test func `an attribute's name is read in any case, its value whole`() {
        #expect(feature("hint.sidebar", "div CLASS = 'x sidebar y'") == 3)
        #expect(feature("hint.sidebar", "div data-class=sidebar") == 0)
        #expect(feature("hint.sidebar", "div id=sidebar") == 3)
        #expect(feature("hint.unspoken", "div aria-hidden=true") == 3)
        #expect(feature("hint.unspoken", "div aria-hidden=false") == 0)
    }

    @Test func `inline text that doesn't show is left out, a hidden block may be the article`() {
        #expect(PageBlocks("<p>a<span hidden>b</span>c").texts == ["ac"])
        #expect(PageBlocks("<p>a<i style='display:none'>b<b>c</b></i>d").texts == ["ad"])
        #expect(PageBlocks("<div hidden>a</div>").texts == ["a"])
    }
}
