// The share of a text in n-grams that were there before, for n = 5 to 10.
import ByteKernels

/// Counts duplicated n-grams as Gopher does; exact, and linear in the text.
///
/// N-grams are compared joined by nothing. Two can only be equal when their first 12 bytes are, or
/// their first 24, or when they are shorter than that: most text has few such places, and only
/// there n-grams are looked at.
struct DuplicatedNGrams: ~Copyable {
    private static let window = 12
    private var places = ScratchBuffer<UInt32>()
    /// Bit 0 is set; bit 1 says that the first 12 bytes may repeat, bit 2 that the first 24 may.
    private var repeats = ScratchBuffer<UInt8>()
    private var sketch = RepeatSketch()
    private var table = FirstSeenTable()
    private var count = 0

    /// Looks for places where an n-gram of 5 words or more may equal another.
    mutating func load(_ words: borrowing WordStorage) {
        // Windows of the last n-grams reach beyond the words.
        let end = words.joined.base + Int(words.offsets.base[words.count])
        end.update(repeating: 0, count: 2 * Self.window)
        findShortRepeats(words)
        findLongRepeats(words)
    }

    /// Code points in n-grams that were seen before; n is 5 to 10.
    ///
    /// From left to right: an n-gram that was seen before adds its length and n words are skipped;
    /// any other is remembered, and the next begins one word on.
    mutating func codePoints(_ words: borrowing WordStorage, n: Int) -> Int {
        guard count > 1 else { return 0 }
        let seen = table.prepare(count)
        let (places, repeats) = (self.places.base, self.repeats.base)
        let (joined, offsets) = (UnsafePointer(words.joined.base), words.offsets.base)
        var (next, duplicated) = (0, 0)
        for c in 0..<count {
            let i = Int(places[c])
            guard i >= next else { continue }
            guard i &+ n <= words.count else { break }
            let length = Int(offsets[i &+ n] &- offsets[i])
            guard repeats[c] &>> windows(in: length) & 1 != 0 else { continue }
            let start = joined + Int(offsets[i])
            let first = seen.first(nGramHash(start, length), i) {
                Int(offsets[$0 &+ n] &- offsets[$0]) == length
                    && areEqual(joined + Int(offsets[$0]), start, length)
            }
            guard first != i else { continue }
            duplicated += Int(words.points.base[i + n] - words.points.base[i])
            next = i + n
        }
        return duplicated
    }

    /// How many windows, of 12 bytes or 24, an n-gram fills.
    @inline(__always)
    private func windows(in length: Int) -> UInt8 {
        bit(length >= Self.window) &+ bit(length >= 2 * Self.window)
    }

    private mutating func findShortRepeats(_ words: borrowing WordStorage) {
        let all = max(0, words.count - 4)
        places.makeRoom(all)
        repeats.makeRoom(all)
        let sketch = self.sketch.prepare(all)
        let (joined, offsets) = (UnsafePointer(words.joined.base), words.offsets.base)
        for i in 0..<all { sketch.note(i, windowHash(joined + Int(offsets[i]))) }
        let (places, repeats) = (self.places.base, self.repeats.base)
        var found = 0
        for i in 0..<all {
            let mayRepeat = sketch.mayRepeat(i)
            let isShort = offsets[i &+ 5] &- offsets[i] < UInt32(Self.window)
            places[found] = UInt32(truncatingIfNeeded: i)
            repeats[found] = 1 | bit(mayRepeat) &<< 1
            found &+= Int(bit(mayRepeat) | bit(isShort))
        }
        count = found
    }

    private mutating func findLongRepeats(_ words: borrowing WordStorage) {
        let sketch = self.sketch.prepare(count)
        let (joined, offsets) = (UnsafePointer(words.joined.base), words.offsets.base)
        let (places, repeats) = (self.places.base, self.repeats.base)
        for c in 0..<count {
            let start = joined + Int(offsets[Int(places[c])])
            sketch.note(c, foldedMultiply(windowHash(start), windowHash(start + Self.window)))
        }
        for c in 0..<count { repeats[c] |= repeats[c] &<< 1 & bit(sketch.mayRepeat(c)) &<< 2 }
    }
}

/// A hash of the 12 bytes at a place.
@inline(__always)
private func windowHash(_ start: UnsafePointer<UInt8>) -> UInt64 {
    foldedMultiply(
        start.littleEndian() ^ 0x9E37_79B9_7F4A_7C15,
        UInt64(start.littleEndian(at: 8, as: UInt32.self)) ^ 0xE703_7ED1_A0B4_28DB)
}

/// Hashes the bytes of an n-gram, of which 8 can be read; whether two are equal is seen later.
///
/// Up to 64 bytes are taken from both ends, some of them twice, so that there is nothing to branch
/// on but lengths above that.
@inline(__always)
private func nGramHash(_ start: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
    if length > 64 { return foldedHash(start, length) }
    let last = max(length &- 8, 0)
    let keep: UInt64 = ~0 &>> UInt64(truncatingIfNeeded: max(64 &- length &* 8, 0))
    let both = { (offset: Int, seed: UInt64) in
        foldedMultiply(
            start.littleEndian(at: min(offset, last)) & keep ^ seed,
            start.littleEndian(at: max(last &- offset, 0)) & keep ^ 0x9E37_79B9_7F4A_7C15)
    }
    let size = UInt64(truncatingIfNeeded: length)
    return both(0, size ^ 0xE703_7ED1_A0B4_28DB) ^ both(8, 0xA076_1D64_78BD_642F)
        ^ both(16, 0x8EBC_6AF0_9C88_C6E3) ^ both(24, 0x5899_65CC_7537_4CC3)
}
