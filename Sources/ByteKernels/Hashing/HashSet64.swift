// A set of 64-bit hashes in one flat table: millions of strings at about 12 bytes each.

/// Tells whether a string's hash was added; unequal strings of one set meet once in 10^12.
public struct HashSet64: Sendable {
    private var slots: [UInt64]
    private var mask: Int
    /// 0 marks an empty slot, so whether it was added is kept apart.
    private var hasZero = false
    public private(set) var count = 0

    public init(capacity: Int = 16) {
        var size = 16
        while size * 3 < capacity * 4 { size *= 2 }
        slots = Array(repeating: 0, count: size)
        mask = size - 1
    }

    /// Bytes that the table takes.
    public var byteCount: Int { slots.count * 8 }

    public mutating func insert(_ bytes: Span<UInt8>) { insert(hash: xxHash64(bytes)) }

    public func contains(_ bytes: Span<UInt8>) -> Bool { contains(hash: xxHash64(bytes)) }

    public mutating func insert(hash: UInt64) {
        guard hash != 0 else {
            count += hasZero ? 0 : 1
            hasZero = true
            return
        }
        if (count + 1) * 4 > slots.count * 3 { grow() }
        let place = place(of: hash)
        guard slots[place] == 0 else { return }
        slots[place] = hash
        count += 1
    }

    public func contains(hash: UInt64) -> Bool {
        hash == 0 ? hasZero : slots[place(of: hash)] == hash
    }

    /// Where a hash is, or where it would go.
    private func place(of hash: UInt64) -> Int {
        var place = Int(truncatingIfNeeded: hash) & mask
        while slots[place] != 0 && slots[place] != hash { place = (place + 1) & mask }
        return place
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: 0, count: old.count * 2)
        mask = slots.count - 1
        for hash in old where hash != 0 { slots[place(of: hash)] = hash }
    }
}
