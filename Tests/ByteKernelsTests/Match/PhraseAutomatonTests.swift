// The automaton against a search for each phrase at each place.
import ByteKernels
import TestSupport
import Testing

@Suite struct PhraseAutomatonTests {
    private struct Match: Hashable {
        let phrase: Int
        let end: Int
    }

    private func matches(_ phrases: [[UInt8]], in text: [UInt8]) -> [Match] {
        let automaton = PhraseAutomaton(phrases)
        var found: [Match] = []
        text.withUnsafeBufferPointer { bytes in
            automaton.forEachMatch(in: bytes) { found.append(Match(phrase: $0, end: $1)) }
        }
        return found
    }

    /// By place, the longest first.
    private func naiveMatches(_ phrases: [[UInt8]], in text: [UInt8]) -> [Match] {
        var found: [Match] = []
        for end in 0...text.count {
            for length in stride(from: end, to: 0, by: -1) {
                let part = Array(text[end - length..<end])
                if let phrase = phrases.lastIndex(of: part) {
                    found.append(Match(phrase: phrase, end: end))
                }
            }
        }
        return found
    }

    @Test func `random phrases are found where a naive search finds them`() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<300 {
            let letters = UInt8.random(in: 1...4, using: &random)
            func bytes(_ count: ClosedRange<Int>) -> [UInt8] {
                (0..<Int.random(in: count, using: &random)).map { _ in
                    UInt8.random(in: 0..<letters, using: &random) &+ 0x7E
                }
            }
            let phrases = (0..<Int.random(in: 0...12, using: &random)).map { _ in bytes(0...5) }
            let text = bytes(0...60)
            #expect(matches(phrases, in: text) == naiveMatches(phrases, in: text))
        }
    }

    @Test func `overlapping, nested and repeated phrases are all found`() {
        let phrases = ["he", "she", "hers", "his", "she"].map { Array($0.utf8) }
        let found = matches(phrases, in: Array("ushers".utf8))
        #expect(
            found == [
                Match(phrase: 4, end: 4), Match(phrase: 0, end: 4), Match(phrase: 2, end: 6),
            ])
    }

    @Test func `no phrase, empty phrases and empty text find nothing`() {
        #expect(matches([], in: [1, 2, 3]).isEmpty)
        #expect(matches([[]], in: [1, 2, 3]).isEmpty)
        #expect(matches([[1]], in: []).isEmpty)
    }
}
