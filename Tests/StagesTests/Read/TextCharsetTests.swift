// Text files in other charsets: told by their byte-order mark, by their bytes, or by the user.
import PipelineCore
import TestSupport
import Testing

private func read(_ bytes: [UInt8], _ options: String = "") throws -> ReaderProbe {
    try ReaderProbe("text: { FILES\(options) }", [("in.txt", bytes)])
}

private func utf16(_ text: String, isBig: Bool) -> [UInt8] {
    text.utf16.flatMap { unit -> [UInt8] in
        let (high, low) = (UInt8(unit >> 8), UInt8(unit & 255))
        return isBig ? [high, low] : [low, high]
    }
}

private let words = "Über den Bäumen, 猫 and \u{1F600}"

@Test func `a byte-order mark tells the charset and is no part of the text`() throws {
    #expect(try read([0xEF, 0xBB, 0xBF] + Array(words.utf8)).texts == [words])
    #expect(try read([0xFF, 0xFE] + utf16(words, isBig: false)).texts == [words])
    #expect(
        try read([0xFE, 0xFF] + utf16(words, isBig: true), ", charset: utf-8").texts == [words])
}

@Test func `UTF-32 is told by its mark`() throws {
    for isBig in [true, false] {
        let units = ("\u{FEFF}" + words).unicodeScalars.flatMap { scalar -> [UInt8] in
            let bytes = [24, 16, 8, 0].map { UInt8(scalar.value >> UInt32($0) & 255) }
            return isBig ? bytes : bytes.reversed()
        }
        #expect(try read(units).texts == [words])
        #expect(try read(units + [0]).badRecords.count == 1)
        #expect(try read(units + [0, 0xD8, 0xD8, 0]).badRecords.count == 1)
    }
}

@Test func `UTF-16 that ends inside a character is a bad record`() throws {
    let bytes = [0xFF, 0xFE] + utf16(words, isBig: false)
    #expect(try read(bytes.dropLast()).badRecords.count == 1)
}

@Test func `UTF-16 without a mark is told by its zeros`() throws {
    let text = "Plain words of the English language\nand more."
    #expect(try read(utf16(text, isBig: false)).texts == [text])
    #expect(try read(utf16(text, isBig: true)).texts == [text])
}

@Test func `a declared charset is what files are in`() throws {
    #expect(try read([0xDC, 0x62, 0x65, 0x72, 0x80], ", charset: windows-1252").texts == ["Über€"])
    #expect(try read([0x8C, 0xA2], ", charset: Shift_JIS").texts == ["犬"])
    #expect(try read([0xDC], "").badRecords.map(\.reason).first?.contains("charset") == true)
    #expect(try read([0xDC], ", charset: utf-8").documents.isEmpty)
    #expect(throws: ConfigError.self) { try read([], ", charset: utf-9") }
}

@Test func `line ends of text files become line feeds, unless every byte is to stay`() throws {
    #expect(try read(Array("a\r\nb\rc".utf8)).texts == ["a\nb\nc"])
    #expect(try read(Array("a\r\nb\rc".utf8), ", line_ends: keep").texts == ["a\r\nb\rc"])
}

@Test func `a file that is no page is no HTML`() throws {
    let probe = try ReaderProbe("html: { FILES }", [("a.html", Array("%PDF-1.4 x".utf8))])
    #expect(probe.documents.isEmpty && probe.badRecords.count == 1)
}
