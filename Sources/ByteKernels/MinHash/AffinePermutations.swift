// MinHash permutations of 64 bits modulo a Mersenne prime, as datasketch and its heirs have them.
import CByteKernels

/// Permutations `(x * a + b mod 2^64) mod (2^61 - 1)`, one for each pair of numbers.
public struct AffinePermutations: Sendable {
    /// 2^61 - 1.
    public static let prime: UInt64 = 1 << 61 - 1

    public let multipliers: [UInt64]
    public let summands: [UInt64]
    private let isFast: Bool

    /// - Parameter fast: whether to use AVX2 where it is there; the values are the same.
    public init(multipliers: [UInt64], summands: [UInt64], fast: Bool = true) {
        precondition(multipliers.count == summands.count)
        (self.multipliers, self.summands) = (multipliers, summands)
        isFast = fast && cbk_minhash_has_avx2() != 0
    }

    /// Lowers each permutation's minimum to the smallest value that it gives any hash.
    public func lower(_ minima: inout [UInt64], by hashes: [UInt64]) {
        precondition(minima.count == multipliers.count)
        minima.withUnsafeMutableBufferPointer { minima in
            guard let base = minima.baseAddress else { return }
            cbk_minhash_update64(
                hashes, hashes.count, multipliers, summands, base, minima.count, isFast ? 1 : 0)
        }
    }
}
