// The words of a page's title, to be met again in its headings.

/// A word's letters and digits folded into a number, without regard to ASCII case.
struct WordHash {
    private(set) var value: UInt32 = 0x811C_9DC5

    @inline(__always)
    mutating func add(_ scalar: UInt32) { value = (value ^ scalar) &* 0x0100_0193 }

    var isEmpty: Bool { value == 0x811C_9DC5 }
}

/// A small set of words.
struct TitleWords {
    private var slots = InlineArray<64, UInt32>(repeating: 0)
    private(set) var count = 0

    /// The first four dozen words of a title.
    init(_ title: [UInt8]) {
        title.withUnsafeBufferPointer { bytes in
            var word = WordHash()
            var at = 0
            while at < bytes.count {
                let byte = bytes[at]
                at += 1
                if byte <= 0x20 {
                    insert(word)
                    word = WordHash()
                } else if byte >= 0x80 {
                    word.add(decodeScalar(bytes, &at, byte))
                } else if isASCIILetter(byte) || byte &- 0x30 < 10 {
                    word.add(UInt32(lowercased(byte)))
                }
            }
            insert(word)
        }
    }

    private mutating func insert(_ word: WordHash) {
        guard !word.isEmpty, !contains(word.value), count < 48 else { return }
        var slot = Int(word.value & 63)
        while slots[slot] != 0 { slot = (slot + 1) & 63 }
        slots[slot] = word.value
        count += 1
    }

    @inline(__always)
    func contains(_ word: UInt32) -> Bool {
        var slot = Int(word & 63)
        while slots[slot] != 0 {
            if slots[slot] == word { return true }
            slot = (slot &+ 1) & 63
        }
        return false
    }
}
