// A hash table from what was seen to where it was seen first.

/// Remembers, for each distinct element of a sequence, the index of its first occurrence.
///
/// A slot holds 32 bits of the hash beside the index; whether two elements are equal is for the
/// caller to say, so the answers are exact.
struct FirstSeenTable: ~Copyable {
    private var slots = ScratchBuffer<UInt64>(capacity: 1024)
    private var shift: UInt64 = 60
    private var mask = 15

    /// Empties the table and makes room for `count` distinct elements.
    mutating func prepare(_ count: Int) {
        var bits = 4
        while 1 << bits < count * 3 / 2 { bits += 1 }
        slots.shrink(to: max(TextAnalysis.retainedBytes / 8, 1 << bits))
        slots.reserve(1 << bits)
        slots.base.update(repeating: 0, count: 1 << bits)
        shift = UInt64(64 - bits)
        mask = 1 << bits - 1
    }

    /// The index of the first element equal to element `index`, which is `index` itself when it
    /// is new and is then remembered.
    @inline(__always)
    func first(_ hash: UInt64, _ index: Int, _ equals: (Int) -> Bool) -> Int {
        let base = slots.base
        // The tag is never 0, and its bits are not those that choose the slot.
        let tag = (hash & 0xFFFF_FFFF) | 1
        var place = Int(truncatingIfNeeded: hash &>> shift)
        while true {
            let slot = base[place]
            if slot == 0 {
                base[place] = tag | UInt64(truncatingIfNeeded: index) &<< 32
                return index
            }
            if slot & 0xFFFF_FFFF == tag {
                let known = Int(truncatingIfNeeded: slot &>> 32)
                if equals(known) { return known }
            }
            place = (place &+ 1) & mask
        }
    }
}
