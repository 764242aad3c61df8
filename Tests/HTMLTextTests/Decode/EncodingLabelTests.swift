// Tests of the labels that pages and servers give encodings, against the WHATWG Encoding Standard.
import HTMLText
import Testing

private func encoding(_ label: String) -> CharacterEncoding? {
    let bytes = Array(label.utf8)
    return CharacterEncoding(label: bytes.span)
}

@Suite("Encoding labels")
struct EncodingLabelTests {
    @Test(arguments: [
        ("unicode-1-1-utf-8", CharacterEncoding.utf8), ("utf8", .utf8), ("x-unicode20utf8", .utf8),
        ("ascii", .windows1252), ("latin1", .windows1252), ("iso-8859-1", .windows1252),
        ("us-ascii", .windows1252), ("iso-8859-9", .windows1254), ("l5", .windows1254),
        ("tis-620", .windows874), ("iso-8859-11", .windows874), ("latin2", .isoPart2),
        ("iso-8859-8-i", .isoPart8), ("logical", .isoPart8), ("visual", .isoPart8),
        ("koi", .koi8r), ("koi8-ru", .koi8u), ("866", .ibm866), ("mac", .macintosh),
        ("x-mac-ukrainian", .xMacCyrillic), ("gb2312", .gb18030), ("gbk", .gb18030),
        ("chinese", .gb18030), ("big5-hkscs", .big5), ("x-x-big5", .big5),
        ("csiso2022jp", .iso2022JP), ("windows-31j", .shiftJIS), ("ms_kanji", .shiftJIS),
        ("ks_c_5601-1987", .eucKR), ("windows-949", .eucKR), ("utf-16", .utf16le),
        ("ucs-2", .utf16le), ("unicodefffe", .utf16be),
    ])
    func `a label means what browsers take it for`(label: String, meant: CharacterEncoding) {
        #expect(encoding(label) == meant)
        #expect(encoding(label.uppercased()) == meant)
        #expect(encoding("\t \(label)\r\n") == meant)
    }

    @Test(arguments: ["", " ", "utf-9", "utf", "utf-88", "latin", "latin11", "iso-8859-12", "x"])
    func `other labels mean nothing`(label: String) {
        #expect(encoding(label) == nil)
    }

    @Test func `every encoding's own name is a label of it`() {
        for known in CharacterEncoding.allCases {
            #expect(encoding("\(known.name)") == known)
        }
        #expect(Set(CharacterEncoding.allCases.map { "\($0.name)" }).count == 36)
    }

    /// ASCII and one byte above it, in each encoding that has a character of one byte there.
    @Test func `every encoding of one byte a character can be decoded`() {
        let wide: Set<CharacterEncoding> = [
            .utf8, .utf16le, .utf16be, .gb18030, .big5, .eucJP, .iso2022JP, .shiftJIS, .eucKR,
        ]
        for known in CharacterEncoding.allCases where !wide.contains(known) {
            let page = Array("<p>".utf8) + [0xE1] + Array(" \(prose)".utf8)
            let text = extract(page, charset: "\(known.name)")
            #expect(!text.hasPrefix("\u{FFFD}") && text.hasSuffix(prose), "\(known)")
            #expect(text.unicodeScalars.first?.isASCII == false, "\(known)")
        }
    }
}
