// A code point out of UTF-8 bytes that padding follows.
import CByteKernels

/// A code point and its length in bytes.
public struct DecodedScalar {
    public let value: UInt32
    public let length: Int

    /// Decodes at `p`, which 4 bytes can be read from; a bad byte is U+FFFD of length 1.
    @inlinable @inline(__always)
    public init(at p: UnsafePointer<UInt8>) {
        let packed = cbk_text_decode(p)
        value = packed & 0x1F_FFFF
        length = Int(packed >> 24)
    }

    /// Decodes the code point that ends before `end`, no further back than `start`.
    @inlinable @inline(__always)
    public init(before end: UnsafePointer<UInt8>, from start: UnsafePointer<UInt8>) {
        var at = end - 1
        while at > start && end - at < 4 && at.pointee & 0xC0 == 0x80 { at -= 1 }
        let decoded = DecodedScalar(at: at)
        if decoded.length == end - at {
            self = decoded
        } else {
            self = DecodedScalar(bad: ())
        }
    }

    @inlinable @inline(__always)
    init(bad: Void) { (value, length) = (0xFFFD, 1) }

    @inlinable @inline(__always)
    public var textClass: TextClass { TextClass(value) }
}
