// UTF-8 to code points and back, where nothing may be read past the text.
import CByteKernels

/// The scalar at `text` and its width; a byte that begins no valid UTF-8 is 0x110000 and up.
@inlinable @inline(__always)
public func decodedScalar(_ text: UnsafePointer<UInt8>, left: Int) -> (scalar: UInt32, width: Int) {
    text[0] < 0x80 ? (UInt32(text[0]), 1) : decodeWideScalar(text, left: left)
}

@usableFromInline
func decodeWideScalar(
    _ text: UnsafePointer<UInt8>, left: Int
) -> (scalar: UInt32, width: Int) {
    let packed = cbk_bpe_char(text, left)
    let width = Int(packed >> 8)
    var scalar = UInt32(text[0])
    switch width {
    case 1: return (0x110000 | scalar, 1)
    case 2: scalar &= 0x1F
    case 3: scalar &= 0x0F
    default: scalar &= 0x07
    }
    for index in 1..<width { scalar = scalar << 6 | UInt32(text[index] & 0x3F) }
    return (scalar, width)
}

/// Appends the UTF-8 form of a scalar.
public func appendUTF8(_ scalar: UInt32, to output: inout [UInt8]) {
    forEachUTF8Byte(of: scalar) { output.append($0) }
}

/// Writes the UTF-8 form of a scalar and returns its length.
@inlinable @inline(__always)
public func encodeUTF8(_ scalar: UInt32, to out: UnsafeMutablePointer<UInt8>) -> Int {
    var length = 0
    forEachUTF8Byte(of: scalar) {
        out[length] = $0
        length &+= 1
    }
    return length
}

@inlinable @inline(__always)
func forEachUTF8Byte(of scalar: UInt32, _ put: (UInt8) -> Void) {
    func tail(_ shift: UInt32) { put(UInt8(truncatingIfNeeded: scalar &>> shift & 0x3F) | 0x80) }
    switch scalar {
    case 0..<0x80:
        put(UInt8(truncatingIfNeeded: scalar))
    case 0..<0x800:
        put(UInt8(truncatingIfNeeded: scalar &>> 6) | 0xC0)
        tail(0)
    case 0..<0x10000:
        put(UInt8(truncatingIfNeeded: scalar &>> 12) | 0xE0)
        tail(6)
        tail(0)
    default:
        put(UInt8(truncatingIfNeeded: scalar &>> 18) | 0xF0)
        tail(12)
        tail(6)
        tail(0)
    }
}
