// Tests of how tags are told from text, and where they end.
import HTMLText
import Testing

@Suite("Tags")
struct TagTests {
    /// The blocks of a page, with a bar between them.
    private func blocks(_ page: String) -> String {
        PageBlocks(page).texts.joined(separator: "|")
    }

    @Test(arguments: [
        ("a<p>b", "a|b"), ("a<P>b", "a|b"), ("a<p/>b", "a|b"), ("a<p\nclass=x\n>b", "a|b"),
        ("a<p/class=x>b", "a|b"), ("a<p class>b", "a|b"), ("a<p class=>b", "a|b"),
        ("a<p =x>b", "a|b"), ("a<p a='>'>b", "a|b"), ("a<p a=\">\">b", "a|b"),
        ("a<p a=b'>c", "a|c"),
        ("a<p \"x\">b", "a|b"), ("a<p a='x'b='y'>c", "a|c"), ("a<p a = 'x' >b", "a|b"),
        ("a<DiV>b</dIv>c", "a|b|c"), ("a</p >b", "ab"), ("a<p>b</p\n>c", "a|b|c"),
        ("a<p>b</p x='y'>c", "a|b|c"),
    ])
    func `a tag is read whatever its case, white space and quotes`(page: String, blocks: String) {
        #expect(self.blocks(page) == blocks)
    }

    @Test(arguments: [
        ("a < b", "a < b"), ("a<1>b", "a<1>b"), ("a<é>b", "a<é>b"), ("1<2<3", "1<2<3"),
        ("a <", "a <"), ("a<>b", "a<>b"), ("a < p>b", "a < p>b"), ("a>b", "a>b"),
    ])
    func `a bracket that starts no tag is text`(page: String, blocks: String) {
        #expect(self.blocks(page) == blocks)
    }

    @Test(arguments: [
        ("a</>b", "ab"), ("a</ x>b", "ab"), ("a</1>b", "ab"), ("a<!x>b", "ab"), ("a<?x?>b", "ab"),
        ("a<!DOCTYPE html>b", "ab"), ("a<![CDATA[x]]>b", "ab"), ("a<x-y z=1>b</x-y>", "ab"),
        ("a<o:p></o:p>b", "ab"), ("a<svg/>b", "ab"),
    ])
    func `what is neither tag nor text leaves nothing`(page: String, blocks: String) {
        #expect(self.blocks(page) == blocks)
    }

    @Test(arguments: [
        ("a<!-- x -->b", "ab"), ("a<!---->b", "ab"), ("a<!-->b", "ab"), ("a<!--->b", "ab"),
        ("a<!-- -- > -->b", "ab"), ("a<!-- x --!>b", "ab"), ("a<!-- <p> -->b", "ab"),
        ("a<!-- > -->b", "ab"), ("a<!--x--><!--y-->b", "ab"), ("a<!--x-- >y-->b", "ab"),
    ])
    func `a comment ends where browsers end it`(page: String, blocks: String) {
        #expect(self.blocks(page) == blocks)
    }

    @Test func `a comment that never ends costs its first tag only`() {
        #expect(blocks("a<!-- x>b<p>c") == "ab|c")
        #expect(blocks("a<!-- x") == "a")
    }

    @Test func `a tag that never ends costs what is in it`() {
        #expect(blocks("a<p class='x") == "a")
        #expect(blocks("a<p b='c>d<p>e") == "a|d|e")
    }

    @Test(arguments: ["script", "style", "iframe", "svg", "object", "video", "textarea", "noembed"])
    func `an element of no text is dropped with all in it`(name: String) {
        let page = "a <\(name) x=y>b <p>c</p> <!-- </\(name)x> </\(name)\t>d"
        #expect(blocks(page) == "a d")
    }

    @Test(arguments: [
        ("a<script>if (a < b) '</p>' </script>b", "ab"), ("a<script><!-- </script>b", "ab"),
        ("a<SCRIPT></Script>b", "ab"), ("a<script></scripts>b</script>c", "ac"),
        ("a<style>p > b</style>c", "ac"), ("a<script>b", "a"), ("a<style>b<p>c", "a"),
    ])
    func `scripts and styles end at their own end tag, or never`(page: String, blocks: String) {
        #expect(self.blocks(page) == blocks)
    }

    @Test(arguments: ["iframe", "svg", "textarea", "title", "object"])
    func `other raw elements that never end are read as markup`(name: String) {
        #expect(blocks("a<\(name)>b<p>c") == "ab|c")
    }

    @Test func `plaintext is text to the end`() {
        #expect(blocks("a<plaintext>b</plaintext><i>c") == "ab</plaintext><i>c")
    }

    @Test func `text areas and titles leave no text`() {
        #expect(blocks("<title>x <p>y</title>a<textarea><p>z</p></textarea>b") == "ab")
    }
}
