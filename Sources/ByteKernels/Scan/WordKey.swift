// Sixteen-byte keys for short byte strings, and the hash that word tables use.

/// A byte string of at most 15 bytes as two words: its bytes, zero filled, and its length on top.
///
/// Longer strings are keyed by a 64-bit hash, their length and a place where their bytes are kept:
/// see ``WordKey/hash(_:count:)``.
@frozen
public struct WordKey: Sendable, Equatable {
    public var low: UInt64
    public var high: UInt64

    /// The longest string whose key holds its bytes.
    public static let inlineLimit = 15

    @inlinable @inline(__always)
    public init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    /// The key of `count` (1 to 15) bytes at `bytes`, of which 16 can be read.
    @inlinable @inline(__always)
    public init(padded bytes: UnsafePointer<UInt8>, count: Int) {
        let raw = UnsafeRawPointer(bytes)
        let first = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
        let second = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        let bits = UInt64(truncatingIfNeeded: count) &* 8
        let short = count < 8
        let keep = ~(~0 as UInt64 &<< (bits & 63))
        low = short ? first & keep : first
        high = (short ? 0 : second & keep) | UInt64(truncatingIfNeeded: count) &<< 56
    }

    /// The key of `count` bytes (1 to 15) that nothing may be read past.
    @inlinable @inline(never)
    public init(exact bytes: UnsafePointer<UInt8>, count: Int) {
        var low: UInt64 = 0
        var high: UInt64 = 0
        for at in 0..<count {
            let byte = UInt64(bytes[at])
            if at < 8 {
                low |= byte &<< UInt64(at * 8)
            } else {
                high |= byte &<< UInt64(at * 8 - 64)
            }
        }
        self.init(low: low, high: high | UInt64(count) << 56)
    }

    @inlinable @inline(__always)
    public var hash: UInt64 {
        let product = (low ^ 0x2d35_8dcc_aa6c_78a5).multipliedFullWidth(
            by: high ^ 0x8bb8_4b93_962e_acc9)
        return product.low ^ product.high
    }

    /// A 64-bit hash of any number of bytes.
    @inlinable
    public static func hash(_ bytes: UnsafePointer<UInt8>, count: Int) -> UInt64 {
        let raw = UnsafeRawPointer(bytes)
        var state: UInt64 = 0x4b33_a62e_d433_d4a3 ^ UInt64(truncatingIfNeeded: count)
        var at = 0
        while at &+ 16 <= count {
            let low = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            let high = UInt64(
                littleEndian: raw.loadUnaligned(fromByteOffset: at &+ 8, as: UInt64.self))
            state = WordKey(low: low ^ state, high: high &+ 0x9E37_79B9_7F4A_7C15).hash
            at &+= 16
        }
        if at < count {
            // The last 16 bytes again; a string shorter than that is read by byte.
            let tail =
                count >= 16
                ? WordKey(
                    low: raw.littleEndian(at: count &- 16), high: raw.littleEndian(at: count &- 8))
                : WordKey(exact: bytes, count: count)
            state = WordKey(low: tail.low ^ state, high: tail.high).hash
        }
        return state
    }
}
