// The smallest key of a row against a plain loop, at every length and place.
import CByteKernels
import TestSupport
import Testing

@Test func `the smallest key is found wherever it stands`() {
    var random = SeededGenerator(seed: 11)
    for count in 1...70 {
        // What stands past the row, up to a multiple of 8, is never the smallest.
        var keys = [Int32](repeating: .max, count: (count + 7) / 8 * 8)
        for place in 0..<count {
            for index in 0..<count { keys[index] = .random(in: -50...Int32.max, using: &random) }
            keys[place] = .random(in: Int32.min ... -51, using: &random)
            let naive = keys.prefix(count).min()
            #expect(cbk_bpe_least(keys, count) == naive, "\(count), \(place)")
        }
    }
}

@Test func `the smallest of random keys, of equal ones and of none`() {
    var random = SeededGenerator(seed: 12)
    for _ in 0..<3000 {
        let count = Int.random(in: 0...40, using: &random)
        let span = Int32.random(in: 0...3, using: &random) == 0 ? Int32.max : 2
        let row = (0..<count).map { _ in Int32.random(in: -span...span, using: &random) }
        let keys = row + [Int32](repeating: .max, count: 8)
        #expect(cbk_bpe_least(keys, count) == row.min() ?? .max)
    }
}
