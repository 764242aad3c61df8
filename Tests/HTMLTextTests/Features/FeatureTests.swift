// Tests of the features that the block model decides by.
import HTMLText
import Testing

@Suite("Features")
struct FeatureTests {
    @Test func `every feature has a name of its own, and a split can name it in two bytes`() {
        let names = HTMLExtractor.BlockDump.featureNames
        #expect(Set(names).count == names.count)
        #expect(names.count <= 65_536)
        #expect(names.allSatisfy { $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } })
    }

    /// The shipped model's splits name columns, so these may not move.
    @Test(arguments: [
        (0, "characters"), (20, "partWords"), (26, "firstTelling"), (27, "prices"),
        (28, "telling.legal"), (38, "depth"), (39, "hint.article"), (101, "hint.unspoken"),
        (102, "tag.article"), (117, "tag.code"), (118, "container0.characters"),
        (157, "container4.children"), (158, "place"), (171, "near-3.characters"),
        (194, "near+3.sibling"), (195, "imagesAfter"), (198, "fate"), (219, "boxLength"),
        (220, "style.blocks"), (225, "page.characters"), (237, "page.secondScore"),
        (238, "inner.members"), (247, "outer.members"), (256, "names.own"),
        (257, "names.around"), (258, "kind.article"), (264, "kind.product"),
    ])
    func `columns stand where the shipped model expects them`(column: Int, name: String) {
        let names = HTMLExtractor.BlockDump.featureNames
        #expect(names.count == 265)
        #expect(names[column] == name)
    }

    private let page = PageBlocks(
        """
        <div class=a><h1>Head</h1><p class=x>One one one</p><p class=x><a>Two</a> two</p></div>
        <div><ul><li>Item<li>Item</ul><h2>Related comments</h2><p class=y>Three</p></div>
        """)

    @Test func `containers are those around a block that hold more than it`() {
        #expect(page["One", "container0.characters"] == 19)
        #expect(page["One", "container0.blocks"] == 3)
        #expect(page["One", "container0.linkShare"] == 15)
        #expect(page["One", "container0.children"] == 3)
        #expect(page["One", "container0.meanLength"] == 6)
        #expect(page["One", "container0.pageShare"] == 40)
        #expect(page["One", "container1.characters"] == 0)
        #expect(page["Item", "container0.characters"] == 8)
        #expect(page["Item", "container1.characters"] == 28)
    }

    @Test func `a block's place is told from both ends and from the headings`() {
        #expect(page["Head", "place"] == 0 && page["Three", "place"] == 857)
        #expect(page["Three", "index"] == 6)
        #expect(page["Three", "fromEnd"] == 1 && page["Head", "fromEnd"] == 7)
        #expect(page["Head", "sinceHeading"] == 0 && page["Two", "sinceHeading"] == 2)
        #expect(page["Three", "sinceHeading"] == 1 && page["Three", "sinceFirstHeading"] == 6)
        #expect(page["Two", "headingOver"] == 1 && page["Three", "headingOver"] == 2)
        #expect(page["Three", "headingMore"] == 1 && page["Three", "headingDiscussion"] == 1)
        #expect(page["Three", "headingAccount"] == 0 && page["Two", "headingMore"] == 0)
    }

    @Test func `neighbours are described, and -1 stands for none`() {
        #expect(page["Head", "near-1.characters"] == -1)
        #expect(page["Head", "near+1.characters"] == 9 && page["Head", "near+1.rank"] == 12)
        #expect(page["One", "near-1.rank"] == 5 && page["One", "near+1.linkShare"] == 50)
        #expect(page["One", "near+1.sibling"] == 1 && page["Two", "near+1.sibling"] == 0)
        #expect(page["Three", "near-3.characters"] == 4 && page["Three", "near+3.rank"] == -1)
    }

    @Test func `blocks of one style are counted together`() {
        #expect(page["One", "style.blocks"] == 2 && page["One", "style.meanLength"] == 7)
        #expect(page["One", "style.linkShare"] == 20)
        #expect(page["Three", "style.blocks"] == 1)
        #expect(page["Item", "style.blocks"] == 2)
    }

    @Test func `the page is the same for all blocks`() {
        for block in page.texts.indices {
            #expect(page[block, "page.blocks"] == 7)
            #expect(page[block, "page.articles"] == 0)
            #expect(page[block, "page.proseShare"] == 0)
        }
        #expect(PageBlocks("<article>a</article><article>b")["b", "page.articles"] == 2)
    }

    @Test func `prose before and after is measured`() {
        let page = PageBlocks("<p>a</p><p>\(prose)</p><p>b</p>")
        let length = page["This", "characters"]
        #expect(page["a", "proseAfter"] == length && page["b", "proseBefore"] == length)
        #expect(page["a", "proseBefore"] == 0 && page["This", "proseAfter"] == 0)
        #expect(page["b", "placeInProse"] == 1000 && page["a", "fromLargest"] == -1)
    }

    @Test func `values past sixteen bits stay at the largest`() {
        let page = PageBlocks("<p>" + String(repeating: "word ", count: 40_000))
        #expect(page[0, "characters"] == Int(Int16.max) && page[0, "words"] == Int(Int16.max))
    }

    @Test func `any tag has its rank of how likely it holds prose`() {
        let ranks = ["p": 12, "blockquote": 11, "pre": 10, "dd": 9, "section": 8, "li": 7, "h3": 5]
        for (tag, rank) in ranks { #expect(PageBlocks("<\(tag)>x")["x", "rank"] == rank, "\(tag)") }
        #expect(PageBlocks("x")["x", "rank"] == 8)
    }
}
