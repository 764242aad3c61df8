// The radix sort against the standard library's sort.
import ByteKernels
import Testing

@Suite struct RadixSortTests {
    private func naive(_ words: [UInt64], _ width: Int) -> [UInt64] {
        stride(from: 0, to: words.count, by: width).map { Array(words[$0..<($0 + width)]) }
            .sorted { $0.lexicographicallyPrecedes($1) }.flatMap { $0 }
    }

    @Test(arguments: 1...8)
    func `random records of any width and spread come out in order`(width: Int) {
        var state: UInt64 = 88_172_645_463_325_252
        func random() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
        var scratch: [UInt64] = []
        // From all bits random to a few values: many equal bytes, equal words, equal records.
        for mask in [.max, 0xFF00_0000_0000_0001, 0x0300, 1, 0] as [UInt64] {
            for count in [0, 1, 2, 24, 25, 100, 5_000] {
                var words = (0..<(count * width)).map { _ in random() & mask }
                let expected = naive(words, width)
                radixSort(&words, wordsPerRecord: width, scratch: &scratch)
                #expect(words == expected)
            }
        }
    }

    @Test func `records sorted already, and backwards, come out in order`() {
        var scratch: [UInt64] = []
        var up = (0..<10_000).map { UInt64($0) }
        radixSort(&up, wordsPerRecord: 1, scratch: &scratch)
        #expect(up == (0..<10_000).map { UInt64($0) })
        var down = (0..<10_000).reversed().map { UInt64($0) << 40 }
        radixSort(&down, wordsPerRecord: 1, scratch: &scratch)
        #expect(down == (0..<10_000).map { UInt64($0) << 40 })
    }
}
