// A set of runs of words, and which of them a text contains.

/// Runs of words by their hashes, each with the number of the item that it is from.
///
/// Runs are compared by 64 bits: with 10^7 of them, a text of 10^12 words meets one that it does
/// not have with a chance of 10^-1 in all.
public struct NGramIndex: Sendable {
    /// Lengths in words that occur, ascending.
    public private(set) var lengths: [Int] = []
    public private(set) var count = 0
    /// Open addressing; 0 is an empty place, and no run's hash.
    private var hashes = [UInt64](repeating: 0, count: 1024)
    private var items = [UInt32](repeating: 0, count: 1024)
    /// Two bits of a word for each run: tells most of the others without a look at the table.
    private var sieve: [UInt64] = []

    public init() {}

    /// A run in a text.
    public struct Match: Sendable, Equatable {
        public let firstWord: Int
        public let wordCount: Int
        public let item: Int
    }

    /// Adds every run of `length` words; a run that is known stays with its item.
    ///
    /// - Returns: how many runs that were, known ones included.
    public mutating func add(_ words: [UInt64], length: Int, item: Int) -> Int {
        guard length > 0, words.count >= length else { return 0 }
        if !lengths.contains(length) { lengths = (lengths + [length]).sorted() }
        var found: [UInt64] = []
        words.withUnsafeBufferPointer { words in
            rollingHashes(words, length) { _, hash in found.append(hash) }
        }
        for hash in found { insert(hash, UInt32(item)) }
        return found.count
    }

    private mutating func insert(_ hash: UInt64, _ item: UInt32) {
        if (count + 1) * 2 > hashes.count { grow() }
        let place = place(of: hash)
        guard hashes[place] == 0 else { return }
        hashes[place] = hash
        items[place] = item
        count += 1
    }

    private func place(of hash: UInt64) -> Int {
        let mask = hashes.count - 1
        var place = Int(truncatingIfNeeded: hash &>> 1) & mask
        while hashes[place] != 0 && hashes[place] != hash { place = (place + 1) & mask }
        return place
    }

    private mutating func grow() {
        let old = (hashes, items)
        hashes = [UInt64](repeating: 0, count: old.0.count * 2)
        items = [UInt32](repeating: 0, count: old.0.count * 2)
        for (hash, item) in zip(old.0, old.1) where hash != 0 {
            let place = place(of: hash)
            hashes[place] = hash
            items[place] = item
        }
    }

    /// Makes ready for ``append(matchesIn:to:)``; after the last run was added.
    public mutating func seal() {
        sieve = [UInt64](repeating: 0, count: max(64, hashes.count / 4))
        let shift = UInt64(sieve.count.leadingZeroBitCount + 1)
        for hash in hashes where hash != 0 {
            sieve[Int(truncatingIfNeeded: hash &>> shift)] |= Self.bits(hash)
        }
    }

    @inline(__always)
    private static func bits(_ hash: UInt64) -> UInt64 {
        1 &<< (hash & 63) | 1 &<< (hash &>> 6 & 63)
    }

    /// Appends the runs of a text that are known, by length, then by place.
    public func append(matchesIn words: UnsafeBufferPointer<UInt64>, to matches: inout [Match]) {
        precondition(!sieve.isEmpty, "the index is not sealed")
        let shift = UInt64(sieve.count.leadingZeroBitCount + 1)
        sieve.withUnsafeBufferPointer { sieve in
            for length in lengths where words.count >= length {
                rollingHashes(words, length) { first, hash in
                    let bits = Self.bits(hash)
                    if sieve[Int(truncatingIfNeeded: hash &>> shift)] & bits == bits,
                        let item = item(of: hash)
                    {
                        matches.append(Match(firstWord: first, wordCount: length, item: item))
                    }
                }
            }
        }
    }

    private func item(of hash: UInt64) -> Int? {
        let place = place(of: hash)
        return hashes[place] == 0 ? nil : Int(items[place])
    }
}

/// Calls `body` with the first word and the hash, never 0, of every run of `length` words.
@inlinable @inline(__always)
public func rollingHashes(
    _ words: UnsafeBufferPointer<UInt64>, _ length: Int, _ body: (Int, UInt64) -> Void
) {
    let base: UInt64 = 0xD6E8_FEB8_6659_FD93
    // The weight of a run's first word.
    var weight: UInt64 = 1
    for _ in 1..<max(1, length) { weight = weight &* base }
    var rolling: UInt64 = 0
    for index in 0..<(length &- 1) { rolling = rolling &* base &+ words[index] }
    let salt = UInt64(truncatingIfNeeded: length) &* 0x9E37_79B9_7F4A_7C15
    for index in (length &- 1)..<words.count {
        rolling = rolling &* base &+ words[index]
        let first = index &- length &+ 1
        body(first, foldedMultiply(rolling ^ salt, 0xE703_7ED1_A0B4_28DB) | 1)
        rolling = rolling &- words[first] &* weight
    }
}
