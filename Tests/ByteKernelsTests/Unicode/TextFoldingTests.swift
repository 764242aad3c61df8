// Folding of white space and case against words joined by blanks.
import ByteKernels
import TestSupport
import Testing

@Suite struct TextFoldingTests {
    /// Of valid text: words between Python's white space, one blank between them.
    private func naive(_ text: String, foldsCase: Bool) -> [UInt8] {
        let words = text.unicodeScalars.split { pythonSpaces.contains($0) }
        let folded = words.map { word in
            word.map { scalar in
                let lower = scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar
                return foldsCase ? lower : scalar
            }
        }
        var result = String.UnicodeScalarView()
        for (index, word) in folded.enumerated() {
            if index > 0 { result.append(" ") }
            result.append(contentsOf: word)
        }
        return Array(String(result).utf8)
    }

    @Test(arguments: [false, true])
    func `text is its words with a blank between them`(foldsCase: Bool) {
        var random = SeededGenerator(seed: 61)
        let folding = TextFolding(foldsCase: foldsCase)
        let valid =
            mixedPieces.filter { String(validating: $0, as: UTF8.self) != nil }
            + ["İ", "ẞ", "Ⱥ", "K"].map { Array($0.utf8) }
        for length in 0...Stretch.longest {
            let bytes = (0..<length).flatMap { _ in valid.randomElement(using: &random) ?? [] }
            var folded = Array("kept".utf8)
            let points = folding.append(bytes.span, to: &folded)
            let expected = naive(String(decoding: bytes, as: UTF8.self), foldsCase: foldsCase)
            #expect(folded == Array("kept".utf8) + expected)
            #expect(points == String(decoding: expected, as: UTF8.self).unicodeScalars.count)
        }
    }

    @Test func `bytes that aren't UTF-8 stay as they are and count one each`() {
        var folded: [UInt8] = []
        let points = TextFolding(foldsCase: true).append(
            ([0x20, 0xFF, 0xC3, 0x20, 0x20, 0x41, 0x80] as [UInt8]).span, to: &folded)
        #expect(folded == [0xFF, 0xC3, 0x20, 0x61, 0x80])
        #expect(points == 5)
    }
}
