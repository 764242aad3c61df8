// A Bloom filter: a set that may say yes to what it does not hold, at a rate that is chosen.

/// A set of 64-bit hashes in a fixed number of bits (Bloom 1970); the probes of a hash are made by
/// double hashing (Kirsch and Mitzenmacher 2006).
public struct BloomFilter: Sendable {
    private var words: [UInt64]
    public let probes: Int

    public init(bits: Int, probes: Int) {
        precondition(bits > 0 && probes > 0)
        words = Array(repeating: 0, count: (bits + 63) / 64)
        self.probes = probes
    }

    public func contains(_ hash: UInt64) -> Bool {
        var probe = hash
        let step = Self.step(of: hash)
        for _ in 0..<probes {
            let bit = place(of: probe)
            if words[bit.word] & bit.mask == 0 { return false }
            probe = probe &+ step
        }
        return true
    }

    public mutating func insert(_ hash: UInt64) {
        var probe = hash
        let step = Self.step(of: hash)
        for _ in 0..<probes {
            let bit = place(of: probe)
            words[bit.word] |= bit.mask
            probe = probe &+ step
        }
    }

    private static func step(of hash: UInt64) -> UInt64 {
        foldedMultiply(hash ^ 0x8EBC_6AF0_9C88_C6E3, 0x5899_65CC_7537_4CC3) | 1
    }

    @inline(__always)
    private func place(of probe: UInt64) -> (word: Int, mask: UInt64) {
        let bit = probe.multipliedFullWidth(by: UInt64(words.count) &<< 6).high
        return (Int(bit >> 6), 1 &<< (bit & 63))
    }
}
