// Hashes of words, by which a page's own words and known words are met again.

/// A word's letters and digits folded into a number (FNV-1a), without regard to ASCII case: that
/// is up to who adds them.
struct WordHash {
    private(set) var value: UInt32 = 0x811C_9DC5

    @inline(__always)
    mutating func add(_ scalar: UInt32) { value = (value ^ scalar) &* 0x0100_0193 }

    var isEmpty: Bool { value == 0x811C_9DC5 }
}
