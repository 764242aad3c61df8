// Texts cut into pieces of about a sentence.
import FastText
import Testing

@Suite struct SentencesTests {
    private func pieces(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBufferPointer { bytes in
            Sentences(bytes).map { String(decoding: bytes[$0], as: UTF8.self) }
        }
    }

    private let long = String(repeating: "word ", count: 18) + "end."

    @Test func `long sentences and lines are pieces of their own, and nothing is lost`() {
        let text = long + " " + long + "\n" + long
        #expect(pieces(text).count == 3)
        #expect(pieces(text).joined() == text)
    }

    @Test func `short sentences belong together, and so does a short rest`() {
        #expect(pieces("No. Yes! Who? Me.").count == 1)
        #expect(pieces(long + " Yes.").count == 1)
        #expect(pieces("").isEmpty)
    }

    @Test func `text without ends is cut at blanks, and without blanks between characters`() {
        let words = String(repeating: "word ", count: 1000)
        #expect(pieces(words).allSatisfy { $0.utf8.count <= 800 && $0.hasSuffix(" ") })
        let letters = String(repeating: "ж", count: 5000)
        #expect(pieces(letters).count > 3 && pieces(letters).joined() == letters)
    }

    @Test func `bytes of any kind come out as they went in`() {
        var bytes = [UInt8](repeating: 0x80, count: 5000)
        for index in bytes.indices { bytes[index] = UInt8(truncatingIfNeeded: index &* 7 &+ 13) }
        let joined = bytes.withUnsafeBufferPointer { bytes in
            Sentences(bytes).flatMap { Array(bytes[$0]) }
        }
        #expect(joined == bytes)
    }
}
