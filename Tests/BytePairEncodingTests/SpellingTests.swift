// Which tokens spell a text: beside the plain way to tell.
import BytePairEncoding
import Testing

@Suite struct SpellingTests {
    private let vocabulary = Vocabulary(
        ["a", "b", "ab", "abcdefgh", "abcdefghi", "", nil, "é"].map { $0.map { Array($0.utf8) } })

    private func ends(_ text: [UInt8], _ ids: [UInt32]) -> [Int]? {
        var ends: [Int] = []
        return vocabulary.spells(text.span, with: ids.span, ends: &ends) ? ends : nil
    }

    @Test func `tokens spell a text when their bytes are the text's`() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let ids = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                UInt32.random(in: 0...7, using: &random)
            }
            var sums: [Int] = []
            var text: [UInt8] = []
            for id in ids {
                text += vocabulary[id]
                sums.append(text.count)
            }
            #expect(ends(text, ids) == sums)
            #expect(ends(text + [0x61], ids) == nil)
            if let place = text.indices.randomElement(using: &random) {
                text[place] ^= 1
                #expect(ends(text, ids) == nil)
            }
        }
        #expect(ends([], [99]) == nil)
    }
}
