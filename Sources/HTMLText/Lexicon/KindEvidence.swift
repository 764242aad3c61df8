// What the words of one page say of its kind.

/// Sums over the known words of a page, each counted once.
struct KindEvidence {
    private var seen: [UInt64] = []
    /// For each kind, in units of ``Lexicon/kindOne``.
    private(set) var sums = InlineArray<7, Int32>(repeating: 0)
    /// All words of the page, known or not, where they are asked for.
    var record: WordRecord?

    mutating func removeAll(_ lexicon: Lexicon) {
        let count = lexicon.count / 64 + 1
        if seen.count != count { seen = Array(repeating: 0, count: count) }
        for index in seen.indices { seen[index] = 0 }
        sums = .init(repeating: 0)
        if record != nil { record = WordRecord() }
    }

    /// Notes a word; returns its number where it is known.
    @inline(__always)
    @discardableResult
    mutating func note(_ hash: UInt32, _ lexicon: Lexicon) -> Int? {
        if record != nil { record?.words.insert(hash) }
        guard let number = lexicon.number(hash) else { return nil }
        let bit = UInt64(1) << UInt64(number & 63)
        guard seen[number >> 6] & bit == 0 else { return number }
        seen[number >> 6] |= bit
        add(lexicon.kinds(number))
        return number
    }

    private mutating func add(_ weights: Lexicon.KindWeights) {
        for kind in sums.indices { sums[kind] &+= Int32(weights[kind]) }
    }
}

/// The words of one page, for training.
struct WordRecord {
    var words: Set<UInt32> = []
    /// The words in the names of elements, alike ones once.
    private(set) var names: [[UInt32]] = []
    private var numbers: [[UInt32]: Int16] = [:]

    /// The number of an element's words.
    mutating func add(_ found: [UInt32]) -> Int16 {
        if let number = numbers[found] { return number }
        guard names.count < Int(Int16.max) else { return 0 }
        let number = Int16(names.count)
        numbers[found] = number
        names.append(found)
        return number
    }
}
