// Tests of legacy encodings, declared and guessed.
import HTMLText
import Testing

@Suite("Legacy encodings")
struct EncodingTests {
    private func page(_ text: String, charset: String? = nil) -> String {
        "<html><head>\(charset.map { "<meta charset=\"\($0)\">" } ?? "")</head><p>\(text) \(prose)"
    }

    private func replacing(_ mark: UInt8, with byte: UInt8, in page: String) -> [UInt8] {
        page.utf8.map { $0 == mark ? byte : $0 }
    }

    @Test func `undeclared UTF-8 is read as UTF-8`() {
        #expect(extract(page("Žluťoučký kůň")).hasPrefix("Žluťoučký kůň"))
    }

    @Test func `latin1 means windows-1252`() {
        let bytes = replacing(0x40, with: 0x93, in: page("@", charset: "latin1"))
        #expect(extract(bytes).hasPrefix("\u{201C} This"))
    }

    @Test func `the transport's charset goes before the page's own`() {
        let bytes = replacing(0x40, with: 0xE6, in: page("@", charset: "windows-1251"))
        #expect(extract(bytes).hasPrefix("ж"))
        #expect(extract(bytes, charset: "windows-1250").hasPrefix("ć"))
    }

    @Test func `a bad byte of UTF-8 costs one character and not the rest`() {
        let bytes = replacing(0x40, with: 0xFF, in: page("日本語@", charset: "utf-8"))
        #expect(extract(bytes).hasPrefix("日本語\u{FFFD} This"))
    }

    @Test(arguments: [
        ("gb2312", "镕中国", "e946d6d0b9fa"),
        ("shift_jis", "①日本", "874093fa967b"),
        ("euc-jp", "日本語", "c6fccbdcb8ec"),
        ("euc-kr", "한국어", "c7d1b1b9beee"),
        ("big5", "中文字", "a4a4a4e5a672"),
        ("windows-1250", "Žluť", "8e6c759d"),
        ("koi8-r", "Привет", "f0d2c9d7c5d4"),
        ("iso-2022-jp", "日本語", "1b2442467c4b5c386c1b2842"),
        ("windows-1256", "مرحبا", "e3d1cdc8c7"),
        ("utf-16", "žluť", "7e016c0075006501"),
    ])
    func `a legacy encoding is read, and a bad byte does not cut it off`(
        label: String, text: String, encoded: String
    ) {
        let isWide = label == "utf-16"
        let head = spread("<html><p>", isWide) + bytes(encoded)
        let tail = spread(" \(prose)", isWide)
        #expect(extract(head + tail, charset: label) == "\(text) \(prose)")
        let bad: [UInt8] = isWide ? [0x00, 0xDC] : [0xFF, 0xFF]
        let broken = extract(head + spread(" ", isWide) + bad + tail, charset: label)
        #expect(broken.hasPrefix("\(text) "))
        #expect(broken.hasSuffix("a menu."))
    }

    /// ASCII as it stands, or as UTF-16 in little-endian order.
    private func spread(_ text: String, _ isWide: Bool) -> [UInt8] {
        isWide ? text.utf8.flatMap { [$0, 0] } : Array(text.utf8)
    }

    private func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = hexadecimal.utf8.map { UInt8($0 < 0x3A ? $0 - 0x30 : $0 - 0x57) }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    @Test func `a page that declares one encoding and is in UTF-8 is read as UTF-8`() {
        #expect(extract(page("naïve café", charset: "iso-8859-1")).hasPrefix("naïve café"))
    }

    @Test(arguments: [
        (
            "Съешь ещё этих мягких французских булок, да выпей чаю",
            "d1fae5f8fc20e5f9b820fdf2e8f520ecffe3eae8f520f4f0e0edf6f3e7f1eae8f520e1f3ebeeea2c20e4e020e2fbefe5e920f7e0fe"
        ),
        (
            "Съешь ещё этих мягких французских булок, да выпей чаю",
            "f3dfc5dbd820c5dda320dcd4c9c820cdd1c7cbc9c820c6d2c1cec3d5dad3cbc9c820c2d5cccfcb2c20c4c120d7d9d0c5ca20dec1c0"
        ),
        (
            "Příliš žluťoučký kůň úpěl ďábelské ódy, řekl tiše",
            "50f8ed6c699a209e6c759d6f75e86bfd206bf9f220fa70ec6c20efe162656c736be920f364792c20f8656b6c2074699a65"
        ),
        (
            "日本語の文章は、ひらがなとカタカナと漢字で書かれています。",
            "93fa967b8cea82cc95b68fcd82cd814182d082e782aa82c882c6834a835e834a836982c68abf8e9a82c58f9182a982ea82c482a282dc82b78142"
        ),
        (
            "日本語の文章は、ひらがなとカタカナと漢字で書かれています。",
            "c6fccbdcb8eca4cecab8becfa4cfa1a2a4d2a4e9a4aca4caa4c8a5aba5bfa5aba5caa4c8b4c1bbfaa4c7bdf1a4aba4eca4c6a4a4a4dea4b9a1a3"
        ),
        (
            "我们在这里说的是中国的一个大城市，有很多人来到这里生活和学习。",
            "ced2c3c7d4dad5e2c0efcbb5b5c4cac7d6d0b9fab5c4d2bbb8f6b4f3b3c7cad0a3acd3d0badcb6e0c8cbc0b4b5bdd5e2c0efc9fabbeebacdd1a7cfb0a1a3"
        ),
        (
            "我們在這裡說的是中國的一個大城市，有很多人來到這裡生活和學習。",
            "a7daadcca662b36fb8ccbba1aabaac4fa4a4b0eaaabaa440add3a46aabb0a5aba141a6b3abdca668a448a8d3a8ecb36fb8cca5cdaca1a94dbec7b2dfa143"
        ),
        (
            "우리는 이 도시에 대해서 이야기하고 있습니다. 많은 사람들이 여기에서 삽니다.",
            "bfecb8aeb4c220c0cc20b5b5bdc3bfa120b4ebc7d8bcad20c0ccbedfb1e2c7cfb0ed20c0d6bdc0b4cfb4d92e20b8b9c0ba20bbe7b6f7b5e9c0cc20bfa9b1e2bfa1bcad20bbf0b4cfb4d92e"
        ),
        (
            "Η γλώσσα που μιλούν οι άνθρωποι στην Ελλάδα είναι η ελληνική",
            "c720e3ebfef3f3e120f0eff520ece9ebeffded20efe920dcede8f1f9f0efe920f3f4e7ed20c5ebebdce4e120e5dfede1e920e720e5ebebe7ede9eade"
        ),
        (
            "Le garçon a mangé des crêpes à l’école, où il était très gai",
            "4c6520676172e76f6e2061206d616e67e920646573206372ea70657320e0206c92e9636f6c652c206ff920696c20e974616974207472e87320676169"
        ),
    ])
    func `an undeclared legacy encoding is guessed`(text: String, encoded: String) {
        let line = bytes(encoded) + [0x20]
        let page = Array("<html><body><p>".utf8) + line + line + line + Array("</p></html>".utf8)
        #expect(extract(page).hasPrefix(text))
    }

    @Test(arguments: [
        ("en", [0xA9, 0xA0], "©"),
        ("fr-FR", [0xAB, 0xA0], "«"),
        ("ru", [0xE4, 0xE0], "да"),
        ("el", [0xED, 0xE1, 0xE9], "ναι"),
        ("zh-CN", [0xCA, 0xC7, 0x81, 0x30, 0x84, 0x32], "是"),
        ("ja", [0x82, 0xCD], "は"),
    ])
    func `a few bytes are read in the language that the page states`(
        language: String, encoded: [UInt8], text: String
    ) {
        let words = "These are words enough for a paragraph that is kept, and here it comes: "
        let head = "<html lang='\(language)'><body><p>\(words)"
        let page = Array(head.utf8) + encoded + Array(" and on.</p></html>".utf8)
        #expect(extract(page).contains("here it comes: \(text)"))
    }
}
