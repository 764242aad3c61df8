// Tests of bytes that mean nothing in their page's encoding.
import HTMLText
import Testing

@Suite("Invalid bytes")
struct InvalidBytesTests {
    private func text(_ bytes: [UInt8], charset: String = "utf-8") -> String {
        // More characters than errors, or the bytes would be taken for another encoding.
        let good = charset == "utf-8" ? "日本日本日本" : ""
        return extract(
            Array("<p>\(good)[".utf8) + bytes + Array("] \(prose)".utf8), charset: charset)
    }

    /// As the Unicode Standard has it (table 3-8): one U+FFFD for each maximal piece.
    @Test(arguments: [
        ([0xFF], 1), ([0x80], 1), ([0x80, 0xBF], 2), ([0xC0, 0x80], 2), ([0xC3], 1),
        ([0xE2, 0x82], 1), ([0xE2], 1), ([0xE0, 0x80, 0x80], 3), ([0xED, 0xA0, 0x80], 3),
        ([0xF0, 0x9F, 0x98], 1), ([0xF0, 0x80, 0x80, 0x80], 4), ([0xF4, 0x90, 0x80, 0x80], 4),
        ([0xF5, 0x80], 2), ([0xE2, 0x82, 0xE2, 0x82], 2), ([0xF0, 0x9F, 0x41], 1),
    ])
    func `each ill-formed piece of UTF-8 is one replacement`(bytes: [UInt8], count: Int) {
        let kept = bytes.contains(0x41) ? "A" : ""
        let replaced = String(repeating: "\u{FFFD}", count: count)
        #expect(text(bytes) == "日本日本日本[\(replaced)\(kept)] \(prose)")
    }

    @Test func `a sequence cut off by the page's end is one replacement`() {
        let page = Array("<p>\(prose) 日本".utf8) + [0xE6, 0x97]
        #expect(extract(page) == "\(prose) 日本\u{FFFD}")
    }

    @Test func `windows-1252 has no invalid bytes, and its unassigned ones are dropped controls`() {
        let all = (0x80...0x9F).map { UInt8($0) }
        #expect(text(all, charset: "latin1") == "[€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ] \(prose)")
    }

    @Test(arguments: ["shift_jis", "euc-jp", "gb18030", "big5", "euc-kr"])
    func `a bad byte of a legacy encoding does not swallow the markup after it`(charset: String) {
        let page = Array("<p>\(prose) ".utf8) + [0xFF] + Array("</p><p>Next. \(prose)</p>".utf8)
        let text = extract(page, charset: charset)
        #expect(text.contains("\n\nNext. This"))
    }

    /// UTF-16 with its byte-order mark, the low byte first.
    private func littleEndian(_ units: some Sequence<UInt16>) -> [UInt8] {
        var bytes: [UInt8] = [0xFF, 0xFE]
        for unit in units { bytes += [UInt8(unit & 255), UInt8(unit >> 8)] }
        return bytes
    }

    @Test func `half a surrogate pair is a replacement`() {
        let units: [UInt16] = Array("<p>a".utf16) + [0xD83D] + Array(" \(prose)".utf16)
        #expect(extract(littleEndian(units)) == "a\u{FFFD} \(prose)")
    }

    @Test func `an odd byte at the end of UTF-16 is a replacement`() {
        let page = littleEndian("<p>\(prose)".utf16)
        #expect(extract(page + [0x41]) == "\(prose)\u{FFFD}")
    }

    @Test func `a page of nothing but bad bytes ends`() {
        let page = [UInt8](repeating: 0xFF, count: 100_000)
        for charset in ["utf-8", "shift_jis", "utf-16be", "iso-2022-jp", "gb18030"] {
            #expect(
                String(validating: extraction(page, charset: charset).text, as: UTF8.self) != nil)
        }
    }
}
