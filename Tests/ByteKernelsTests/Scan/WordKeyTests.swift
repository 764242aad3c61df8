// Keys of words: the fast way against the careful one, and what tells keys apart.
import ByteKernels
import TestSupport
import Testing

@Test func `a key that reads past its word is the key that doesn't`() {
    var random = SeededGenerator(seed: 31)
    for count in 1...WordKey.inlineLimit {
        for offset in 0..<16 {
            Stretch.at(offset, random.bytes(40)) { text in
                let padded = WordKey(padded: text.start, count: count)
                #expect(padded == WordKey(exact: text.start, count: count))
                let bytes = Array(text.bytes.prefix(count))
                let low = bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
                let high = bytes.dropFirst(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
                #expect(padded.low == low && padded.high == high | UInt64(count) << 56)
            }
        }
    }
}

@Test func `words that differ in a byte or in zeros at the end have other keys`() {
    let zeros = [UInt8](repeating: 0, count: 16)
    var keys: Set<[UInt64]> = []
    for count in 1...WordKey.inlineLimit {
        for changed in 0..<count {
            var bytes = zeros
            bytes[changed] = 1
            Stretch.at(0, bytes) { text in
                let key = WordKey(padded: text.start, count: count)
                keys.insert([key.low, key.high])
            }
        }
    }
    #expect(keys.count == 15 * 16 / 2)
}

@Test func `a hash of many bytes is the same at any place, whatever follows, and no other's`() {
    var seen: Set<UInt64> = []
    var count = 0
    Stretch.forEach(seed: 32) { text in
        guard text.count > 0 else { return }
        let hash = WordKey.hash(text.start, count: text.count)
        for (offset, more) in [(1, []), (9, [7, 7, 7])] as [(Int, [UInt8])] {
            Stretch.at(offset, text.bytes + more) {
                #expect(WordKey.hash($0.start, count: text.count) == hash)
            }
        }
        seen.insert(hash)
        for changed in text.bytes.indices {
            var bytes = text.bytes
            bytes[changed] ^= 1
            Stretch.at(0, bytes) { seen.insert(WordKey.hash($0.start, count: $0.count)) }
        }
        // Two stretches of one byte can be the same.
        if text.count > 7 { count += 1 + text.count }
    }
    #expect(seen.count >= count)
}
