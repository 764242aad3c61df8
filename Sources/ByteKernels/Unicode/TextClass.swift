// What a code point is to the text rules: white space, symbol, letter, and how it joins words.
import CByteKernels

/// The class of a code point, from a table pinned to Unicode 17 and to datatrove's mark lists.
public struct TextClass: Sendable {
    /// The bits of the pinned table: flags in the low nibble and bit 7, kind in bits 4 to 6.
    public let raw: UInt8

    @inlinable @inline(__always)
    public init(_ scalar: UInt32) { raw = cbk_text_class(scalar) }

    /// How a code point takes part in words.
    public enum Kind: UInt8, Sendable {
        /// Neither letter, digit nor mark.
        case other
        /// A letter or connector (`_`) of a script that separates words by spaces.
        case letter
        case digit
        /// Joins what is before it: marks and format characters.
        case mark
        /// A word by itself: Han, Hiragana, and the scripts of South East Asia (line break SA).
        case single
        case katakana
    }

    @inlinable @inline(__always)
    public var kind: Kind { unsafeBitCast((raw >> 4) & 7, to: Kind.self) }

    /// Python's `str.isspace`: 09-0D, 1C-20, 85, A0, 1680, 2000-200A, 2028, 2029, 202F, 205F, 3000.
    @inlinable @inline(__always)
    public var isSpace: Bool { raw & 1 != 0 }

    /// In datatrove's punctuation set, of 281 code points.
    @inlinable @inline(__always)
    public var isSymbol: Bool { raw & 2 != 0 }

    /// In datatrove's set of 159 marks that end sentences.
    @inlinable @inline(__always)
    public var isTerminalMark: Bool { raw & 4 != 0 }

    /// A letter: Lu, Ll, Lt, Lm or Lo.
    @inlinable @inline(__always)
    public var isAlphabetic: Bool { raw & 8 != 0 }

    /// Category P.
    @inlinable @inline(__always)
    public var isPunctuation: Bool { raw & 128 != 0 }
}
