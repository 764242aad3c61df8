// Sets of hashes against Swift's own.
import ByteKernels
import Foundation
import TestSupport
import Testing

@Test func `a set of hashes holds what was added, zero too, and nothing else`() {
    var random = SeededGenerator(seed: 81)
    for capacity in [0, 16, 10_000] {
        var set = HashSet64(capacity: capacity)
        var truth: Set<UInt64> = []
        for _ in 0..<5_000 {
            // Few low bits, so that many hashes want one place.
            let hash = UInt64.random(in: 0..<64, using: &random) << 40 | random.next() & 63
            #expect(set.contains(hash: hash) == truth.contains(hash))
            set.insert(hash: hash)
            truth.insert(hash)
            #expect(set.count == truth.count)
        }
        for hash in truth { #expect(set.contains(hash: hash)) }
        for _ in 0..<1_000 { #expect(!set.contains(hash: random.next() | 1 << 63)) }
    }
    var strings = HashSet64()
    strings.insert(Array("a".utf8).span)
    #expect(strings.contains(Array("a".utf8).span) && !strings.contains(Array("b".utf8).span))
}

@Test(arguments: [1, 4, 7])
func `a Bloom filter holds all that was added, and as much else as the theory says`(probes: Int) {
    var random = SeededGenerator(seed: UInt64(probes))
    let (bits, count) = (1 << 16, 8_000)
    var filter = BloomFilter(bits: bits, probes: probes)
    let hashes = (0..<count).map { _ in random.next() }
    #expect(!filter.contains(hashes[0]))
    for hash in hashes { filter.insert(hash) }
    #expect(hashes.allSatisfy(filter.contains))
    // (1 - e^(-kn/m))^k, Bloom 1970.
    let set = 1 - exp(-Double(probes * count) / Double(bits))
    let expected = pow(set, Double(probes))
    let trials = 100_000
    let wrong = (0..<trials).count { _ in filter.contains(random.next()) }
    let rate = Double(wrong) / Double(trials)
    #expect((expected * 0.8...expected * 1.2 + 0.001).contains(rate))
}

@Test func `elements are found where they stand first`() {
    var random = SeededGenerator(seed: 82)
    var table = FirstSeenTable()
    for count in [0, 1, 7, 500, 30] {
        let elements = (0..<count).map { _ in Int.random(in: 0..<max(1, count / 2), using: &random)
        }
        let slots = table.prepare(count)
        var first: [Int: Int] = [:]
        for (index, element) in elements.enumerated() {
            // All elements share a few hashes: equality must tell them apart.
            let hash = SplitMix64.mixed(UInt64(element % 5))
            let found = slots.first(hash, index) { elements[$0] == element }
            let expected = first[element] ?? index
            first[element] = expected
            #expect(found == expected)
        }
    }
}

@Test func `what repeats is always told, and of the rest one in sixteen at most`() {
    var random = SeededGenerator(seed: 83)
    var sketch = RepeatSketch()
    for count in [0, 1, 2, 64, 1_000, 20_000, 100] {
        var hashes: [UInt64] = []
        for index in 0..<count {
            hashes.append(index % 3 == 0 ? UInt64(index % 5 + 1) << 58 : random.next())
        }
        let bits = sketch.prepare(count)
        for (index, hash) in hashes.enumerated() { bits.note(index, hash) }
        let counts: [UInt64: Int] = hashes.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        var told = 0
        for (index, hash) in hashes.enumerated() {
            if counts[hash, default: 0] > 1 {
                #expect(bits.mayRepeat(index))
            } else {
                told += bits.mayRepeat(index) ? 1 : 0
            }
        }
        #expect(told <= count / 16 + 2)
    }
}
