// The most frequent n-grams of a text, for n = 2, 3 and 4.
import ByteKernels

/// Finds the n-gram that occurs most often, n after n; exact, and linear in the text.
///
/// N-grams are counted by hash in a small table, where those that occur once mostly have a place
/// of their own. Only n-grams in a place with more than one are looked at again, and only places
/// where two such n-grams overlap can begin a longer one that repeats. The first n-gram in the
/// fullest place nearly always is the answer; where another shares its place, they are told apart.
struct TopNGrams: ~Copyable {
    /// An n-gram by the word that it begins with, and how often it occurs.
    struct Found {
        var place = 0
        var times = 1
    }

    private var counters = ScratchBuffer<UInt32>()
    private var slots = ScratchBuffer<UInt32>()
    private var places = ScratchBuffer<UInt32>()
    private var hashes = ScratchBuffer<UInt64>()
    private var firsts = ScratchBuffer<UInt32>()
    private var table = FirstSeenTable()
    /// The n-grams that may repeat, in the text's order.
    private var count = 0

    /// The first of the most frequent n-grams for n = 2, 3 and 4; the first word's when none
    /// repeats. There must be two words.
    mutating func find(_ words: borrowing WordStorage) -> [3 of Found] {
        start(words)
        var found = [3 of Found](repeating: Found())
        found[0] = keepRepeats(words, 2)
        for n in 3...4 {
            lengthen(words, n)
            found[n - 2] = keepRepeats(words, n)
        }
        return found
    }

    /// Takes every pair of words.
    private mutating func start(_ words: borrowing WordStorage) {
        count = words.count - 1
        slots.makeRoom(count)
        places.makeRoom(count)
        hashes.makeRoom(count)
        let (known, places, hashes) = (words.hashes.base, self.places.base, self.hashes.base)
        for i in 0..<count {
            places[i] = UInt32(truncatingIfNeeded: i)
            hashes[i] = foldedMultiply(known[i] ^ 0x9E37_79B9_7F4A_7C15, known[i &+ 1])
        }
    }

    /// Goes from n-1 to n: to n-grams of which both the shorter ones may repeat.
    private mutating func lengthen(_ words: borrowing WordStorage, _ n: Int) {
        let (known, places, hashes) = (words.hashes.base, self.places.base, self.hashes.base)
        var kept = 0
        for k in 0..<max(0, count - 1) {
            let place = places[k]
            let last = known[Int(place) &+ n &- 1]
            places[kept] = place
            hashes[kept] = foldedMultiply(hashes[k] ^ 0x9E37_79B9_7F4A_7C15, last)
            kept &+= Int(bit(places[k &+ 1] == place &+ 1))
        }
        count = kept
    }

    /// Drops n-grams that certainly occur once, and finds the most frequent.
    private mutating func keepRepeats(_ words: borrowing WordStorage, _ n: Int) -> Found {
        let most = countBySlot()
        guard most > 1 else {
            count = 0
            return Found()
        }
        let (counters, slots) = (self.counters.base, self.slots.base)
        let (places, hashes) = (self.places.base, self.hashes.base)
        var (kept, first) = (0, -1)
        for k in 0..<count {
            let times = counters[Int(slots[k])]
            places[kept] = places[k]
            hashes[kept] = hashes[k]
            if times == most && first < 0 { first = kept }
            kept &+= Int(bit(times > 1))
        }
        count = kept
        let place = Int(places[first])
        return occurrences(of: place, hashes[first], n, words) == most
            ? Found(place: place, times: most) : findExactly(words, n)
    }

    /// Counts n-grams by some bits of their hashes; returns the largest count.
    private mutating func countBySlot() -> Int {
        var bits = 6
        // Four counters an n-gram part most of them; more than 64 MB of counters part no better.
        while 1 << bits < count * 4 && bits < 24 { bits += 1 }
        self.counters.makeRoom(1 << bits)
        self.counters.base.update(repeating: 0, count: 1 << bits)
        let (counters, slots, hashes) = (self.counters.base, self.slots.base, self.hashes.base)
        let shift = UInt64(64 - bits)
        var most: UInt32 = 0
        for k in 0..<count {
            let slot = Int(truncatingIfNeeded: hashes[k] &>> shift)
            let times = counters[slot] &+ 1
            counters[slot] = times
            slots[k] = UInt32(truncatingIfNeeded: slot)
            most = max(most, times)
        }
        return Int(most)
    }

    /// How often the n-gram at a place occurs among those kept.
    private func occurrences(
        of place: Int, _ hash: UInt64, _ n: Int, _ words: borrowing WordStorage
    ) -> Int {
        let (places, hashes, known) = (self.places.base, self.hashes.base, words.hashes.base)
        var times = 0
        for k in 0..<count where hashes[k] == hash {
            times &+= areEqual(known, place, Int(places[k]), n) ? 1 : 0
        }
        return times
    }

    /// Counts every n-gram that was kept by its words.
    private mutating func findExactly(_ words: borrowing WordStorage, _ n: Int) -> Found {
        firsts.makeRoom(count)
        // The slots are no longer needed: they now count.
        let (firsts, times) = (self.firsts.base, slots.base)
        let (places, hashes, known) = (self.places.base, self.hashes.base, words.hashes.base)
        let seen = table.prepare(count)
        for k in 0..<count {
            let place = Int(places[k])
            let first = seen.first(hashes[k], k) { areEqual(known, Int(places[$0]), place, n) }
            firsts[k] = UInt32(truncatingIfNeeded: first)
            times[k] = 0
            times[first] &+= 1
        }
        var found = Found()
        for k in 0..<count where times[k] > found.times {
            found = Found(place: Int(places[k]), times: Int(times[k]))
        }
        return found
    }
}

/// Whether the n-grams at two places have the same words.
@inline(__always)
private func areEqual(_ words: UnsafeMutablePointer<UInt64>, _ a: Int, _ b: Int, _ n: Int) -> Bool {
    for i in 0..<n where words[a &+ i] != words[b &+ i] { return false }
    return true
}
