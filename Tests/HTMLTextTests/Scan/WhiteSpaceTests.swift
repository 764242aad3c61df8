// Tests of white space and of characters that don't show.
import HTMLText
import Testing

@Suite("White space")
struct WhiteSpaceTests {
    private func block(_ page: String) -> String { PageBlocks(page).texts.first ?? "" }

    @Test(arguments: [
        ("<p>  a \n\t b  </p>", "a b"), ("<p>a <b> b</b></p>", "a b"),
        ("<p>a<b> b </b> c</p>", "a b c"),
        ("<p>a\u{C}b\r\nc</p>", "a b c"), ("<p>a\u{A0}b\u{A0} c", "a b c"), ("<p>\u{A0}a", "a"),
        ("<p><span> </span>a<span> </span>", "a"), ("<p>a<br> b", "a\nb"), ("<p>a <br>b", "a\nb"),
    ])
    func `white space folds to one space, none at the ends of a line`(page: String, text: String) {
        #expect(block(page) == text)
    }

    @Test(arguments: [
        ("a\u{AD}b", "ab"), ("a\u{81}b\u{9D}", "ab"), ("a\u{80}b\u{9F}", "a€bŸ"),
        ("\u{FEFF}a\u{FEFF}b", "ab"), ("a\0b", "ab"),
        ("a\u{7F}b\u{1B}", "ab"), ("a\u{200B}b", "a\u{200B}b"), ("a\u{3000}b", "a\u{3000}b"),
        ("a¡¿b", "a¡¿b"), ("aﬁb", "aﬁb"), ("a\u{2028}b", "a\u{2028}b"),
    ])
    func `soft hyphens, marks and controls go, other characters stay`(page: String, text: String) {
        #expect(block(page) == text)
    }

    @Test func `preformatted text keeps its white space, with line feeds`() {
        #expect(written("<pre>  a\r\n\tb\rc\u{A0}d  e</pre>") == "  a\n\tb\nc d  e")
        #expect(written("<p>x</p><pre>a\n\n  b</pre>") == "x\n\na\n\n  b")
    }

    @Test func `white space folds again after preformatted text`() {
        #expect(written("<pre>a  b</pre><p>c  d</p>") == "a  b\n\nc d")
        #expect(written("<pre><pre>a  b</pre>c  d</pre><p>e  f") == "a  b\nc  d\n\ne f")
    }
}
