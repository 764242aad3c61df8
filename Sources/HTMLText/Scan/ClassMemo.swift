// What the class values of a page say, each found out once.
import Glibc

/// The words of one class value.
struct ClassWords {
    var hints: Hints = []
    var signs: NameSigns = []
    /// See ``ElementNames``.
    var classHash: UInt16 = 0
    var groupHash: UInt16 = 0
    /// See ``ElementNames``.
    var weight: Int16 = 0
}

/// The class values met last, by their bytes: pages say the same few hundreds of times.
struct ClassMemo {
    private struct Entry {
        var value = Extent()
        var words = ClassWords()
    }

    private var entries: [Entry] = []
    private static let count = 1024

    mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
        entries.append(contentsOf: repeatElement(Entry(), count: Self.count))
    }

    /// The words of the value in `bytes[range]`, nil where it wasn't met before.
    func words(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> ClassWords? {
        let entry = entries[Self.index(bytes, range)]
        let known = entry.value.range
        guard known.count == range.count, !known.isEmpty, let start = bytes.baseAddress,
            memcmp(start + known.lowerBound, start + range.lowerBound, range.count) == 0
        else { return nil }
        return entry.words
    }

    mutating func remember(
        _ words: ClassWords, of bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
    ) {
        entries[Self.index(bytes, range)] = Entry(value: Extent(range), words: words)
    }

    /// An entry's number, from the length and the last bytes of a value.
    private static func index(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int {
        var sum = UInt32(truncatingIfNeeded: range.count)
        for at in range.suffix(8) { sum = (sum ^ UInt32(bytes[at])) &* 0x0100_0193 }
        for at in range.prefix(4) { sum = (sum ^ UInt32(bytes[at])) &* 0x0100_0193 }
        return Int(sum >> 8) % count
    }
}
