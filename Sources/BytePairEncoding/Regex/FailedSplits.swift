// What a walk of a regular expression through a text remembers of splits.

/// The splits that failed last in a walk, in little memory: of two that fall on one slot the later
/// stays, which is nearer to the start of a match.
struct FailedSplits {
    private struct Slot {
        var key: UInt64 = 0
        var walk: UInt64 = 0
    }

    private static let bits: UInt64 = 17
    private var slots: [Slot] = []
    private var walk: UInt64 = 1

    static func key(_ step: Int, _ at: Int) -> UInt64 { UInt64(step) << 40 | UInt64(at) }

    private static func slot(_ key: UInt64) -> Int {
        Int((key &* 0x9E37_79B9_7F4A_7C15) &>> (64 - bits))
    }

    mutating func forget() { walk &+= 1 }

    func contains(_ step: Int, _ at: Int) -> Bool {
        if slots.isEmpty { return false }
        let key = Self.key(step, at)
        let slot = slots[Self.slot(key)]
        return slot.key == key && slot.walk == walk
    }

    mutating func note(_ step: Int, _ at: Int) {
        if slots.isEmpty { slots = Array(repeating: Slot(), count: 1 << Int(Self.bits)) }
        let key = Self.key(step, at)
        slots[Self.slot(key)] = Slot(key: key, walk: walk)
    }
}
