// What the class values of a page say, each found out once.

/// The words of one class value.
struct ClassWords {
    var hints: Hints = []
    var signs: NameSigns = []
    /// See ``ElementNames``.
    var classHash: UInt16 = 0
    var groupHash: UInt16 = 0
}

/// The class values met last, by their bytes: pages say the same few hundreds of times.
struct ClassMemo {
    private struct Entry {
        var value = Extent()
        var words = ClassWords()
    }

    private var entries: [Entry] = []
    private static let count = 256

    mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
        entries.append(contentsOf: repeatElement(Entry(), count: Self.count))
    }

    /// The words of the value in `bytes[range]`; `find` is asked where it wasn't met before.
    mutating func words(
        _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ find: () -> ClassWords
    ) -> ClassWords {
        let index = Self.index(bytes, range)
        let known = entries[index].value.range
        if known.count == range.count, !known.isEmpty,
            bytes[known].elementsEqual(bytes[range])
        {
            return entries[index].words
        }
        let words = find()
        entries[index] = Entry(value: Extent(range), words: words)
        return words
    }

    /// An entry's number, from the length and the last bytes of a value.
    private static func index(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int {
        var sum = UInt32(truncatingIfNeeded: range.count)
        for at in range.suffix(8) { sum = (sum ^ UInt32(bytes[at])) &* 0x0100_0193 }
        for at in range.prefix(4) { sum = (sum ^ UInt32(bytes[at])) &* 0x0100_0193 }
        return Int(sum >> 8) % count
    }
}
