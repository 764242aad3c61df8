// `fix_text` from YAML.
import TestSupport
import Testing

@Test(arguments: [
    ("plain text", "plain text"), ("", ""), ("schÃ¶n", "schön"),
    ("l’humanitÃ©\nl’humanité", "l’humanité\nl’humanité"),
    ("voilÃ le travail", "voilà le travail"),
    ("dÃƒÂ©jÃƒÂ\u{A0}", "déjà"), ("â€œlossyâ€�", "“lossy�"),
    ("naÃ¯ve 日本 façade â€“ ok", "naïve 日本 façade – ok"),
    ("caf\u{E9}\u{85}", "café…"), ("\u{1B}[31mred\u{1B}[0m \u{7}\u{FEFF}bell", "red bell"),
    ("P&EACUTE;REZ &amp;lt; &#59; &nosuch; &#x1F600;", "PÉREZ < &#59; &nosuch; 😀"),
    ("&eacute;\n<b> &eacute;\n&eacute;", "é\n<b> &eacute;\n&eacute;"),
    ("Äpfel, œuvre, ¿qué? «Où» ½ £5 Ж Ω", "Äpfel, œuvre, ¿qué? «Où» ½ £5 Ж Ω"),
])
func `defaults repair what is damaged and nothing else`(text: String, expected: String) throws {
    #expect(try StageProbe("fix_text").run(text).document.text == Array(expected.utf8))
}

@Test func `every repair is measured`() throws {
    let result = try StageProbe("fix_text").run(
        "Ã© voilÃ lÃ¡ \u{1B}[0m\u{1}\nnot bad, 日本 Ã©\nâ€œlossyâ€�\n日 \u{80}5 &eacute;")
    #expect(result.text == "é voilà lá \nnot bad, 日本 é\n“lossy�\n日 €5 é")
    #expect(result["recoded"] == 3)
    #expect(result["restored_spaces"] == 1)
    #expect(result["entities"] == 1)
    #expect(result["terminal_escapes"] == 1)
    #expect(result["controls"] == 1)
    #expect(result["repaired_inside"] == 1)
    #expect(result["lossy_sequences"] == 1)
    #expect(result["latin_controls"] == 1)
    #expect(result["ligatures"] == 0)
}

@Test func `what is off by default can be turned on`() throws {
    let yaml = """
        fix_text: { ligatures: true, width: true, quotes: true, line_ends: true, unicode: nfc }
        """
    let result = try StageProbe(yaml).run("“ﬁne” ＡＢＣ\r\ne\u{301} Ǆ\rx")
    #expect(result.document.text == Array("\"fine\" ABC\né DŽ\nx".utf8))
    #expect(result["ligatures"] == 2)
    #expect(result["width"] == 3)
    #expect(result["quotes"] == 2)
    #expect(result["line_ends"] == 2)
    #expect(result["recomposed"] == 1)
}

@Test func `every repair can be turned off`() throws {
    let yaml = """
        fix_text: { entities: never, remove_terminal_escapes: false, encoding: false, \
        latin_controls: false, surrogates: false, remove_controls: false }
        """
    let text = "schÃ¶n &eacute; \u{1B}[0m\u{1}\u{85}\u{FEFF}"
    #expect(try StageProbe(yaml).run(text).document.text == Array(text.utf8))
}

@Test func `surrogates are joined and bytes that are no text stay`() throws {
    let probe = try StageProbe("fix_text")
    var document = try probe.run("").document
    document.text = [0xED, 0xA0, 0xBD, 0xED, 0xB2, 0xA9, 0x20, 0xED, 0xB0, 0x80, 0xFF, 0xC3, 0x1]
    let result = try probe.run(document)
    #expect(result.document.text == Array("💩 �".utf8) + [0xFF, 0xC3])
    #expect(result["surrogates"] == 2)
}

@Test(arguments: ["&amp;", "&", "Ã", "Ã ", "â€", "Ãƒ", "\u{1B}[", "à²"])
func `a line that asks for round after round ends`(unit: String) throws {
    let line = "&" + String(repeating: unit == "&amp;" ? "amp;" : unit, count: 10_000)
    #expect(try StageProbe("fix_text").run(line).document.text.count <= 2 * line.utf8.count)
}
