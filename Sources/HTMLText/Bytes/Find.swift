// Searches for the next byte of a kind.
import Glibc

/// The index of `byte` at or after `start`.
@inline(__always)
func find(_ byte: UInt8, in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    guard start < bytes.count, let base = bytes.baseAddress else { return nil }
    guard let hit = memchr(base + start, Int32(byte), bytes.count - start) else { return nil }
    return UnsafeRawPointer(hit) - UnsafeRawPointer(base)
}

/// The index of the first byte from `start` on with its high bit set, or the end.
func skipASCII(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    guard let base = bytes.baseAddress else { return 0 }
    let raw = UnsafeRawPointer(base)
    var at = start
    while at &+ 8 <= bytes.count {
        let word = raw.loadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian
        let high = word & 0x8080_8080_8080_8080
        if high != 0 { return at &+ high.trailingZeroBitCount &>> 3 }
        at &+= 8
    }
    while at < bytes.count, bytes[at] < 0x80 { at &+= 1 }
    return at
}
