// A map from whole numbers to small values, by open addressing.

/// Keys are mixed numbers, such as hashes. A key that was never given a value has `absent`, which
/// therefore isn't stored; the table doesn't grow, so its makers say how many keys will come.
struct HashTable<Key: FixedWidthInteger & UnsignedInteger, Value: Equatable> {
    private var entries: [(key: Key, value: Value)]
    private let absent: Value
    private let mask: Int

    /// A table for up to `count` keys, half full then at most.
    init(count: Int, absent: Value) {
        var size = 64
        while size < count * 2 { size *= 2 }
        self.absent = absent
        mask = size - 1
        entries = Array(repeating: (0, absent), count: size)
    }

    @inline(__always)
    subscript(key: Key) -> Value {
        get { entries[slot(key)].value }
        set {
            let slot = slot(key)
            entries[slot] = (key, newValue)
        }
    }

    /// Where a key is, or where it belongs.
    @inline(__always)
    private func slot(_ key: Key) -> Int {
        let mixed = UInt64(truncatingIfNeeded: key) &* 0x9E37_79B9_7F4A_7C15
        var slot = Int(truncatingIfNeeded: mixed &>> 32) & mask
        while entries[slot].key != key, entries[slot].value != absent { slot = (slot &+ 1) & mask }
        return slot
    }
}

extension HashTable: Sendable where Key: Sendable, Value: Sendable {}
