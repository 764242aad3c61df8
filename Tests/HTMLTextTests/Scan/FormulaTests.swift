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

    @Test(arguments: [
        ("<mi>x</mi><mo>+</mo><mn>1</mn>", "x + 1"),
        (
            "<mfrac><mn>1</mn><mn>2</mn></mfrac><mi>m</mi><msup><mi>v</mi><mn>2</mn></msup>",
            "1/2 mv^2"
        ),
        ("<msub><mi>x</mi><mn>1</mn></msub><mo>=</mo><msqrt><mn>16</mn></msqrt>", "x_1 = sqrt(16)"),
        (
            "<mn>7</mn><mo>×</mo><msup><mn>10</mn><mrow><mo>−</mo><mn>2</mn></mrow></msup>",
            "7 × 10^-2"
        ),
        ("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac>", "(a + b)/c"),
        ("<msup><mi>e</mi><mrow><mi>i</mi><mi>π</mi></mrow></msup>", "e^iπ"),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", "root(x, 3)"),
        (
            "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mi>i</mi>",
            "∑_(i = 1)^n i"
        ),
        ("<mi>sin</mi><mi>x</mi>", "sin x"),
        ("<mi>f</mi><mo>&#x2061;</mo><mo>(</mo><mi>x</mi><mo>)</mo>", "f(x)"),
        (
            "<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr><mtd><mn>3</mn></mtd><mtd><mn>4</mn></mtd></mtr></mtable>",
            "[1, 2; 3, 4]"
        ),
        ("<mml:mfrac><mml:mn>1</mml:mn><mml:mn>2</mml:mn></mml:mfrac>", "1/2"),
    ])
    func `a formula without a source keeps its arrangement`(formula: String, line: String) {
        #expect(text("<math>\(formula)</math>") == "[\(line)]")
    }

    @Test func `a formula that nests too deep to be read is its letters`() {
        let deep = String(repeating: "<mrow>", count: 100) + "<mi>x</mi>"
        #expect(text("<math>\(deep)</math>") == "[x]")
    }

    @Test(arguments: [
        ("<img class=latex alt='x_1+x_2' src=y.png>", "$x_1+x_2$"),
        ("<img class='mwe-math-fallback-image-inline' alt='{\\displaystyle b^{2}}'>", "$b^{2}$"),
        ("<img alt='$\\frac{1}{2}$'>", "$\\frac{1}{2}$"), ("<img alt='A mill'>", ""),
        ("<img class=texture alt='A mill'>", ""),
        (
            "<math alttext='{\\displaystyle b^{2}}'></math><img class=tex alt='{\\displaystyle b^{2}}'>",
            "$b^{2}$"
        ),
    ])
    func `the alternative text of a formula's image is its source, once`(
        image: String, source: String
    ) {
        #expect(text(image) == "[\(source)]")
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
