// Which of a set of words occur in a text.

/// A small set of words to look for, case-sensitively, as bytes.
public struct StopWords: Sendable {
    /// the, be, to, of, and, that, have, with: Gopher's.
    public static let gopher = StopWords(["the", "be", "to", "of", "and", "that", "have", "with"])

    private let words: [[UInt8]]
    private let lengths: UInt64
    private let firstBytes: [Bool]
    private let ignoresCase: Bool

    /// With `ignoresCase`, ASCII letters of the text match in either case; give the words small.
    public init(_ words: [String], ignoresCase: Bool = false) {
        self.ignoresCase = ignoresCase
        var known: [[UInt8]] = []
        for word in words where !word.isEmpty {
            let bytes = Array(word.utf8)
            if !known.contains(bytes) { known.append(bytes) }
        }
        self.words = known
        lengths = known.reduce(0) { $0 | 1 << UInt64(min($1.count, 63)) }
        firstBytes = (0...255).map { byte in
            let small = ignoresCase && 0x41...0x5A ~= byte ? byte | 0x20 : byte
            return known.contains { Int($0[0]) == small }
        }
    }

    /// How many different ones occur among the words of a text; stops looking at `limit`.
    public func distinct(in text: TextAnalysis, words: WordTable, limit: Int = .max) -> Int {
        var found: [Int] = []
        for i in 0..<words.count {
            guard let index = index(text.start, words[i]), !found.contains(index) else { continue }
            found.append(index)
            if found.count >= min(limit, self.words.count) { break }
        }
        return found.count
    }

    /// How many words of a text are one of the set.
    public func occurrences(in text: TextAnalysis, words: WordTable) -> Int {
        var count = 0
        for i in 0..<words.count where index(text.start, words[i]) != nil { count += 1 }
        return count
    }

    @inline(__always)
    private func index(_ text: UnsafePointer<UInt8>, _ word: Range<Int>) -> Int? {
        guard lengths >> UInt64(min(word.count, 63)) & 1 != 0 else { return nil }
        guard firstBytes[Int(text[word.lowerBound])] else { return nil }
        let bytes = UnsafeBufferPointer(start: text + word.lowerBound, count: word.count)
        return words.firstIndex { $0.elementsEqual(bytes, by: isSame) }
    }

    private func isSame(_ known: UInt8, _ byte: UInt8) -> Bool {
        known == byte || (ignoresCase && byte &- 0x41 < 26 && known == byte | 0x20)
    }
}
