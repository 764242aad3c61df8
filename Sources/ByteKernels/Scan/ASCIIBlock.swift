// What the fast paths of word segmentation see at once.
import CByteKernels

/// The classes of 64 bytes, as far as they are ASCII. Bits are bytes, the first one lowest.
public struct ASCIIBlock {
    public let bytes: cbk_text_block
    /// The bytes before the first that isn't ASCII, or all; and their bits.
    public let known: Int
    public let within: UInt64
    /// White space, and what is past the text.
    public let spaces: UInt64

    /// - Parameter left: the bytes of the text that are left, which zeros follow.
    @inlinable @inline(__always)
    public init(_ text: UnsafePointer<UInt8>, _ left: Int) {
        bytes = cbk_text_classify(text)
        known = bytes.high == 0 ? 64 : bytes.high.trailingZeroBitCount
        within = known == 0 ? 0 : ~0 &>> UInt64(truncatingIfNeeded: 64 &- known)
        spaces = bytes.spaces | (left < 64 ? ~0 &<< UInt64(truncatingIfNeeded: left) : 0)
    }
}
