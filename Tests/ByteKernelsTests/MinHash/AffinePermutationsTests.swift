// Permutations modulo a Mersenne prime against arithmetic in 128 bits.
import ByteKernels
import TestSupport
import Testing

@Test func `minima are those of the formula, with and without AVX2`() {
    var random = SeededGenerator(seed: 111)
    let edges: [UInt64] = [0, 1, AffinePermutations.prime - 1, AffinePermutations.prime, .max]
    for permutations in Array(0...18) + [64, 130] {
        let factors = (0..<2).map { _ in
            (0..<permutations).map { _ in
                Bool.random(using: &random) ? random.next() : edges[Int(random.next() % 5)]
            }
        }
        for count in [0, 1, 3, 16, 17] {
            let hashes = (0..<count).map { $0 % 4 == 3 ? edges[$0 % 5] : random.next() }
            let expected = (0..<permutations).map { at in
                hashes.map { (factors[0][at] &* $0 &+ factors[1][at]) % AffinePermutations.prime }
                    .reduce(UInt64.max, min)
            }
            for isFast in [true, false] {
                var minima = [UInt64](repeating: .max, count: permutations)
                AffinePermutations(multipliers: factors[0], summands: factors[1], fast: isFast)
                    .lower(&minima, by: hashes)
                #expect(minima == expected)
            }
        }
    }
}
