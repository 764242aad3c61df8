// Training: options, runs of counts, extension, and a slow twin of the learner.
import BytePairEncoding
import TestSupport
import Testing

/// Training by the definition: count all pairs, merge the first, begin again.
func naiveMerges(_ words: [[UInt8]: UInt64], size: Int, first: [[UInt8]]) -> [Merge] {
    var vocabulary = first
    var merges: [Merge] = []
    var split = words.map { word, count in
        (word.map { byte in UInt32(first.firstIndex(of: [byte])!) }, count)
    }
    while vocabulary.count < size {
        var counts: [[UInt32]: UInt64] = [:]
        for (ids, count) in split {
            for at in ids.indices.dropLast() {
                counts[[ids[at], ids[at + 1]], default: 0] += count
            }
        }
        let best = counts.max { a, b in
            a.value != b.value ? a.value < b.value : b.key.lexicographicallyPrecedes(a.key)
        }
        guard let (pair, _) = best else { break }
        let bytes = vocabulary[Int(pair[0])] + vocabulary[Int(pair[1])]
        let known = vocabulary.firstIndex(of: bytes)
        let id = UInt32(known ?? vocabulary.count)
        if known == nil { vocabulary.append(bytes) }
        merges.append(Merge(left: pair[0], right: pair[1], result: id))
        for index in split.indices {
            var ids = split[index].0
            var at = 0
            while at + 1 < ids.count {
                if ids[at] == pair[0] && ids[at + 1] == pair[1] {
                    ids.replaceSubrange(at...at + 1, with: [id])
                }
                at += 1
            }
            split[index].0 = ids
        }
    }
    return merges
}

private func counter(_ words: [[UInt8]: UInt64]) -> WordCounter {
    let counter = WordCounter(split: .gpt2)
    for (word, count) in words { counter.add(word: word.span, count: count) }
    return counter
}

private func randomWords(_ random: inout Random, alphabet: String, count: Int) -> [[UInt8]: UInt64]
{
    var words: [[UInt8]: UInt64] = [:]
    for _ in 0..<count {
        let word = (0..<Int.random(in: 1...12, using: &random)).map { _ in
            alphabet.utf8.randomElement(using: &random)!
        }
        words[word] = UInt64.random(in: 1...50, using: &random)
    }
    return words
}

@Suite struct TrainerTests {
    @Test(arguments: [("ab", 40), ("abc", 120), ("aaab", 60), ("etaoin shrdlu", 400)])
    func `the learner equals counting anew for every merge`(alphabet: String, count: Int) throws {
        var random = Random(state: 11)
        for _ in 0..<3 {
            let words = randomWords(&random, alphabet: alphabet, count: count)
            let size = 256 + Int.random(in: 5...60, using: &random)
            let tokenizer = try BPETrainer(BPETrainerOptions(vocabularySize: size))
                .train(counter(words))
            let first = (0..<UInt32(256)).map { Array(tokenizer.vocabulary[$0]) }
            #expect(tokenizer.merges == naiveMerges(words, size: size, first: first))
        }
    }

    @Test func `runs of counts merge into what one counter has`() throws {
        var random = Random(state: 12)
        let whole = WordCounter(split: .llama3)
        let parts = (0..<5).map { _ in WordCounter(split: .llama3) }
        for index in 0..<40 {
            let text = randomText(&random, pieces: 60) + Array(repeating: 0x61, count: index * 7)
            whole.add(text.span)
            parts[index % 5].add(text.span)
        }
        let runs = parts.map { $0.serialized() }
        let merge = WordRunMerge { runs.map { WordRunReader($0) } }
        var written = WordRunWriter()
        try merge.visit { written.append($0, count: $1) }
        #expect(written.bytes == whole.serialized())
    }

    @Test func `a run in small chunks is read the same`() throws {
        let counter = counter([[1]: 3, [1, 2, 3]: 500, [1, 2, 4]: 70_000, [9]: .max])
        var rest = counter.serialized()[...]
        let reader = WordRunReader {
            defer { rest = rest.dropFirst() }
            return Array(rest.prefix(1))
        }
        var words: [[UInt8]: UInt64] = [:]
        while try reader.next() { words[reader.word] = reader.count }
        #expect(words == [[1]: 3, [1, 2, 3]: 500, [1, 2, 4]: 70_000, [9]: .max])
    }

    @Test func `damaged runs are refused`() {
        var random = Random(state: 13)
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 1...20, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            let reader = WordRunReader(bytes)
            do {
                while try reader.next() { #expect(reader.word.count <= 1 << 20) }
            } catch {
                #expect(error is TokenizerError)
            }
        }
    }

    @Test func `words are written in byte order`() {
        let words: [[UInt8]] = [
            [0], [0, 0], [0, 1], [1], Array(repeating: 7, count: 15),
            Array(repeating: 7, count: 16), Array(repeating: 7, count: 16) + [0],
            Array(repeating: 7, count: 300), [7, 8], [200],
        ]
        let counter = WordCounter(split: .gpt2)
        var random = SeededGenerator(seed: 125)
        for word in words.shuffled(using: &random) { counter.add(word: word.span, count: 1) }
        var sorted: [[UInt8]] = []
        counter.visitSorted { word, _ in sorted.append(Array(word)) }
        #expect(sorted == words.sorted { $0.lexicographicallyPrecedes($1) })
    }

    @Test func `a weight counts a text that many times`() {
        let text = Array("low lower lowest".utf8)
        let (weighted, repeated) = (WordCounter(split: .gpt2), WordCounter(split: .gpt2))
        weighted.add(text.span, weight: 3)
        for _ in 0..<3 { repeated.add(text.span) }
        #expect(weighted.serialized() == repeated.serialized())
        #expect(weighted.byteCount == repeated.byteCount)
    }

    @Test func `no token is longer than it may be`() throws {
        var random = Random(state: 14)
        let words = counter(randomWords(&random, alphabet: "abc", count: 300))
        let options = BPETrainerOptions(vocabularySize: 400, maxTokenLength: 3)
        let tokenizer = try BPETrainer(options).train(words)
        let lengths = (0..<UInt32(tokenizer.vocabulary.idBound)).map {
            tokenizer.vocabulary.byteCount($0)
        }
        #expect(lengths.max() == 3)
        #expect(tokenizer.vocabulary.tokenCount == 256 + 9 + 27)
    }

    @Test func `pairs below the minimum frequency are not merged`() throws {
        let words = counter([Array("ab".utf8): 5, Array("cd".utf8): 4])
        let options = BPETrainerOptions(vocabularySize: 300, minFrequency: 5)
        #expect(try BPETrainer(options).train(words).merges.count == 1)
    }

    @Test func `extending keeps ids and merges and goes on as training would have`() throws {
        let small = try trained(.gpt2, size: 300)
        var random = Random(state: 1)
        let words = WordCounter(split: .gpt2)
        for _ in 0..<40 { words.add(randomText(&random, pieces: 100).span) }
        let extended = try BPETrainer(BPETrainerOptions(vocabularySize: 340)).extend(
            small, with: words
        ).tokenizer
        let direct = try trained(.gpt2, size: 340)
        #expect(extended.merges == direct.merges)
        #expect(extended.addedTokens == small.addedTokens)
    }

    @Test func `special tokens can come last`() throws {
        var options = BPETrainerOptions(vocabularySize: 259, specialTokens: [Array("<|x|>".utf8)])
        options.specialTokensLast = true
        let tokenizer = try BPETrainer(options).train(counter([Array("abcd".utf8): 2]))
        #expect(tokenizer.addedTokens.map(\.id) == [258])
        #expect(tokenizer.vocabulary.idBound == 259)
    }

    @Test func `rare words give way when memory is short`() throws {
        let words = counter([Array("ab".utf8): 50, Array("cd".utf8): 5, Array("ef".utf8): 5])
        var options = BPETrainerOptions(vocabularySize: 300)
        options.wordBytes = 32
        let tokenizer = try BPETrainer(options).train(words)
        #expect(
            tokenizer.merges.map { Array(tokenizer.vocabulary[$0.result]) } == [Array("ab".utf8)])
        options.wordBytes = 8
        #expect(throws: TokenizerError.self) {
            try BPETrainer(options).train(counter([Array("ab".utf8): 5000]))
        }
    }

    @Test(arguments: [0, 255, 1 << 25])
    func `impossible vocabulary sizes are refused`(size: Int) {
        #expect(throws: TokenizerError.self) {
            try BPETrainer(BPETrainerOptions(vocabularySize: size))
        }
    }
}
