// What the fast paths of word segmentation see at once.
import CByteKernels

/// The classes of 64 bytes, as far as they are ASCII. Bits are bytes, the first one lowest.
public struct ASCIIBlock {
    public let letters: UInt64
    public let digits: UInt64
    /// Letters, digits and underscores.
    public let words: UInt64
    /// Apostrophes and full stops.
    public let joiners: UInt64
    public let commas: UInt64
    /// The next byte is the same.
    public let twins: UInt64
    /// White space, and what is past the text.
    public let spaces: UInt64
    /// The bytes before the first that isn't ASCII, or all; and their bits.
    public let known: Int
    public let within: UInt64

    /// - Parameter left: the bytes of the text that are left, which zeros follow.
    @inlinable @inline(__always)
    public init(_ text: UnsafePointer<UInt8>, _ left: Int) {
        let bytes = cbk_text_classify(text)
        (letters, digits, words) = (bytes.letters, bytes.digits, bytes.words)
        (joiners, commas, twins) = (bytes.joiners, bytes.commas, bytes.twins)
        known = bytes.high == 0 ? 64 : bytes.high.trailingZeroBitCount
        within = known == 0 ? 0 : ~0 &>> UInt64(truncatingIfNeeded: 64 &- known)
        spaces = bytes.spaces | (left < 64 ? ~0 &<< UInt64(truncatingIfNeeded: left) : 0)
    }
}
