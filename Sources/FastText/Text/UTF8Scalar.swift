// Single scalars out of UTF-8 and back into it.

/// Reads and writes one scalar at a time, for texts that may hold anything.
enum UTF8Scalar {
    /// The scalar at `bytes` and its width; 0 and 1 for a byte that begins no valid UTF-8.
    @inline(__always)
    static func decode(_ bytes: UnsafePointer<UInt8>, left: Int) -> (UInt32, Int) {
        let first = UInt32(bytes[0])
        if first < 0x80 { return (first, 1) }
        if first < 0xE0 {
            guard first >= 0xC2, left > 1, bytes[1] & 0xC0 == 0x80 else { return (0, 1) }
            return ((first & 0x1F) << 6 | UInt32(bytes[1] & 0x3F), 2)
        }
        if first < 0xF0 {
            guard left > 2, bytes[1] & 0xC0 == 0x80, bytes[2] & 0xC0 == 0x80 else { return (0, 1) }
            let scalar =
                (first & 0x0F) << 12 | UInt32(bytes[1] & 0x3F) << 6 | UInt32(bytes[2] & 0x3F)
            return scalar >= 0x800 && scalar & 0xF800 != 0xD800 ? (scalar, 3) : (0, 1)
        }
        guard first < 0xF5, left > 3, bytes[1] & 0xC0 == 0x80, bytes[2] & 0xC0 == 0x80,
            bytes[3] & 0xC0 == 0x80
        else { return (0, 1) }
        let scalar =
            (first & 0x07) << 18 | UInt32(bytes[1] & 0x3F) << 12 | UInt32(bytes[2] & 0x3F) << 6
            | UInt32(bytes[3] & 0x3F)
        return scalar >= 0x10000 && scalar < 0x110000 ? (scalar, 4) : (0, 1)
    }

    @inline(__always)
    static func encode(_ scalar: UInt32, to out: UnsafeMutablePointer<UInt8>) -> Int {
        if scalar < 0x80 {
            out[0] = UInt8(truncatingIfNeeded: scalar)
            return 1
        }
        let last = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
        if scalar < 0x800 {
            out[0] = UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6)
            out[1] = last
            return 2
        }
        let middle = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
        if scalar < 0x10000 {
            out[0] = UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12)
            out[1] = middle
            out[2] = last
            return 3
        }
        out[0] = UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18)
        out[1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F)
        out[2] = middle
        out[3] = last
        return 4
    }
}
