// The character classes that tokenizers' split patterns tell apart, decoded from UTF-8 bytes.
import CByteKernels

/// A character at a place in a text: which classes it is in and how many bytes it has.
///
/// A byte that begins no valid UTF-8 is a symbol of one byte, as U+FFFD in its place would be.
public struct ClassifiedCharacter: Sendable {
    public static let lower: UInt32 = 1
    public static let upper: UInt32 = 2
    public static let caseless: UInt32 = 4
    public static let mark: UInt32 = 8
    public static let number: UInt32 = 16
    public static let space: UInt32 = 32
    public static let punctuation: UInt32 = 64
    public static let symbol: UInt32 = 128
    /// `\p{L}`: any of lower, upper and caseless.
    public static let letter: UInt32 = 7

    /// The class bits in the low byte, the width above it.
    public var packed: UInt32

    /// The character at `text`, of which `left` (at least one) bytes can be read.
    @inlinable @inline(__always)
    public init(at text: UnsafePointer<UInt8>, left: Int) {
        packed = cbk_bpe_char(text, left)
    }

    @inlinable @inline(__always)
    public var width: Int { Int(packed &>> 8) }

    /// Whether the character is in one of the classes of `mask`.
    @inlinable @inline(__always)
    public func isIn(_ mask: UInt32) -> Bool { packed & mask != 0 }
}
