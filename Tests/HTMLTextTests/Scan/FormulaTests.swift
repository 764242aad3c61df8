// Tests of formulas, in MathML and as the programs of the web write them.
import HTMLText
import Testing

@Suite("Formulas")
struct FormulaTests {
    private func text(_ formula: String) -> String { PageBlocks("<p>[\(formula)]").texts[0] }

    private let annotation = #"<annotation encoding="application/x-tex">a^2</annotation>"#

    @Test func `the LaTeX source of a formula stands for it`() {
        #expect(text("<math><mi>a</mi>\(annotation)</math>") == "[$a^2$]")
        #expect(text("<math display=block><mi>a</mi>\(annotation)</math>") == "[$$a^2$$]")
        #expect(text("<math alttext='b_1'><mi>b</mi></math>") == "[$b_1$]")
    }

    @Test func `a source is read without the style that wikis put around it`() {
        #expect(text("<math alttext='{\\displaystyle x+y}'><mi>x</mi></math>") == "[$x+y$]")
        #expect(text("<math alttext=' x &lt;  y '></math>") == "[$x < y$]")
    }

    @Test func `a formula without a source is its letters`() {
        #expect(text("<math><mi>x</mi><mo>+</mo><mn>1</mn></math>") == "[x+1]")
    }

    @Test func `scripts with formulas are text`() {
        #expect(text("<script type=math/tex>x_1</script>") == "[$x_1$]")
        #expect(text("<script type='math/tex; mode=display'>x_1</script>") == "[$$x_1$$]")
        #expect(text("<script type=text/x>x_1</script>") == "[]")
    }

    @Test func `a rendering beside its source is left out`() {
        let source = "<span class=katex-mathml><math>\(annotation)</math></span>"
        let shown = "<span class=katex-html aria-hidden=true>a2</span>"
        #expect(text("<span class=katex>\(source)\(shown)</span>") == "[$a^2$]")
        #expect(text("<span class=MathJax_Preview>a2</span>") == "[]")
    }

    @Test func `a source shows even where it is hidden`() {
        #expect(text("<span style='display:none'>x<math>\(annotation)</math></span>") == "[$a^2$]")
    }

    @Test func `a formula that is never closed is read as markup`() {
        #expect(text("<math><mi>x</mi>") == "[x]")
    }
}
