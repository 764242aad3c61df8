// Text reduced to its letters.
import FastText
import TestSupport
import Testing

@Suite struct LetterTextTests {
    private let letters = LetterText()

    private func reduce(_ bytes: [UInt8]) -> String {
        var out: [UInt8] = []
        bytes.withUnsafeBufferPointer { letters.append($0, to: &out) }
        return String(decoding: out, as: UTF8.self)
    }

    @Test func `letters and marks stay in lower case, all else is one blank`() {
        #expect(reduce(Array("  Hello,\n\tWORLD 42!".utf8)) == "hello world")
        #expect(reduce(Array("Don't ¡ÉCOLE! Ünïcode".utf8)) == "don't école ünïcode")
        #expect(reduce(Array("МОСКВА Ελλάδα ՀԱՅ".utf8)) == "москва ελλάδα հայ")
        #expect(reduce(Array("漢字、かな。한국어 हिन्दी ไทย".utf8)) == "漢字 かな 한국어 हिन्दी ไทย")
        #expect(reduce(Array("a\u{200D}b 😀 c".utf8)) == "ab c")
        #expect(reduce([]) == "")
        #expect(reduce(Array("12 + 34".utf8)) == "")
    }

    @Test func `invalid bytes are blanks`() {
        #expect(reduce([0x61, 0xFF, 0x62, 0xC3]) == "a b")
        #expect(reduce([0xED, 0xA0, 0x80, 0x61, 0xE2, 0x82]) == "a")
        #expect(reduce([0xF8, 0x80, 0x80, 0x80, 0xC0, 0x80]) == "")
    }

    /// The naive twin: the standard library's scalars and categories.
    @Test func `random text agrees with the standard library`() {
        var random = SeededGenerator(seed: 34)
        for _ in 0..<500 {
            var text = ""
            for _ in 0..<Int.random(in: 0...40, using: &random) {
                let range: ClosedRange<UInt32> =
                    [0x20...0x7E, 0xA0...0x24F, 0x370...0x5FF, 0x900...0xDFF, 0x3040...0x30FF]
                    .randomElement(using: &random) ?? 0x20...0x7E
                if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) {
                    text.unicodeScalars.append(scalar)
                }
            }
            #expect(reduce(Array(text.utf8)) == naive(text), "\(text.unicodeScalars.map(\.value))")
        }
    }

    private func naive(_ text: String) -> String {
        var words = [""]
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            switch properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter,
                .otherLetter, .nonspacingMark, .spacingMark, .enclosingMark:
                let lower = properties.lowercaseMapping
                let isOne = lower.unicodeScalars.count == 1
                words[words.count - 1] += isOne ? lower : String(scalar)
            default:
                if scalar == "'" {
                    words[words.count - 1] += "'"
                } else if !words[words.count - 1].isEmpty {
                    words.append("")
                }
            }
        }
        return words.filter { !$0.isEmpty }.joined(separator: " ")
    }
}
