// Which elements of a sequence may occur more than once, from two bits for each.

/// Finds candidates for repetition in two passes without comparing anything.
///
/// Elements are noted by their hashes; afterwards an element that occurs twice is always told, and
/// about one in thirty of the others too.
public struct RepeatSketch: ~Copyable {
    private var once = ScratchBuffer<UInt64>()
    private var twice = ScratchBuffer<UInt64>()
    private var places = ScratchBuffer<UInt32>()

    public init() {}

    /// Forgets all and opens the sketch for `count` elements until the next `prepare`.
    public mutating func prepare(_ count: Int) -> Bits {
        var bits = 6
        while 1 << bits < count * 32 && bits < 32 { bits += 1 }
        let words = 1 << (bits - 6)
        once.makeRoom(words)
        twice.makeRoom(words)
        places.makeRoom(count)
        once.base.update(repeating: 0, count: words)
        twice.base.update(repeating: 0, count: words)
        return Bits(
            once: once.base, twice: twice.base, places: places.base, shift: UInt64(64 - bits))
    }

    /// A prepared sketch; a plain value, so that loops keep it in registers.
    public struct Bits {
        @usableFromInline let once: UnsafeMutablePointer<UInt64>
        @usableFromInline let twice: UnsafeMutablePointer<UInt64>
        @usableFromInline let places: UnsafeMutablePointer<UInt32>
        @usableFromInline let shift: UInt64

        @inlinable @inline(__always)
        public func note(_ index: Int, _ hash: UInt64) {
            let place = hash &>> shift
            let (word, bit) = (Int(truncatingIfNeeded: place &>> 6), 1 as UInt64 &<< (place & 63))
            let known = once[word]
            twice[word] |= known & bit
            once[word] = known | bit
            places[index] = UInt32(truncatingIfNeeded: place)
        }

        /// Whether element `index` may occur more than once.
        @inlinable @inline(__always)
        public func mayRepeat(_ index: Int) -> Bool {
            let place = places[index]
            return twice[Int(place &>> 6)] &>> UInt64(place & 63) & 1 != 0
        }
    }
}
