// Tests of character references, as the HTML standard has browsers read them.
import HTMLText
import Testing

@Suite("Character references")
struct ReferenceTests {
    private func text(_ references: String) -> String {
        let text = extract("<p>[\(references)] \(prose)")
        return String(text.dropFirst().prefix { $0 != "]" })
    }

    @Test(arguments: [
        ("&eacute;", "é"), ("&AMP;", "&"), ("&lt;&gt;", "<>"), ("&quot;", "\""), ("&apos;", "'"),
        ("&bigstar;", "★"), ("&CounterClockwiseContourIntegral;", "∳"), ("&NotEqualTilde;", "≂̸"),
        ("&hellip;", "…"), ("&frac12;", "½"), ("&euro;", "€"), ("&Afr;", "𝔄"), ("&#x1F600;", "😀"),
    ])
    func `a named reference means its character, or both`(reference: String, meant: String) {
        #expect(text(reference) == meant)
    }

    @Test(arguments: [
        ("&eacute", "é"), ("&copy2024", "©2024"), ("&notit;", "¬it;"), ("&notin;", "∉"),
        ("&ampamp;", "&amp;"), ("&amp;lt;", "&lt;"), ("&ltx", "<x"),
    ])
    func `the longest known name counts, with a semicolon or where none is needed`(
        reference: String, meant: String
    ) {
        #expect(text(reference) == meant)
    }

    @Test(arguments: [
        "&", "& ", "&;", "&x;", "&bigstar", "&hellip", "&Eacutx;", "&é;", "&#;", "&#x;", "&#xg;",
        "&#a",
        "a&b=c&d", "&&",
    ])
    func `an ampersand that starts no reference is itself`(text written: String) {
        #expect(text(written) == written)
    }

    @Test(arguments: [
        ("&#65;", "A"), ("&#65x", "Ax"), ("&#x41;", "A"), ("&#X41", "A"), ("&#0065;", "A"),
        ("&#8364;", "€"), ("&#128;", "€"), ("&#x80;", "€"), ("&#146;", "’"), ("&#233;", "é"),
        ("&#0;", "\u{FFFD}"), ("&#xD800;", "\u{FFFD}"), ("&#x110000;", "\u{FFFD}"),
        ("&#99999999999999999999;", "\u{FFFD}"), ("&#x10FFFF;", "\u{10FFFF}"),
    ])
    func `a numbered reference means its character, and windows-1252's for its controls`(
        reference: String, meant: String
    ) {
        #expect(text(reference) == meant)
    }

    @Test(arguments: [
        ("a&nbsp;b", "a b"), ("a&nbsp;&nbsp; b", "a b"), ("a&#10;b", "a b"), ("a&#9;b", "a b"),
        ("a&shy;b", "ab"), ("a&#173;b", "ab"), ("a&#1;b", "ab"), ("a&#127;b", "ab"),
        ("a&#129;b", "ab"), ("a&ensp;b", "a\u{2002}b"), ("a&zwnj;b", "a\u{200C}b"),
    ])
    func `the character that a reference gives is folded like any other`(
        reference: String, meant: String
    ) {
        #expect(text(reference) == meant)
    }

    @Test func `references count in titles and attributes too`() {
        let page = "<title>A &amp; B &#8211; C</title><link rel=canonical href='/?a=1&amp;b=2'>"
        #expect(metadata(page, \.title) == "A & B – C")
        #expect(metadata(page, \.canonicalURL) == "/?a=1&b=2")
    }
}
