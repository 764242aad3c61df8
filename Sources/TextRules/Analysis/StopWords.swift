// Which of a set of words occur in a text.

/// A small set of words to look for, case-sensitively, as bytes.
public struct StopWords: Sendable {
    /// the, be, to, of, and, that, have, with: Gopher's.
    public static let gopher = StopWords(["the", "be", "to", "of", "and", "that", "have", "with"])

    /// A slot of a hash table; the number counts from 1.
    private struct Slot {
        var hash: UInt64 = 0
        /// All bits where the slot is taken, none where it is empty.
        var taken: UInt64 = 0
        var number = 0
    }

    private let count: Int
    private let longest: Int
    private let slots: [Slot]
    private let ignoresCase: Bool

    /// With `ignoresCase`, ASCII letters of the text match in either case; give the words small.
    public init(_ words: [String], ignoresCase: Bool = false) {
        self.ignoresCase = ignoresCase
        var known: [[UInt8]] = []
        for word in words where !word.isEmpty && !known.contains(Array(word.utf8)) {
            known.append(Array(word.utf8))
        }
        count = known.count
        longest = known.map(\.count).max() ?? 0
        slots = Self.table(known)
    }

    private static func table(_ words: [[UInt8]]) -> [Slot] {
        var size = 256
        while size < words.count * 16 { size *= 2 }
        var slots = [Slot](repeating: Slot(), count: size)
        for (i, word) in words.enumerated() {
            let padded = word + [UInt8](repeating: 0, count: 16)
            let hash = padded.withUnsafeBufferPointer { wordHash($0.baseAddress!, word.count) }
            var place = Int(truncatingIfNeeded: hash) & (size - 1)
            while slots[place].taken != 0 { place = (place + 1) & (size - 1) }
            slots[place] = Slot(hash: hash, taken: ~0, number: i + 1)
        }
        return slots
    }

    /// How many different ones occur among the words of a text.
    public func distinct(in text: TextAnalysis, words: WordTable) -> Int {
        var found = [Bool](repeating: false, count: count + 1)
        found.withUnsafeMutableBufferPointer { found in
            forEachNumber(text, words) { found[$0] = true }
        }
        return found.dropFirst().count { $0 }
    }

    /// How many words of a text are one of the set.
    public func occurrences(in text: TextAnalysis, words: WordTable) -> Int {
        var count = 0
        forEachNumber(text, words) { count += $0 > 0 ? 1 : 0 }
        return count
    }

    /// Calls `body` for each word with the number of the stop word that it is, 0 if none.
    @inline(__always)
    private func forEachNumber(
        _ text: TextAnalysis, _ words: WordTable, _ body: (Int) -> Void
    ) {
        slots.withUnsafeBufferPointer { slots in
            let hashes = words.storage.hashes.base
            for i in 0..<words.count {
                body(
                    number(ignoresCase ? smallHash(text.start, words[i]) : hashes[i], slots))
            }
        }
    }

    @inline(__always)
    private func number(_ hash: UInt64, _ slots: UnsafeBufferPointer<Slot>) -> Int {
        let mask = slots.count &- 1
        var place = Int(truncatingIfNeeded: hash) & mask
        // In a table this empty the branch is nearly never taken; whether a word is a stop word
        // could not be foretold.
        while (slots[place].hash ^ hash) & slots[place].taken != 0 { place = (place &+ 1) & mask }
        return slots[place].number
    }

    /// The hash of a word in small letters; 0 for one that is longer than any of the set.
    private func smallHash(_ text: UnsafePointer<UInt8>, _ word: Range<Int>) -> UInt64 {
        guard word.count <= longest else { return 0 }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: word.count + 16) { small in
            small.initialize(repeating: 0)
            for (i, at) in word.enumerated() {
                small[i] = text[at] &- 0x41 < 26 ? text[at] | 0x20 : text[at]
            }
            return wordHash(small.baseAddress!, word.count)
        }
    }
}
