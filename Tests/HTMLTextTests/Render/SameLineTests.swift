// What a page arranges above, beside or behind each other, and is one line of text here.
import HTMLText
import Testing

@Suite struct SameLineTests {
    @Test(arguments: [
        ("10<sup>−6</sup>", "10^−6"), ("2<sup>n</sup>", "2^n"), ("e<sup>2x</sup>", "e^2x"),
        ("sin<sup>2</sup> x", "sin^2 x"), ("x<sup>n+1</sup>", "x^n+1"), ("M<sup>me</sup>", "Mme"),
        ("1<sup>er</sup>", "1er"), ("n<sup>o</sup>", "no"), ("ACME<sup>TM</sup>", "ACMETM"),
        ("so<sup><a>3</a></sup>", "so[3]"), ("1999<a><sup>3</sup></a>.", "1999[3]."),
        ("so<sup>[<a>3</a>]</sup>", "so[3]"), ("<a>10<sup>6</sup></a>", "10^6"),
        ("$549<sup>00</sup>", "$549.00"), ("€ 1,549<sup>00</sup>", "€ 1,549.00"),
        ("£9.50<sup>2</sup>", "£9.50^2"), ("3<sup>1</sup>/<sub>2</sub> cups", "3 1/2 cups"),
        ("<sup>1</sup>⁄<sub>2</sub>", "1⁄2"), ("5<sup>2</sup> / 3", "5^2 / 3"),
        ("250 × 10<sup>9</sup>/L", "250 × 10^9/L"), ("m<sup>3</sup>/s", "m^3/s"),
        ("2<sup>8</sup>/16", "2^8/16"), ("$<b>19</b><sup>99</sup>/mo", "$19.99/mo"),
        ("$10<sup>12</sup> of debt", "$10^12 of debt"), ("$2<sup>32</sup>", "$2^32"),
        ("$10<sup>99</sup>", "$10.99"), ("249<sup>00</sup> €", "249,00 €"),
        ("12<sup>90</sup> zł", "12,90 zł"), ("249<sup>00</sup> years", "249^00 years"),
    ])
    func `raised text stays what it is`(page: String, text: String) {
        #expect(written("<p>\(page)</p>") == text)
    }

    @Test(arguments: [
        ("the river<sup>3</sup> rose", "the river[3] rose"),
        ("each year<sup>2</sup> more", "each year[2] more"), ("so.<sup>12</sup>", "so.[12]"),
        ("it,<sup>1,2</sup> and", "it,[1,2] and"), ("die Elbe<sup>4–6</sup>", "die Elbe[4–6]"),
        ("Elbe<sup>1-3</sup>", "Elbe[1-3]"), ("café<sup>2</sup>", "café[2]"),
        ("in 2019<sup>4</sup>, when", "in 2019[4], when"),
        ("in 2019<sup>4</sup> + 1", "in 2019^4 + 1"),
        ("20 m<sup>2</sup> of it", "20 m^2 of it"), ("μm<sup>2</sup>", "μm^2"),
        ("10<sup>-4</sup>", "10^-4"), ("12 feet<sup>2</sup>", "12 feet^2"),
        ("5 days<sup>-1</sup>", "5 days^-1"), ("log<sup>2</sup> n", "log^2 n"),
        ("the 1<sup>st</sup> of May", "the 1st of May"), ("river<sup>a</sup>", "rivera"),
        ("東京<sup>2</sup>", "東京2"), ("agent<sup>007</sup>", "agent007"),
    ])
    func `a small number behind a word or a sentence is a note`(page: String, text: String) {
        #expect(written("<p>\(page)</p>") == text)
        #expect(written("<p>\(page)</p>", as: .markdown) == text)
    }

    @Test(arguments: [
        ("<i>$12.99</i><i aria-hidden=true>$12.99</i> each", "$12.99 each"),
        ("<i aria-hidden=true><b>$</b><b>12</b></i><i>$12</i> each", "$12 each"),
        ("<i>$12</i> <i aria-hidden=true>$12</i>", "$12"),
        ("<i>$12</i><i aria-hidden=true>$13</i>", "$12 $13"), ("<i>ha</i><i>ha</i>", "haha"),
        ("<i aria-hidden=true>ha</i><i>ha</i><i>ha</i>", "haha"),
        ("Wagga <i aria-hidden=true>Wagga</i>", "Wagga Wagga"),
        (
            "<i>0</i><i aria-hidden=true>0</i><i aria-hidden=true>44</i><b>44</b><b>44</b>9",
            "0044449"
        ),
    ])
    func `a text for screen readers isn't said twice`(page: String, text: String) {
        #expect(written("<p>\(page)</p>") == text)
    }

    @Test(arguments: [
        ("<i>Giles Warburton</i><i>Director</i>", "Giles Warburton Director"),
        ("<i>$1.95</i><i>Was $2.95</i>", "$1.95 Was $2.95"), ("<i>O</i><i>nce</i>", "Once"),
        ("<code><i>foo</i><i>Bar</i></code>", "fooBar"),
        ("<pre><i>foo</i><i>Bar</i></pre>", "fooBar"),
        ("<i>1</i><i>2</i>", "12"), ("<del>them</del><ins>us</ins>", "them us"),
        ("un<del>do</del>ne", "undone"),
        ("<b>Author:</b>Jane", "Author: Jane"), ("<b><i>Preis:</i></b>$5", "Preis: $5"),
        ("<i>std::</i>Vector", "std::Vector"), ("<i>10:</i>Ab", "10:Ab"),
        ("<code>Key:</code>Value", "Key:Value"), ("Key:<i>Value</i>", "Key:Value"),
        ("<i>note:</i>the", "note:the"),
    ])
    func `elements that touch are words of their own where a capital follows`(
        page: String, text: String
    ) {
        #expect(written("<p>\(page)</p>") == text)
    }

    @Test(arguments: [("“No”", "“No”"), ("«non»", "«non»"), ("no “and” no", "\"no “and” no\"")])
    func `a quotation that has its marks gets no others`(page: String, text: String) {
        #expect(written("<p><q>\(page)</q></p>") == text)
    }

    @Test func `how characters are read doesn't stand between them`() {
        let ruby = "<ruby>東京<rp>(</rp><rt>とうきょう</rt><rp>)</rp></ruby>に行く"
        #expect(written("<p>\(ruby)</p>") == "東京に行く")
    }

    @Test func `controls are bytes of windows-1252`() {
        #expect(written("<p>we\u{92}re 10\u{96}2 \u{93}on\u{94}\u{81}</p>") == "we’re 10–2 “on”")
    }

    @Test func `a sign at an item's end is a heading's only`() {
        #expect(written("<ul><li>Press #</ul><h2>Title #</h2>") == "- Press #\n\nTitle")
    }

    @Test func `cells stand in their columns`() {
        let table =
            "<table><tr><th rowspan=2>C<th colspan=2>19<th colspan=2>20<tr><th>m<th>w<th>m<th>w"
            + "<tr><td rowspan=2>F<td>1<td>2<td>3<td>4<tr><td>5<td>6<td>7<td>8"
            + "<tr><td>S<td colspan=3>no<td>9</table>"
        let lines = [
            "C | 19 | | 20", "| m | w | m | w", "F | 1 | 2 | 3 | 4", "| 5 | 6 | 7 | 8",
            "S | no | | | 9",
        ]
        #expect(written(table) == lines.joined(separator: "\n"))
    }

    @Test func `spans that nobody could fill are bounded`() {
        let table = "<table><tr><td colspan=999999999>a<td rowspan=-1>b<td colspan=70000>c</table>"
        #expect(written(table).utf8.count < 300)
    }
}
