// Samples of long texts.
import FastText
import Testing

@Suite struct EvenSampleTests {
    @Test func `a short text is sampled whole`() {
        let text = Array(String(repeating: "word ", count: 400).utf8)
        text.withUnsafeBufferPointer { bytes in
            #expect(EvenSample().piece(0, of: bytes) == 0..<2000)
            #expect(EvenSample().piece(1, of: bytes) == nil)
        }
    }

    @Test func `a long text is sampled from its beginning to its end, in whole characters`() {
        let text = Array(String(repeating: "łódź ", count: 20_000).utf8)
        text.withUnsafeBufferPointer { bytes in
            let sample = EvenSample(limit: 1000, pieces: 10)
            let pieces = (0..<10).map { sample.piece($0, of: bytes)! }
            #expect(sample.piece(10, of: bytes) == nil)
            #expect(pieces.first?.lowerBound == 0)
            #expect(pieces.last?.upperBound == text.count)
            #expect(zip(pieces, pieces.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
            for piece in pieces {
                #expect(piece.count <= 103)
                #expect(String(validating: text[piece], as: UTF8.self) != nil)
            }
        }
    }
}
