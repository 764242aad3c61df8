// Rows of n-grams against their naive twin, over words of any characters and broken ones.
import ByteKernels
import TestSupport
import Testing

private func hash(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.reduce(2_166_136_261) {
        ($0 ^ UInt32(truncatingIfNeeded: Int8(bitPattern: $1))) &* 16_777_619
    }
}

/// The buckets of all n-grams of whole characters, the first and the last byte alone left out.
private func naive(_ word: [UInt8], _ lengths: ClosedRange<Int>, _ buckets: UInt32) -> [UInt32] {
    let starts = word.indices.filter { word[$0] & 0xC0 != 0x80 }
    return starts.indices.flatMap { first in
        lengths.compactMap { length in
            guard first + length <= starts.count else { return nil }
            let end = first + length < starts.count ? starts[first + length] : word.count
            if length == 1, starts[first] == 0 || end == word.count { return nil }
            return hash(word[starts[first]..<end]) % buckets
        }
    }
}

private func words() -> [[UInt8]] {
    var numbers = SeededGenerator(seed: 5)
    let texts = ["<>", "<a>", "<word>", "<größer>", "<日本語>", "<😀x>", "<́a>"].map { Array($0.utf8) }
    return texts
        + (0..<200).map { _ in
            [0x3C] + numbers.bytes(Int.random(in: 0...12, using: &numbers)) + [0x3E]
        }
}

@Test(arguments: [1...4, 2...2, 3...6, 1...1], [1, 7, 1000, 2_000_000, UInt32.max])
func `rows of n-grams are their hashes' buckets`(lengths: ClosedRange<Int>, buckets: UInt32) {
    let ngrams = CharacterNgrams(
        minimum: Int32(lengths.lowerBound), maximum: Int32(lengths.upperBound), buckets: buckets,
        firstRow: 0)
    for word in words() {
        var rows = [Int32](repeating: -1, count: word.count * lengths.upperBound + 1)
        let (found, tried) = ngrams.write(word, count: word.count, kept: nil, to: &rows)
        let expected = naive(word, lengths, buckets)
        #expect(found == expected.count && tried == expected.count)
        #expect(rows.prefix(found).map(UInt32.init(bitPattern:)) == expected)
    }
}

@Test(arguments: [false, true])
func `only kept buckets have rows, by a table or by their rank`(isRanked: Bool) {
    let buckets: UInt32 = 300
    let kept = (0..<buckets).filter { $0 % 3 == 1 || $0 > 290 }
    var bits = [UInt64](repeating: 0, count: 5)
    for bucket in kept { bits[Int(bucket / 64)] |= 1 << UInt64(bucket % 64) }
    let before = (0..<5).map { word in UInt32(kept.count { $0 < 64 * word }) }
    let table = kept.indices.map { Int32(1000 - $0) }
    let ngrams = CharacterNgrams(minimum: 1, maximum: 4, buckets: buckets, firstRow: 10)
    for word in words() {
        var rows = [Int32](repeating: -1, count: word.count * 4 + 1)
        let (found, tried) = bits.withUnsafeBufferPointer { bits in
            before.withUnsafeBufferPointer { before in
                table.withUnsafeBufferPointer { table in
                    ngrams.write(
                        word, count: word.count,
                        kept: .init(
                            bits: bits.baseAddress!, before: before.baseAddress!,
                            rows: isRanked ? nil : table.baseAddress),
                        to: &rows)
                }
            }
        }
        let all = naive(word, 1...4, buckets)
        let ranks = all.compactMap { kept.firstIndex(of: $0) }
        #expect(tried == all.count)
        #expect(
            Array(rows.prefix(found)) == ranks.map { 10 + (isRanked ? Int32($0) : table[$0]) })
    }
}
