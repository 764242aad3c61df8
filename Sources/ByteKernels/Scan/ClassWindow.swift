// The character classes of 64 bytes at once, one bit a byte.
import CByteKernels

/// Which of 64 bytes belong to which class; the first byte is the lowest bit. All bytes of a
/// character of several bytes have its class.
public struct ClassWindow: Sendable {
    public static let size = 64
    /// Bytes after the window that must be readable for the last character in it.
    public static let lookahead = 4

    /// `\p{L}`.
    public var letter: UInt64
    /// Lu and Lt.
    public var upper: UInt64
    /// Lm and Lo.
    public var caseless: UInt64
    /// `\p{M}`.
    public var mark: UInt64
    /// `\p{N}`.
    public var number: UInt64
    /// The space, 0x20.
    public var space: UInt64
    /// `\s`.
    public var white: UInt64
    /// Carriage return and line feed.
    public var line: UInt64
    /// The apostrophe.
    public var quote: UInt64
    public var slash: UInt64
    /// First bytes of white space of one, two and three bytes.
    public var white1: UInt64
    public var white2: UInt64
    public var white3: UInt64
    /// Bytes of a character after its first.
    public var continuation: UInt64
    /// Whether a number is not ASCII.
    public var hasWideNumber: Bool

    /// The window at `text`, where a character begins.
    @inlinable @inline(__always)
    public init(at text: UnsafePointer<UInt8>) {
        var window = cbk_bpe_classify(text)
        if window.high != 0 { cbk_bpe_classify_wide(text, &window) }
        letter = window.letter
        upper = window.upper
        caseless = window.caseless
        mark = window.mark
        number = window.number
        space = window.space
        white = window.white
        line = window.line
        quote = window.quote
        slash = window.slash
        white2 = window.white2
        white3 = window.white3
        white1 = window.white & ~(window.high)
        continuation = window.continuation
        hasWideNumber = window.wide_number != 0
    }
}
