// Tests of which encoding a page is taken for, where marks, servers, pages and bytes speak.
import HTMLText
import Testing

@Suite("Encoding decisions")
struct EncodingDecisionTests {
    /// A Cyrillic letter in windows-1251, a Latin one in windows-1252 and 1250.
    private let ambiguous: [UInt8] = [0xE6, 0xE6, 0xE6]

    private func encoding(
        _ head: String, _ bytes: [UInt8], charset: String? = nil
    ) -> CharacterEncoding {
        extraction(Array(head.utf8) + bytes + Array(" \(prose)".utf8), charset: charset)
            .facts.encoding
    }

    @Test(arguments: [
        #"<meta charset="windows-1251">"#, "<meta charset=windows-1251>",
        "<META CHARSET = 'Windows-1251'>", "<meta charset=\" windows-1251 \">",
        #"<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">"#,
        #"<meta content='text/html;charset=windows-1251;x' http-equiv=content-type>"#,
        #"<?xml version="1.0" encoding="windows-1251"?>"#,
        "<!-- <meta charset=koi8-r> --><meta charset=windows-1251>",
        "<meta charset=none><meta charset=windows-1251>",
        "<meta name=charset content=x><meta charset=windows-1251><meta charset=koi8-r>",
        "<title>é</title><meta charset=windows-1251>",
    ])
    func `a page's own declaration is found`(head: String) {
        #expect(encoding(head + "<p>", ambiguous) == .windows1251)
    }

    @Test(arguments: [
        "<!-- <meta charset=windows-1251> -->", "<p data-x='meta charset=windows-1251'>",
        "<meta name=description content=windows-1251>", "&lt;meta charset=windows-1251>",
    ])
    func `what only looks like a declaration is none`(head: String) {
        #expect(encoding(head + "<p>", ambiguous) != .windows1251)
    }

    @Test func `a declaration is looked for in the first sixteen kilobytes`() {
        let comment = { (count: Int) in "<!--" + String(repeating: "x", count: count) + "-->" }
        let meta = "<meta charset=windows-1251><p>"
        #expect(encoding(comment(12_000) + meta, ambiguous) == .windows1251)
        #expect(encoding(comment(20_000) + meta, ambiguous) != .windows1251)
    }

    @Test func `the transport's charset goes before the page's own`() {
        let head = "<meta charset=windows-1251><p>"
        #expect(encoding(head, ambiguous, charset: "windows-1250") == .windows1250)
        #expect(encoding(head, ambiguous, charset: "unknown") == .windows1251)
    }

    @Test(arguments: ["iso-8859-1", "ISO-8859-1", "latin1", "windows-1252"])
    func `what servers declare by default yields to the page`(charset: String) {
        let head = "<meta charset=windows-1251><p>"
        #expect(encoding(head, ambiguous, charset: charset) == .windows1251)
        #expect(encoding("<p>", Array("žluť".utf8), charset: charset) == .utf8)
        #expect(encoding("<p>", ambiguous, charset: charset) == .windows1252)
    }

    @Test func `bytes that are UTF-8 go before any declaration`() {
        let bytes = Array("žluť".utf8)
        for charset in ["windows-1250", "gb2312", "shift_jis", nil] {
            #expect(encoding("<meta charset=big5><p>", bytes, charset: charset) == .utf8)
        }
    }

    @Test func `ASCII is UTF-8`() {
        #expect(encoding("<meta charset=windows-1251><p>", []) == .utf8)
    }

    @Test(arguments: [
        ([0xEF, 0xBB, 0xBF], CharacterEncoding.utf8, 1), ([0xFF, 0xFE], .utf16le, 2),
        ([0xFE, 0xFF], .utf16be, 2),
    ])
    func `a byte-order mark goes before everything, and is no text`(
        mark: [UInt8], meant: CharacterEncoding, unit: Int
    ) {
        let units = "<p>Žž \(prose)".utf16.flatMap {
            meant == .utf16be
                ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)]
        }
        let page = mark + (unit == 1 ? Array("<p>Žž \(prose)".utf8) : units)
        let (text, facts) = extraction(page, charset: "windows-1251")
        #expect(facts.encoding == meant)
        #expect(String(decoding: text, as: UTF8.self) == "Žž \(prose)")
    }

    @Test(arguments: [true, false])
    func `UTF-16 without a mark is seen from its zeros`(isLittle: Bool) {
        let page = "<html><p>Žž \(prose)".utf16.flatMap {
            isLittle ? [UInt8($0 & 255), UInt8($0 >> 8)] : [UInt8($0 >> 8), UInt8($0 & 255)]
        }
        let (text, facts) = extraction(page)
        #expect(facts.encoding == (isLittle ? .utf16le : .utf16be))
        #expect(String(decoding: text, as: UTF8.self) == "Žž \(prose)")
    }

    @Test func `a page that says UTF-16 in ASCII bytes is in UTF-8, or guessed`() {
        #expect(encoding("<meta charset=utf-16><p>", Array("é".utf8)) == .utf8)
        #expect(encoding("<meta charset=utf-16><p>", [0xE9, 0x20, 0xE8]) == .windows1252)
    }

    @Test func `a few broken bytes don't make UTF-8 another encoding`() {
        let bytes = Array("Žluťoučký kůň".utf8) + [0xE9]
        #expect(encoding("<p>", bytes) == .utf8)
        #expect(encoding("<meta charset=utf-8><p>", bytes) == .utf8)
        #expect(encoding("<meta charset=windows-1250><p>", bytes) == .windows1250)
    }

    @Test func `a page that says UTF-8 and is in a legacy encoding is guessed`() {
        let words = "Le garçon a mangé des crêpes à l'école, où il était très gai. "
        let latin = words.unicodeScalars.map { UInt8($0.value) }
        #expect(encoding("<meta charset=utf-8><p>", latin) == .windows1252)
    }

    @Test func `the Japanese of seven bits is told by its escapes`() {
        let bytes: [UInt8] = [0x1B, 0x24, 0x42, 0x46, 0x7C, 0x4B, 0x5C, 0x1B, 0x28, 0x42]
        #expect(encoding("<p>", bytes) == .iso2022JP)
        #expect(encoding("<meta charset=iso-2022-jp><p>", []) == .utf8)
        #expect(encoding("<p>", [0x1B, 0x5B, 0x31, 0x6D]) == .utf8)
    }
}
