// `normalize_text` from YAML.
import TestSupport
import Testing

@Test(arguments: [
    ("a\r\nb\rc\u{85}d\u{2028}e", "a\nb\nc\nd\ne"),
    ("\u{FEFF}one\u{200B}two\u{AD}three\u{7F}\u{9B}\u{1}.", "onetwothree."),
    ("  a \t \n\n\n\n  b\u{A0}\n", "a\n\n  b"),
    ("e\u{301} \u{1100}\u{1161} \u{212B}", "é 가 Å"),
    ("\u{2003}tab\tstays  here\u{3000}", "tab\tstays  here"),
    ("", ""), ("\u{FEFF}", ""), ("日本\u{FEFF}", "日本"),
])
func `defaults make one form`(text: String, expected: String) throws {
    let result = try StageProbe("normalize_text").run(text)
    #expect(result.document.text == Array(expected.utf8))
}

@Test func `every edit is measured`() throws {
    let result = try StageProbe("normalize_text").run("\u{FEFF}a\r\nb  \n\n\n\n\u{1}e\u{301}\n")
    #expect(result["line_ends"] == 1)
    #expect(result["controls"] == 1)
    #expect(result["invisible"] == 1)
    #expect(result["blank_lines"] == 2)
    #expect(result["space_bytes"] == 3)
    #expect(result["recomposed"] == 1)
}

@Test func `everything can be turned off`() throws {
    let yaml = """
        normalize_text: { unicode: none, line_ends: false, remove_controls: false, \
        remove_invisible: false, trim_lines: false, max_blank_lines: -1, strip: false }
        """
    let text = " \u{FEFF}a \r\n\n\n\n\u{1}e\u{301}\u{AD}\u{2028} "
    #expect(try StageProbe(yaml).run(text).document.text == Array(text.utf8))
}

@Test func `spaces can be collapsed and compatibility forms be folded`() throws {
    let probe = try StageProbe("normalize_text: { unicode: nfkc, collapse_spaces: true }")
    #expect(try probe.run("a \t\u{A0} b\n   ﬁne ①").text == "a b\n fine 1")
}

@Test(arguments: [
    ("Title\n=====\n\n* * *\n- text -\n***", "Title\n\n- text -", 3.0),
    ("。。。\n本文。\n—— ……\n  \nend", "本文。\n\nend", 2),
    ("#\t#\n1.\n>\n", "#\t#\n1.", 1), ("--", "", 1), ("\u{E3}\u{80}", "\u{E3}", 0),
])
func `lines of symbols can be dropped`(text: String, expected: String, lines: Double) throws {
    let result = try StageProbe("normalize_text: { drop_symbol_lines: true }").run(text)
    #expect(result.document.text == Array(expected.utf8))
    #expect(result["symbol_lines"] == lines)
}

@Test func `any bytes are normalized without harm`() throws {
    let probe = try StageProbe("normalize_text: { collapse_spaces: true }")
    for length in 0..<200 {
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 73 &+ length &* 151) }
        var document = try probe.run("").document
        document.text = bytes
        #expect(try probe.run(document).document.text.count <= length * 3)
    }
}
