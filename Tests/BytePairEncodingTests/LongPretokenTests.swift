// Long pretokens, merged with one pass over the ranks or by a heap, against the definition.
import BytePairEncoding
import Testing

/// Merging by the definition: of all neighbours the lowest rank first, leftmost among equals.
private func slowMerge(_ word: [UInt8], _ tokenizer: Tokenizer) -> [UInt32] {
    var ranks: [[UInt32]: Int] = [:]
    for (rank, merge) in tokenizer.merges.enumerated() { ranks[[merge.left, merge.right]] = rank }
    var ids = word.map { tokenizer.vocabulary.id(of: [$0])! }
    while true {
        let found = ids.indices.dropLast().compactMap { at in
            ranks[[ids[at], ids[at + 1]]].map { (rank: $0, at: at) }
        }
        guard let least = found.min(by: { ($0.rank, $0.at) < ($1.rank, $1.at) }) else { return ids }
        ids.replaceSubrange(
            least.at...least.at + 1, with: [tokenizer.merges[least.rank].result])
    }
}

/// The same where no merge makes way for one before it: each merge once, over the whole word.
private func passes(_ word: [UInt8], _ tokenizer: Tokenizer) -> [UInt32] {
    var ids = word.map { tokenizer.vocabulary.id(of: [$0])! }
    for merge in tokenizer.merges {
        var kept = 0
        var at = 0
        while at < ids.count {
            let fits =
                at + 1 < ids.count && ids[at] == merge.left && ids[at + 1] == merge.right
            ids[kept] = fits ? merge.result : ids[at]
            kept += 1
            at += fits ? 2 : 1
        }
        ids.removeLast(ids.count - kept)
    }
    return ids
}

/// A Fibonacci word: `a`, `ab`, `aba`, `abaab`, each followed by the one before it.
private func fibonacci(_ count: Int) -> [UInt8] {
    var (last, word): ([UInt8], [UInt8]) = (Array("a".utf8), Array("ab".utf8))
    while word.count < count { (last, word) = (word, word + last) }
    return Array(word.prefix(count))
}

private func word(_ kind: String, _ count: Int, _ random: inout Random) -> [UInt8] {
    switch kind {
    case "fibonacci": fibonacci(count)
    case "bytes": (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    case "letters": (0..<count).map { _ in "lowerst".utf8.randomElement(using: &random)! }
    case "two letters": (0..<count).map { _ in "ab".utf8.randomElement(using: &random)! }
    default: Array(String(repeating: kind, count: count).utf8.prefix(count))
    }
}

private let kinds = ["a", "ab", "aab", "fibonacci", "bytes", "letters", "two letters"]

/// A tokenizer of a kind of word, whose merges all fit it.
private func tokenizer(of kind: String) throws -> Tokenizer {
    var random = Random(state: 21)
    let words = WordCounter(split: .gpt2)
    for count in [40, 90, 200] { words.add(word: word(kind, count, &random).span, count: 3) }
    return try BPETrainer(BPETrainerOptions(vocabularySize: 340)).train(words)
}

private func tokens(_ word: [UInt8], _ tokenizer: Tokenizer) throws -> [UInt32] {
    // Without a split a text is one pretoken.
    var parts = tokenizer.parts
    parts.preTokenizer = PreTokenizer([])
    return encode(word, try Tokenizer(parts))
}

@Suite struct LongPretokenTests {
    @Test(arguments: kinds)
    func `merges learned in training are applied as defined`(kind: String) throws {
        let tokenizer = try tokenizer(of: kind)
        var random = Random(state: 22)
        for count in [1, 2, 63, 64, 65, 66, 127, 128, 129, 130, 131, 257, 600] {
            let word = word(kind, count, &random)
            #expect(try tokens(word, tokenizer) == slowMerge(word, tokenizer))
        }
    }

    @Test(arguments: kinds)
    func `words of many stretches are merged as defined`(kind: String) throws {
        let tokenizer = try tokenizer(of: kind)
        var random = Random(state: 25)
        for count in [65_536, 65_537, 131_071, 200_003] {
            let word = word(kind, count, &random)
            #expect(try tokens(word, tokenizer) == passes(word, tokenizer))
        }
    }

    @Test(arguments: kinds)
    func `merges in an order that training never gives are too`(kind: String) throws {
        var parts = try tokenizer(of: kind).parts
        var random = Random(state: 23)
        parts.merges.shuffle(using: &random)
        let tokenizer = try Tokenizer(parts)
        for count in [2, 64, 65, 128, 129, 130, 257, 600] {
            let word = word(kind, count, &random)
            #expect(try tokens(word, tokenizer) == slowMerge(word, tokenizer))
        }
    }

    @Test func `one encoder takes words of all lengths in a row`() throws {
        let tokenizer = try tokenizer(of: "two letters")
        let encoder = TokenEncoder(tokenizer)
        var random = Random(state: 24)
        for _ in 0..<300 {
            let word = word("two letters", Int.random(in: 1...400, using: &random), &random)
            var ids: [UInt32] = []
            encoder.encode(word.span, into: &ids)
            #expect(ids == slowMerge(word, tokenizer))
        }
    }

    @Test func `words that end in the same letters the other way round are told apart`() throws {
        let tokenizer = try tokenizer(of: "two letters")
        for count in 15...64 {
            let encoder = TokenEncoder(tokenizer)
            for end in ["ab", "ba"] {
                let word = [UInt8](repeating: 0x61, count: count - 2) + Array(end.utf8)
                var ids: [UInt32] = []
                encoder.encode(word.span, into: &ids)
                #expect(ids == slowMerge(word, tokenizer), "\(count) \(end)")
            }
        }
    }

    @Test(arguments: ["bytes", "letters", "aab"])
    func `many new words in one text are merged as each by itself`(kind: String) throws {
        let tokenizer = try tokenizer(of: kind)
        let encoder = TokenEncoder(tokenizer)
        var random = Random(state: 26)
        for _ in 0..<20 {
            var text: [UInt8] = []
            for _ in 0..<300 {
                text += [32] + word(kind, Int.random(in: 1...40, using: &random), &random)
            }
            var ids: [UInt32] = []
            encoder.encode(text.span, into: &ids)
            let pieces = SplitPattern.gpt2.ends(in: text.span)
            let words: [[UInt8]] = zip([0] + pieces, pieces).map { Array(text[$0..<$1]) }
            #expect(ids == words.flatMap { slowMerge($0, tokenizer) })
        }
    }

    /// 200,000 words make the memory of words grow four times; 2 MiB of it are emptied again and
    /// again.
    @Test(arguments: [0, 64 << 20])
    func `words are told apart however many there were`(cacheBytes: Int) throws {
        let tokenizer = try tokenizer(of: "letters")
        var random = Random(state: 27)
        let words: [[UInt8]] = (0..<200_000).map { _ in
            [32] + word("letters", Int.random(in: 6...24, using: &random), &random)
        }
        let encoder = TokenEncoder(tokenizer, cacheBytes: cacheBytes)
        let fresh: [[UInt32]] = words.map { word in
            var ids: [UInt32] = []
            encoder.encode(word.span, into: &ids)
            return ids
        }
        for at in stride(from: 0, to: words.count, by: 997) {
            #expect(fresh[at] == slowMerge(words[at], tokenizer))
        }
        var all: [UInt32] = []
        encoder.encode(Array(words.joined()).span, into: &all)
        #expect(all == Array(fresh.joined()))
    }
}
