// Data that is shown: what would act is written out, the rest stays.
import PipelineCore
import Testing

@Test func `text in any script stays as it is`() {
    for text in [
        "plain\n\ttext", "é 日本 \u{1F468}\u{200D}\u{1F469}", "\u{AD}", "می\u{200C}خواهم", "",
    ] {
        #expect(printable(text) == text)
    }
}

@Test func `what steers a terminal or turns a line around is written out`() {
    #expect(printable("a\u{1B}[31mb\u{7}") == "a\\u{1B}[31mb\\u{7}")
    #expect(printable("\r\u{9B}2J\u{7F}") == "\\u{D}\\u{9B}2J\\u{7F}")
    #expect(printable("abc\u{202E}fdp.exe\u{2066}") == "abc\\u{202E}fdp.exe\\u{2066}")
    #expect(printable("\u{E0041}\u{FEFF}\u{2028}") == "\\u{E0041}\\u{FEFF}\\u{2028}")
    #expect(printable("caf\u{10FFE9}") == "caf\\xE9")
}

@Test func `on one line, data begins no line of its own`() {
    #expect(printableLine("a\nkept\tb") == "a\\u{A}kept\\u{9}b")
    #expect(printableLine("plain") == "plain")
}
