// The index: its bytes, and that a damaged one is refused with the reason.
import Testing
import TokenShards

@Suite struct WinnowIndexTests {
    private func sample() -> WinnowIndex {
        var index = WinnowIndex(
            ShardLayout(
                name: "t", vocabularySize: 200,
                tokenizerDigest: [UInt8](repeating: 7, count: 32)))
        for (id, count) in [("a", 3), ("", 0), ("doc-ü", 2)] {
            index.append(id: Array(id.utf8)[...], tokens: count)
        }
        return index
    }

    @Test func `the layout is the documented one`() {
        let bytes = sample().encoded()
        #expect(Array(bytes[..<8]) == Array("WNWSHARD".utf8))
        let numbers = (1..<8).map { word in bytes[8 * word] }
        #expect(numbers == [1, 2, 200, 3, 5, 0, 7])
        #expect(Array(bytes[64..<96]) == [UInt8](repeating: 7, count: 32))
        let ends = (0..<6).map { bytes[160 + 8 * $0] }
        #expect(ends == [3, 3, 5, 1, 1, 7])
        #expect(Array(bytes[208...]) == Array("adoc-ü".utf8))
        #expect(sample().byteCount == bytes.count)
    }

    @Test func `what is written is what is read`() throws {
        let read = try WinnowIndex(decoding: sample().encoded(), file: "x")
        #expect(read == sample())
        #expect(read.ends.all == [3, 3, 5])
        #expect((0..<3).map { read.ends.tokenRange(of: $0) } == [0..<3, 3..<3, 3..<5])
        #expect(
            (0..<3).map { String(decoding: read.id(of: $0), as: UTF8.self) } == ["a", "", "doc-ü"])
    }

    @Test func `an index cut at any byte is refused`() {
        let bytes = sample().encoded()
        for count in 0..<bytes.count {
            #expect(throws: ShardError.self) {
                try WinnowIndex(decoding: Array(bytes[..<count]), file: "x")
            }
        }
        #expect(throws: ShardError.self) { try WinnowIndex(decoding: bytes + [0], file: "x") }
    }

    @Test func `a changed header or end is refused, or changes only what it says`() {
        let bytes = sample().encoded()
        for place in 0..<208 where !(64..<160).contains(place) {
            for value: UInt8 in [0x80, 0xFF] {
                var damaged = bytes
                damaged[place] ^= value
                guard let read = try? WinnowIndex(decoding: damaged, file: "x") else { continue }
                #expect(read != sample())
                #expect(read.ends.documents == 3)
            }
        }
    }

    @Test func `absurd counts are refused without being believed`() {
        var bytes = sample().encoded()
        for place in 32..<40 { bytes[place] = 0xFF }
        #expect(throws: ShardError.self) { try WinnowIndex(decoding: bytes, file: "x") }
    }

    @Test func `the reason names the document`() {
        var bytes = sample().encoded()
        bytes[160] = 4
        #expect(
            throws: ShardError(
                .damagedIndex, "x", "document 1: its token end 3 is not within 4...5")
        ) { try WinnowIndex(decoding: bytes, file: "x") }
    }

    @Test func `two bytes hold a token as long as the vocabulary allows`() {
        #expect(TokenWidth(vocabularySize: 1) == .two)
        #expect(TokenWidth(vocabularySize: 65536) == .two)
        #expect(TokenWidth(vocabularySize: 65537) == .four)
    }
}
