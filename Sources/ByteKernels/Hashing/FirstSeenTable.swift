// A hash table from what was seen to where it was seen first.

/// Remembers, for each distinct element of a sequence, the index of its first occurrence.
///
/// A slot holds 32 bits of the hash beside the index; whether two elements are equal is for the
/// caller to say, so the answers are exact.
public struct FirstSeenTable: ~Copyable {
    private var slots = ScratchBuffer<UInt64>(capacity: 1024)

    public init() {}

    /// Empties the table, makes room for `count` distinct elements, and opens it until the next
    /// `prepare`.
    public mutating func prepare(_ count: Int) -> Slots {
        var bits = 4
        while 1 << bits < count * 3 / 2 { bits += 1 }
        slots.makeRoom(1 << bits)
        slots.base.update(repeating: 0, count: 1 << bits)
        return Slots(base: slots.base, shift: UInt64(64 - bits), mask: 1 << bits - 1)
    }

    /// A prepared table; a plain value, so that loops keep it in registers.
    public struct Slots {
        @usableFromInline let base: UnsafeMutablePointer<UInt64>
        @usableFromInline let shift: UInt64
        @usableFromInline let mask: Int

        /// The index of the first element equal to element `index`, which is `index` itself when
        /// it is new and is then remembered.
        @inlinable @inline(__always)
        public func first(_ hash: UInt64, _ index: Int, _ equals: (Int) -> Bool) -> Int {
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
}
