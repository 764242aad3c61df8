// Runs of words in a text against a search for each.
import ByteKernels
import TestSupport
import Testing

@Suite struct NGramIndexTests {
    /// The runs of `length` words, by their words, with the item that had each first.
    private func runs(_ items: [[UInt64]], length: Int) -> [[UInt64]: Int] {
        var known: [[UInt64]: Int] = [:]
        for (item, words) in items.enumerated() where words.count >= length {
            for first in 0...words.count - length {
                let run = Array(words[first..<first + length])
                if known[run] == nil { known[run] = item }
            }
        }
        return known
    }

    /// First word, length and item of each run, by length, then by place.
    private func naive(_ items: [[UInt64]], _ lengths: [Int], in text: [UInt64])
        -> [[Int]]
    {
        lengths.sorted().filter { $0 <= text.count }.flatMap { length in
            let known = runs(items, length: length)
            return (0...text.count - length).compactMap { first in
                known[Array(text[first..<first + length])].map {
                    [first, length, $0]
                }
            }
        }
    }

    private func matches(_ index: NGramIndex, _ text: [UInt64]) -> [[Int]] {
        var found: [NGramIndex.Match] = []
        text.withUnsafeBufferPointer { index.append(matchesIn: $0, to: &found) }
        return found.map { [$0.firstWord, $0.wordCount, $0.item] }
    }

    private func words(_ count: Int, of vocabulary: Int, using random: inout SeededGenerator)
        -> [UInt64]
    {
        (0..<count).map { _ in SplitMix64.mixed(.random(in: 0..<UInt64(vocabulary), using: &random))
        }
    }

    @Test(arguments: [[1], [2], [3, 1], [5, 2, 8]])
    func `runs of a text are found with the item that had them first`(lengths: [Int]) {
        var random = SeededGenerator(seed: 101)
        let items = (0..<40).map { words(10 + $0 % 7, of: 12, using: &random) }
        var index = NGramIndex()
        for length in lengths {
            for (item, words) in items.enumerated() {
                let count = index.add(words, length: length, item: item)
                #expect(count == words.count - length + 1)
            }
        }
        index.seal()
        #expect(index.lengths == lengths.sorted())
        #expect(index.count == lengths.reduce(0) { $0 + runs(items, length: $1).count })
        for count in 0..<60 {
            let text = words(count, of: 14, using: &random)
            #expect(matches(index, text) == naive(items, lengths, in: text))
        }
    }

    @Test func `an index that grew finds what it held before`() {
        var random = SeededGenerator(seed: 102)
        let items = (0..<30).map { _ in words(200, of: 1 << 30, using: &random) }
        var index = NGramIndex()
        for (item, words) in items.enumerated() { _ = index.add(words, length: 4, item: item) }
        index.seal()
        for words in items { #expect(matches(index, words) == naive(items, [4], in: words)) }
        #expect(matches(index, words(500, of: 1 << 30, using: &random)).isEmpty)
    }

    @Test func `an item shorter than a run adds nothing`() {
        var index = NGramIndex()
        #expect(index.add([1, 2], length: 3, item: 0) == 0)
        #expect(index.add([], length: 1, item: 0) == 0)
        #expect(index.add([1], length: 0, item: 0) == 0)
        index.seal()
        #expect(index.lengths == [] && matches(index, [1, 2, 3]).isEmpty)
    }
}
