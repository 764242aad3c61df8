// How often the words of a text repeat: top n-grams and duplicated n-grams, as Gopher counts them.
import CByteKernels

/// Counts repeated n-grams of a word table; exact, and linear in the text.
///
/// Two facts make it fast. A trigram can only repeat where both its bigrams do, and so on up. And
/// n-grams joined by nothing can only be equal when their first 12 bytes are, or when they are
/// shorter than that: most text has few such places, and only there are longer n-grams looked at.
final class WordRepetition {
    /// The bytes from a word on whose repetition makes it a candidate.
    private static let window = 12
    private var table = FirstSeenTable()
    private let levels = [NGramLevel(), NGramLevel(), NGramLevel()]
    private var knownLevels = 0
    private var candidates = ScratchBuffer<UInt32>()
    private var candidateCount: Int?
    private var sketch = RepeatSketch()

    func clear() {
        knownLevels = 0
        candidateCount = nil
    }

    // MARK: Top n-grams

    /// Code points of the most frequent n-gram, joined by spaces, times its count; n is 2, 3 or 4.
    ///
    /// Occurrences that overlap count, and so does a single one. Of the most frequent the one that
    /// occurs first is taken. 0 when there are fewer than n words.
    func topCodePoints(_ words: borrowing WordStorage, n: Int) -> Int {
        precondition((2...4).contains(n), "top n-grams are of 2 to 4 words")
        guard words.count >= n else { return 0 }
        while knownLevels < n - 1 {
            if knownLevels == 0 { findBigrams(words) } else { extend(to: knownLevels + 2) }
            knownLevels += 1
        }
        let place = levels[n - 2].mostFrequent.place
        let points = words.points.base[place + n] - words.points.base[place]
        return (Int(points) + n - 1) * levels[n - 2].mostFrequent.times
    }

    private func findBigrams(_ words: borrowing WordStorage) {
        let count = words.count - 1
        let level = levels[0].prepare(count)
        let hashes = UnsafePointer(words.hashes.base)
        let kept = collectRepeats(count, into: level.places) {
            foldedMultiply(hashes[$0] ^ 0x9E37_79B9_7F4A_7C15, hashes[$0 &+ 1])
        }
        let seen = table.prepare(kept)
        for k in 0..<kept {
            let i = Int(level.places[k])
            let (a, b) = (hashes[i], hashes[i &+ 1])
            let first = seen.first(foldedMultiply(a ^ 0x9E37_79B9_7F4A_7C15, b), k) {
                let other = Int(level.places[$0])
                return hashes[other] == a && hashes[other &+ 1] == b
            }
            level.note(k, first: first)
        }
        levels[0].keepRepeats(kept)
    }

    /// Collects the indices below `count` whose elements may occur more than once.
    @inline(__always)
    private func collectRepeats(
        _ count: Int, into places: UnsafeMutablePointer<UInt32>, _ hash: (Int) -> UInt64
    ) -> Int {
        let sketch = self.sketch.prepare(count)
        for i in 0..<count { sketch.note(i, hash(i)) }
        var kept = 0
        for i in 0..<count {
            places[kept] = UInt32(truncatingIfNeeded: i)
            kept &+= sketch.mayRepeat(i) ? 1 : 0
        }
        return kept
    }

    /// An n-gram that repeats is a pair of two overlapping (n-1)-grams that do.
    private func extend(to n: Int) {
        let shorter = levels[n - 3].columns
        let level = levels[n - 2].prepare(shorter.count)
        let seen = table.prepare(shorter.count)
        var count = 0
        for k in 0..<max(0, shorter.count - 1)
        where shorter.places[k &+ 1] == shorter.places[k] &+ 1 {
            let (a, b) = (shorter.firsts[k], shorter.firsts[k &+ 1])
            let pair = UInt64(a) << 32 | UInt64(b)
            level.places[count] = shorter.places[k]
            level.pairs[count] = pair
            let first = seen.first(foldedMultiply(pair, 0x9E37_79B9_7F4A_7C15), count) {
                level.pairs[$0] == pair
            }
            level.note(count, first: first)
            count += 1
        }
        levels[n - 2].keepRepeats(count)
    }

    // MARK: Duplicated n-grams

    /// Code points in n-grams that were seen before; n is 5 to 10.
    ///
    /// From left to right: an n-gram (its words joined by nothing) that was seen before adds its
    /// length and n words are skipped; any other is remembered, and the next begins one word on.
    func duplicatedCodePoints(_ words: borrowing WordStorage, n: Int) -> Int {
        precondition((5...10).contains(n), "duplicated n-grams are of 5 to 10 words")
        if candidateCount == nil { candidateCount = findCandidates(words) }
        let count = candidateCount ?? 0
        guard count > 1 else { return 0 }
        let seen = table.prepare(count)
        let places = UnsafePointer(candidates.base)
        let joined = UnsafePointer(words.joined.base)
        let offsets = UnsafePointer(words.offsets.base)
        var (next, duplicated) = (0, 0)
        for c in 0..<count {
            let packed = places[c]
            let i = Int(packed >> 1)
            guard i >= next else { continue }
            guard i &+ n <= words.count else { break }
            let length = Int(offsets[i &+ n] &- offsets[i])
            guard packed & 1 != 0 || length < Self.window else { continue }
            let start = joined + Int(offsets[i])
            let first = seen.first(nGramHash(start, length), i) {
                Int(offsets[$0 &+ n] &- offsets[$0]) == length
                    && cbk_text_equal(joined + Int(offsets[$0]), start, length) != 0
            }
            guard first != i else { continue }
            duplicated += Int(words.points.base[i + n] - words.points.base[i])
            next = i + n
        }
        return duplicated
    }

    /// Collects the places where an n-gram of 5 words or more may equal another; bit 0 says that
    /// the first bytes there may repeat, without it only n-grams shorter than those can.
    private func findCandidates(_ words: borrowing WordStorage) -> Int {
        let count = words.count - 4
        guard count > 1 else { return 0 }
        candidates.shrink(to: TextAnalysis.retainedBytes / 4)
        candidates.reserve(count)
        let sketch = self.sketch.prepare(count)
        let joined = UnsafePointer(words.joined.base)
        let offsets = UnsafePointer(words.offsets.base)
        for i in 0..<count {
            let start = joined + Int(offsets[i])
            let high = UInt64(cbk_text_load32(start + 8)) ^ 0xE703_7ED1_A0B4_28DB
            sketch.note(
                i, foldedMultiply(cbk_text_load64(start) ^ 0x9E37_79B9_7F4A_7C15, high))
        }
        let places = candidates.base
        var found = 0
        for i in 0..<count {
            let repeats: UInt32 = sketch.mayRepeat(i) ? 1 : 0
            places[found] = UInt32(truncatingIfNeeded: i) &<< 1 | repeats
            let isShort = offsets[i &+ 5] &- offsets[i] < UInt32(Self.window)
            found &+= repeats != 0 || isShort ? 1 : 0
        }
        return found
    }
}

/// Hashes the bytes of an n-gram, of which 16 can be read; whether two are equal is seen later.
@inline(__always)
private func nGramHash(_ start: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
    if length < 16 || length > 64 { return foldedHash(start, length) }
    let end = start + length
    let ends = foldedMultiply(
        cbk_text_load64(start) ^ cbk_text_load64(end - 16) ^ 0x9E37_79B9_7F4A_7C15,
        cbk_text_load64(start + 8) ^ UInt64(truncatingIfNeeded: length))
    let hash = foldedMultiply(ends, cbk_text_load64(end - 8) ^ 0xE703_7ED1_A0B4_28DB)
    guard length > 32 else { return hash }
    let middle = foldedMultiply(
        cbk_text_load64(start + 16) ^ 0x9E37_79B9_7F4A_7C15,
        cbk_text_load64(start + 24) ^ cbk_text_load64(end - 32))
    return foldedMultiply(hash ^ middle, cbk_text_load64(end - 24) ^ 0x8EBC_6AF0_9C88_C6E3)
}

/// The n-grams of one n that occur more than once: where, and each one's number.
private final class NGramLevel {
    private var places = ScratchBuffer<UInt32>()
    private var firsts = ScratchBuffer<UInt32>()
    private var times = ScratchBuffer<UInt32>()
    private var pairs = ScratchBuffer<UInt64>()
    private var count = 0
    /// The first place of the n-gram that occurs most often, the first of several.
    private(set) var mostFrequent = (place: 0, times: 1)

    var columns: NGramColumns {
        NGramColumns(
            count: count, places: places.base, firsts: firsts.base, times: times.base,
            pairs: pairs.base)
    }

    func prepare(_ count: Int) -> NGramColumns {
        places.shrink(to: TextAnalysis.retainedBytes / 4)
        firsts.shrink(to: TextAnalysis.retainedBytes / 4)
        times.shrink(to: TextAnalysis.retainedBytes / 4)
        pairs.shrink(to: TextAnalysis.retainedBytes / 8)
        places.reserve(count)
        firsts.reserve(count)
        times.reserve(count)
        pairs.reserve(count)
        times.base.update(repeating: 0, count: count)
        return columns
    }

    /// Drops from `noted` n-grams those that occur once, and finds the most frequent.
    func keepRepeats(_ noted: Int) {
        let columns = columns
        var (kept, place, most) = (0, 0, UInt32(1))
        for i in 0..<noted {
            let first = columns.firsts[i]
            let times = columns.times[Int(first)]
            guard times > 1 else { continue }
            if times > most { (place, most) = (Int(columns.places[i]), times) }
            columns.places[kept] = columns.places[i]
            columns.firsts[kept] = first
            kept += 1
        }
        count = kept
        mostFrequent = (place, Int(most))
    }
}

/// The columns of a level as plain values, so that loops keep them in registers.
private struct NGramColumns {
    let count: Int
    let places: UnsafeMutablePointer<UInt32>
    /// A number that equal n-grams share.
    let firsts: UnsafeMutablePointer<UInt32>
    let times: UnsafeMutablePointer<UInt32>
    let pairs: UnsafeMutablePointer<UInt64>

    @inline(__always)
    func note(_ index: Int, first: Int) {
        firsts[index] = UInt32(truncatingIfNeeded: first)
        times[first] &+= 1
    }
}
