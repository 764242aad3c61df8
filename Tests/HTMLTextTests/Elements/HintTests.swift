// Tests of the words in classes and ids that tell what an element holds.
import HTMLText
import Testing

@Suite("Hints")
struct HintTests {
    private func feature(_ name: String, class names: String) -> Int? {
        PageBlocks("<div class='\(names)'>x</div>")["x", name]
    }

    @Test(arguments: [
        ("sidebar", "sidebar"), ("SIDEBAR", "sidebar"), ("x-sidebar", "sidebar"),
        ("x_sidebar_2", "sidebar"), ("leftSidebar", "sidebar"), ("SidebarWidget", "sidebar"),
        ("sidebar2", "sidebar"), ("main sidebar", "sidebar"), ("commentlist", "comment"),
        ("articlebody", "article"), ("articlebody", "body"), ("article-body", "body"),
        ("article-body", "article"), ("hentry", "article"), ("toc", "contents"),
        ("sr-only", "screenReader"), ("visuallyhidden", "screenReader"), ("nav", "navigation"),
        ("page", "main"), ("page", "navigation"), ("col-2", "column"), ("postFooter", "footer"),
    ])
    func `a word counts for every group that it is in, and so do words that are joined`(
        names: String, hint: String
    ) {
        #expect(feature("hint.\(hint)", class: names) == 3)
    }

    @Test(arguments: [
        ("sidebars-x", "widget"), ("articlex", "article"), ("xarticle", "article"), ("a", "advert"),
        ("navx", "navigation"), ("", "article"), ("sharebar", "share"), ("shade", "share"),
        ("côté", "sidebar"),
    ])
    func `a part of a word is no word`(names: String, hint: String) {
        #expect(feature("hint.\(hint)", class: names) == 0)
    }

    @Test func `a class and an id count together`() {
        let page = PageBlocks("<div class=widget id=comments>x</div>")
        #expect(page["x", "hint.widget"] == 3 && page["x", "hint.comment"] == 3)
    }

    @Test func `a word is strong on the element, weaker near it and weakest far above`() {
        let page = PageBlocks(
            "<div class=article><div class=content><div class=post><div class=text>x")
        for (hint, strength) in [("text", 3), ("post", 2), ("content", 2), ("article", 1)] {
            #expect(page["x", "hint.\(hint)"] == strength, "\(hint)")
        }
        #expect(page["x", "depth"] == 3)
    }

    /// What Readability reads from names: 25 for each that speaks for an element.
    @Test(arguments: [
        ("class=article", 25), ("class=sidebar", -25), ("id=article", 25), ("id=SIDEBAR", -25),
        ("class=article id=content", 50), ("class='article sidebar'", 0), ("class=x", 0),
        ("class=xarticley", 25), ("class=mysidebarleft", -25), ("class=com-x id=footer", -50),
        ("class='top -ad- x'", -25), ("class=ad", 0), ("class=tags-widget", -25),
    ])
    func `parts of names weigh for and against an element`(attributes: String, weight: Int) {
        let page = PageBlocks("<div \(attributes)>x</div>")
        #expect(page["x", "lowestWeight"] == min(0, weight))
        #expect(page["x", "highestWeight"] == max(0, weight))
    }
}
