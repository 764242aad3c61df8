// MinHash signatures and bottom sketches of texts, with 32-bit permutations.
import CByteKernels

/// Computes a text's MinHash signature and the smallest of its shingle hashes; scratch for one
/// worker.
///
/// A shingle's hash is 32 bits of a polynomial over its words' 64-bit hashes, so no shingle is
/// ever put together as a string. Permutation `i` is the multiplication of that hash by an odd
/// number drawn from the seed, modulo 2^32: a bijection, and universal in the sense of
/// Dietzfelbinger, Hagerup, Katajainen and Penttonen ("A reliable randomized algorithm for the
/// closest-pair problem", 1997); the hashes that go in are mixed already. AVX2 and plain code give
/// the same minima.
///
/// A text with fewer words than a shingle is one shingle; a text without words has none.
public final class MinHasher {
    /// Shingles of one text at a time.
    private static let block = 4096
    private static let longestShingle = 64

    public let unit: ShingleUnit
    public let ngram: Int
    public let permutations: Int
    /// The smallest value of each permutation over the shingles of the text at hand.
    public private(set) var minima: [UInt32]
    /// The shingles of the text at hand that were hashed, repetitions included.
    public private(set) var shingleCount = 0
    /// The smallest shingle hashes; see ``BottomSketch``.
    public var sketch: BottomSketch
    private let factors: [UInt32]
    private let isFast: Bool
    private var words: [UInt64]
    private var shingles: [UInt32]

    /// - Parameters:
    ///   - ngram: units of a shingle, 1 to 64.
    ///   - sketchSize: values of the sketch; 0 for none.
    ///   - fast: whether to use AVX2 where it is there.
    public init(
        unit: ShingleUnit, ngram: Int, permutations: Int, seed: UInt64, sketchSize: Int,
        fast: Bool = true
    ) {
        precondition((1...Self.longestShingle).contains(ngram) && permutations > 0)
        self.unit = unit
        self.ngram = ngram
        self.permutations = permutations
        let padded = (permutations + 7) / 8 * 8
        var random = SplitMix64(seed: seed)
        factors = (0..<padded).map { _ in UInt32(truncatingIfNeeded: random.next()) | 1 }
        minima = Array(repeating: .max, count: padded)
        sketch = BottomSketch(size: sketchSize)
        words = Array(repeating: 0, count: Self.longestShingle + Self.block)
        shingles = Array(repeating: 0, count: Self.block)
        isFast = fast && cbk_minhash_has_avx2() != 0
    }

    /// Hashes a text. Without any word ``shingleCount`` is 0 and the minima mean nothing.
    public func load(_ text: Span<UInt8>) {
        shingleCount = 0
        sketch.clear()
        for index in minima.indices { minima[index] = .max }
        text.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            words.withUnsafeMutableBufferPointer { words in
                shingles.withUnsafeMutableBufferPointer { shingles in
                    scan(base, buffer.count, words.baseAddress!, shingles.baseAddress!)
                }
            }
        }
    }

    private func scan(
        _ text: UnsafePointer<UInt8>, _ count: Int, _ words: UnsafeMutablePointer<UInt64>,
        _ shingles: UnsafeMutablePointer<UInt32>
    ) {
        var scan = cbk_minhash_scan()
        var window = cbk_minhash_window()
        let fresh = words + Self.longestShingle
        words.update(repeating: 0, count: Self.longestShingle)
        while true {
            let found =
                unit == .word
                ? cbk_minhash_words(text, count, &scan, fresh, Self.block)
                : cbk_minhash_characters(text, count, &scan, fresh, Self.block)
            if found == 0 && scan.at >= count { break }
            let made = cbk_minhash_shingles(fresh, found, ngram, &window, shingles)
            take(shingles, made)
            for index in 0..<Self.longestShingle { words[index] = words[index + found] }
        }
        if window.words > 0 && window.words < UInt64(ngram) {
            shingles[0] = cbk_minhash_short(&window)
            take(shingles, 1)
        }
    }

    private func take(_ shingles: UnsafeMutablePointer<UInt32>, _ count: Int) {
        if count == 0 { return }
        shingleCount += count
        sketch.append(UnsafeBufferPointer(start: shingles, count: count))
        minima.withUnsafeMutableBufferPointer { minima in
            factors.withUnsafeBufferPointer { factors in
                cbk_minhash_update(
                    shingles, count, factors.baseAddress!, minima.baseAddress!, minima.count,
                    isFast ? 1 : 0)
            }
        }
    }

    /// The hash of one bucket: the `rows` minima from `bucket * rows` on.
    public func bucketHash(_ bucket: Int, rows: Int) -> UInt64 {
        var hash = 0x9E37_79B9_7F4A_7C15 &* UInt64(truncatingIfNeeded: bucket &+ 1)
        for row in bucket * rows..<(bucket + 1) * rows {
            hash = foldedMultiply(
                hash ^ UInt64(minima[row]) ^ 0x2D35_8DCC_AA6C_78A5, 0x8BB8_4B93_962E_ACC9)
        }
        return foldedMultiply(hash ^ 0x8EBC_6AF0_9C88_C6E3, 0x5899_65CC_7537_4CC3)
    }
}
