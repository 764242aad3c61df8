// The core of tokenizers: training, encoding, decoding and the files, on small texts.
import BytePairEncoding
import Testing

/// Numbers that look random and are the same each time.
struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Text of a few words, marks, digits, other scripts and broken bytes.
func randomText(_ random: inout Random, pieces: Int) -> [UInt8] {
    let parts = [
        "the", "low", "lower", "lowest", " ", " ", "  ", "\n", "\r\n", "\t", "'s", "'ll", "don't",
        "2024", "7", ".", "!!", "…", "naïve", "Ölung", "日本語", "नमस्ते", "\u{3000}", "\u{301}", "🙂",
    ]
    var text: [UInt8] = []
    for _ in 0..<pieces {
        if Int.random(in: 0..<40, using: &random) == 0 {
            text.append(UInt8.random(in: 0...255, using: &random))
        } else {
            text += Array(parts.randomElement(using: &random)!.utf8)
        }
    }
    return text
}

/// Encoding by the definition: all bytes apart, then the earliest merge, leftmost first.
func naiveEncode(_ word: ArraySlice<UInt8>, _ tokenizer: Tokenizer) -> [UInt32] {
    var ids = word.map { tokenizer.vocabulary.id(of: [$0])! }
    for merge in tokenizer.merges {
        var at = 0
        while at + 1 < ids.count {
            if ids[at] == merge.left && ids[at + 1] == merge.right {
                ids.replaceSubrange(at...at + 1, with: [merge.result])
            }
            at += 1
        }
    }
    return ids
}

func trained(_ split: SplitPattern, size: Int, seed: UInt64 = 1) throws -> Tokenizer {
    var random = Random(state: seed)
    let words = WordCounter(split: split)
    for _ in 0..<40 { words.add(randomText(&random, pieces: 100).span) }
    return try BPETrainer(
        BPETrainerOptions(vocabularySize: size, specialTokens: [Array("<|end|>".utf8)])
    ).train(words)
}

func encode(_ text: [UInt8], _ tokenizer: Tokenizer) -> [UInt32] {
    var ids: [UInt32] = []
    TokenEncoder(tokenizer).encode(text.span, into: &ids)
    return ids
}

@Test(arguments: SplitPattern.allCases)
func `encoding equals the merges applied one after the other`(split: SplitPattern) throws {
    let tokenizer = try trained(split, size: 400)
    let encoder = TokenEncoder(tokenizer)
    var random = Random(state: 2)
    for _ in 0..<200 {
        let text = randomText(&random, pieces: Int.random(in: 0...60, using: &random))
        var expected: [UInt32] = []
        var start = 0
        for end in split.ends(in: text.span) {
            expected += naiveEncode(text[start..<end], tokenizer)
            start = end
        }
        var ids: [UInt32] = []
        encoder.encode(text.span, into: &ids)
        #expect(ids == expected)
        #expect(encoder.count(text.span) == ids.count)
    }
}

@Test func `decoding gives the text back, broken bytes included`() throws {
    let tokenizer = try trained(.gpt2, size: 300)
    var random = Random(state: 3)
    for _ in 0..<100 {
        let text = randomText(&random, pieces: 50)
        var back: [UInt8] = []
        try tokenizer.decode(encode(text, tokenizer), into: &back)
        #expect(back == text)
    }
}

@Test func `training learns the most frequent pair first and the smaller pair of equals`() throws {
    let words = WordCounter(split: .gpt2)
    words.add(Array("abab cdcd abcd".utf8).span)
    let tokenizer = try BPETrainer(BPETrainerOptions(vocabularySize: 259)).train(words)
    let made = tokenizer.merges.map {
        String(decoding: tokenizer.vocabulary[$0.result], as: UTF8.self)
    }
    #expect(made == ["ab", "cd", " ab"])
}

@Test func `training does not depend on how texts are shared out`() throws {
    var random = Random(state: 4)
    let texts = (0..<30).map { _ in randomText(&random, pieces: 80) }
    let whole = WordCounter(split: .llama3)
    for text in texts { whole.add(text.span) }
    let parts = (0..<3).map { _ in WordCounter(split: .llama3) }
    for (index, text) in texts.reversed().enumerated() { parts[index % 3].add(text.span) }
    let merged = WordCounter(split: .llama3)
    for part in parts { try merged.add(serialized: part.serialized()) }
    #expect(merged.serialized() == whole.serialized())
    let options = BPETrainerOptions(vocabularySize: 500)
    #expect(try BPETrainer(options).train(merged).merges == BPETrainer(options).train(whole).merges)
}

@Test(arguments: SplitPattern.allCases)
func `a tokenizer.json that was written is read back the same`(split: SplitPattern) throws {
    let tokenizer = try trained(split, size: 350)
    let file = try tokenizer.huggingFaceJSON()
    let back = try Tokenizer(huggingFace: file)
    #expect(back.merges == tokenizer.merges)
    #expect(back.addedTokens == tokenizer.addedTokens)
    #expect(back.parts.preTokenizer == PreTokenizer(split))
    #expect(try back.huggingFaceJSON() == file)
}

@Test func `ranks recover the merges that made them`() throws {
    let tokenizer = try trained(.cl100k, size: 500)
    let tokens = (1..<UInt32(tokenizer.vocabulary.idBound)).map { Array(tokenizer.vocabulary[$0]) }
    let file = TiktokenFile.write(tokens)
    let ranked = try Tokenizer(
        ranked: TiktokenFile.read(file), spec: TiktokenSpec(PreTokenizer(.cl100k)))
    var random = Random(state: 5)
    for _ in 0..<50 {
        let text = randomText(&random, pieces: 40)
        #expect(encode(text, ranked) == encode(text, tokenizer).map { $0 - 1 })
    }
}

@Test(arguments: [
    "", "{", "[1,]", #"{"a":1,}"#, #""\ud800""#, #""\x""#, "01", "nul", "\"a", "1 2", "{\"a\" 1}",
    String(repeating: "[", count: 1000),
])
func `malformed JSON is refused`(text: String) {
    #expect(throws: TokenizerError.self) { try JSONTree(parsing: Array(text.utf8)) }
}
