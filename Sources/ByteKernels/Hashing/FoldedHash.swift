// A fast 64-bit hash of bytes for tables inside one process: folded 64x64 multiplications.

/// The high and low half of a 128-bit product, folded together.
@inlinable @inline(__always)
public func foldedMultiply(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
}

/// Hashes bytes 16 at a step.
///
/// The value is the same on every machine but is no format: use ``XXHash64`` for what is stored.
@inlinable
public func foldedHash(_ start: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    let raw = UnsafeRawPointer(start)
    var hash = UInt64(truncatingIfNeeded: count) ^ 0x9E37_79B9_7F4A_7C15
    var at = 0
    while count - at >= 16 {
        let low = raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)
        let high = raw.loadUnaligned(fromByteOffset: at + 8, as: UInt64.self)
        hash = foldedMultiply(low ^ hash, high ^ 0xE703_7ED1_A0B4_28DB)
        at += 16
    }
    if at < count {
        let low = loadTail(raw + at, min(count - at, 8))
        let high = count - at > 8 ? loadTail(raw + at + 8, count - at - 8) : 0
        hash = foldedMultiply(low ^ hash, high ^ 0xE703_7ED1_A0B4_28DB)
    }
    return foldedMultiply(hash ^ 0x8EBC_6AF0_9C88_C6E3, 0x5899_65CC_7537_4CC3)
}

/// The `count` (1 to 8) bytes at a place as a little-endian number, reading no byte past them.
@inlinable @inline(__always)
func loadTail(_ raw: UnsafeRawPointer, _ count: Int) -> UInt64 {
    if count == 8 { return raw.loadUnaligned(as: UInt64.self) }
    if count >= 4 {
        let low = UInt64(raw.loadUnaligned(as: UInt32.self))
        let high = UInt64(raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
        return low | high << UInt64((count - 4) * 8)
    }
    var value: UInt64 = 0
    for i in 0..<count {
        value |= UInt64(raw.load(fromByteOffset: i, as: UInt8.self)) << UInt64(i * 8)
    }
    return value
}
