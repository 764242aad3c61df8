// datatrove's MinHash signatures, bit for bit.
import ByteKernels

/// Computes the 64-bit signatures of datatrove 0.10.1 (`pipeline/dedup/minhash.py`): spaCy's English
/// words of the simplified text, joined by spaces, hashed, and permuted as
/// `(x * a + b mod 2^64) mod (2^61 - 1)`. Scratch for one worker.
public final class DatatroveHasher {
    public enum HashFunction: String, Codable, CaseIterable, Sendable {
        case xxhash
        /// The first 8 bytes of SHA-1, as FineWeb used it.
        case sha1
    }

    public let ngram: Int
    /// The smallest value of each permutation.
    public private(set) var minima: [UInt64]
    /// The hashes of the text's shingles, in order.
    public private(set) var shingles: [UInt64] = []
    public var sketch: BottomSketch
    public let permutations: AffinePermutations
    private let function: HashFunction
    private var text = SimplifiedText()
    private let analysis = TextAnalysis()
    private var joined: [UInt8] = []
    /// Where each word begins in `joined`; a space is before every word but the first.
    private var starts: [Int] = []

    public init(
        ngram: Int, permutations: Int, seed: UInt32 = 1, function: HashFunction = .xxhash,
        sketchSize: Int = 0, fast: Bool = true
    ) {
        self.ngram = ngram
        self.function = function
        var twister = MersenneTwister(seed: seed)
        let prime = AffinePermutations.prime
        let multipliers = (0..<permutations).map { _ in twister.number(in: 1..<prime) }
        let summands = (0..<permutations).map { _ in twister.number(in: 0..<prime) }
        self.permutations = AffinePermutations(
            multipliers: multipliers, summands: summands, fast: fast)
        minima = Array(repeating: .max, count: permutations)
        sketch = BottomSketch(size: sketchSize)
    }

    /// Hashes a text; a text with fewer words than a shingle has no shingles.
    public func load(_ bytes: Span<UInt8>) {
        text.load(bytes)
        text.bytes.withUnsafeBufferPointer { analysis.load($0) }
        join(analysis.words(.spacyEnglish))
        hashShingles()
        for index in minima.indices { minima[index] = .max }
        permutations.lower(&minima, by: shingles)
        sketch.clear()
        if sketch.size > 0 {
            let short = shingles.map { UInt32(truncatingIfNeeded: $0 ^ $0 >> 32) }
            short.withUnsafeBufferPointer { sketch.append($0) }
        }
    }

    private func join(_ words: WordTable) {
        joined.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        let bytes = analysis.bytes
        for index in 0..<words.count {
            if index > 0 { joined.append(0x20) }
            starts.append(joined.count)
            joined.append(contentsOf: bytes[words[index]])
        }
        starts.append(joined.count + 1)
    }

    private func hashShingles() {
        shingles.removeAll(keepingCapacity: true)
        guard starts.count > ngram else { return }
        joined.withUnsafeBytes { all in
            for first in 0..<(starts.count - ngram) {
                let end = starts[first + ngram] - 1
                let shingle = UnsafeRawBufferPointer(rebasing: all[starts[first]..<end])
                shingles.append(hash(shingle))
            }
        }
    }

    private func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        switch function {
        case .xxhash: xxHash64(bytes, seed: 0)
        case .sha1: sha1Prefix(bytes)
        }
    }

    /// The hash of one bucket: the `rows` minima from `bucket * rows` on.
    public func bucketHash(_ bucket: Int, rows: Int) -> UInt64 {
        var hash = 0x9E37_79B9_7F4A_7C15 &* UInt64(truncatingIfNeeded: bucket &+ 1)
        for row in bucket * rows..<(bucket + 1) * rows {
            hash = foldedMultiply(
                hash ^ minima[row] ^ 0x2D35_8DCC_AA6C_78A5, 0x8BB8_4B93_962E_ACC9)
        }
        return foldedMultiply(hash ^ 0x8EBC_6AF0_9C88_C6E3, 0x5899_65CC_7537_4CC3)
    }
}
