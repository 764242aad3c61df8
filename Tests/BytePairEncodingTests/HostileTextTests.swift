// Texts made to be slow or to break an encoder.
import BytePairEncoding
import Testing

/// A tokenizer whose merges all fit runs of one letter: `aa`, `aaaa`, and so on.
private func doubling() throws -> Tokenizer {
    let words = WordCounter(split: .gpt2)
    words.add(word: [UInt8](repeating: UInt8(ascii: "a"), count: 256).span, count: 10)
    return try BPETrainer(BPETrainerOptions(vocabularySize: 265)).train(words)
}

@Suite struct HostileTextTests {
    @Test(.timeLimit(.minutes(10)), arguments: SplitPattern.allCases)
    func `every code point comes back`(split: SplitPattern) throws {
        let tokenizer = try trained(split, size: 300)
        let encoder = TokenEncoder(tokenizer)
        let scalars = (0..<UInt32(0x110000)).compactMap(Unicode.Scalar.init)
        var text: [UInt8] = []
        for scalar in scalars { text += Array(String(scalar).utf8) }
        var ids: [UInt32] = []
        encoder.encode(text.span, into: &ids)
        var back: [UInt8] = []
        try tokenizer.decode(ids, into: &back)
        #expect(back == text)
    }

    @Test(.timeLimit(.minutes(10)), arguments: SplitPattern.allCases)
    func `megabytes of one character take no more than their share`(split: SplitPattern) throws {
        let tokenizer = try trained(split, size: 300)
        for piece in ["a", "A", " ", "\n", "7", "'", "/", "\u{301}", "日", "\u{FF}"] {
            let count = (1 << 20) / piece.utf8.count
            let text = Array(String(repeating: piece, count: count).utf8)
            let encoder = TokenEncoder(tokenizer)
            var ids: [UInt32] = []
            encoder.encode(text.span, into: &ids)
            var back: [UInt8] = []
            try tokenizer.decode(ids, into: &back)
            #expect(back == text)
        }
    }

    @Test func `a run of a letter that every merge fits becomes the longest tokens`() throws {
        let tokenizer = try doubling()
        let longest = (0..<UInt32(tokenizer.vocabulary.idBound))
            .map { tokenizer.vocabulary.byteCount($0) }.max()
        #expect(longest == 256)
        for count in [127, 128, 129, 1 << 20, 1 << 20 + 1] {
            let ids = encode([UInt8](repeating: UInt8(ascii: "a"), count: count), tokenizer)
            #expect(ids.count == count / 256 + (count % 256).nonzeroBitCount)
        }
    }

    @Test func `a letter repeated is counted in time`() throws {
        let words = WordCounter(split: .gpt2)
        words.add([UInt8](repeating: UInt8(ascii: "a"), count: 8 << 20).span)
        let tokenizer = try BPETrainer(BPETrainerOptions(vocabularySize: 270)).train(words)
        #expect(tokenizer.merges.count == 14)
    }

    @Test func `bytes that are no text at all come back`() throws {
        var random = Random(state: 11)
        for split in SplitPattern.allCases where split != .metaspace {
            let tokenizer = try trained(split, size: 300)
            for _ in 0..<50 {
                let text = (0..<Int.random(in: 0..<500, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
                var back: [UInt8] = []
                try tokenizer.decode(encode(text, tokenizer), into: &back)
                #expect(back == text)
            }
        }
    }
}
