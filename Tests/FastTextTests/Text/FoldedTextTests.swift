// Disguises of words undone.
import FastText
import Testing

@Suite struct FoldedTextTests {
    private func fold(_ bytes: [UInt8]) -> (text: String, words: Int) {
        var out: [UInt8] = []
        let words = bytes.withUnsafeBufferPointer { FoldedText().append($0, to: &out) }
        return (String(decoding: out, as: UTF8.self), words)
    }

    private func fold(_ text: String) -> String { fold(Array(text.utf8)).text }

    @Test func `plain words are lower case between single blanks`() {
        #expect(fold("Hello,  World.\nAgain") == " hello world again ")
        #expect(fold("Don't stop") == " dont stop ")
        #expect(fold("") == " ")
        #expect(fold(Array("one two three".utf8)).words == 3)
    }

    @Test func `disguised words are undone`() {
        #expect(fold("sh1t $h!t @ss") == " shit shit ass ")
        #expect(fold("s h i t happens") == " shit happens ")
        #expect(fold("s.h.i.t") == " shit ")
        #expect(fold("shiiiiit fuuuck") == " shit fuck ")
        #expect(fold("ѕhіt") == " shit ")  // Cyrillic s and i
        #expect(fold("ＳＨＩＴ shít") == " shit shit ")
        #expect(fold("sh*t") == " sh*t ")
    }

    @Test func `ordinary writing is left alone`() {
        #expect(fold("I a cat") == " i a cat ")
        #expect(fold("In 2024 we had 1500 cases!") == " in 2024 we had 1500 cases ")
        #expect(fold("привет мир") == " привет мир ")
        #expect(fold("the book, a tree") == " the book a tree ")
        #expect(fold("say \"hi\" now") == " say \" hi \" now ")
    }

    @Test func `random bytes make no harm and end in a blank`() {
        var random = SplitMix(state: 3)
        for _ in 0..<3000 {
            let bytes = (0..<Int(random.next() % 60)).map { _ in
                let byte = UInt8(truncatingIfNeeded: random.next())
                return random.next() % 3 == 0 ? byte : Array("a1 \"!s*.'é".utf8)[Int(byte % 11)]
            }
            let folded = fold(bytes).text
            #expect(folded.utf8.first == 0x20 && folded.utf8.last == 0x20)
            #expect(folded.utf8.count <= bytes.count * 2 + 16)
        }
    }
}
