// The Unicode general category of a code point, from a pinned table.
import CByteKernels

/// A Unicode general category; the raw value indexes masks such as ``GeneralCategory/letterMask``.
public enum GeneralCategory: UInt8, Sendable, CaseIterable {
    case uppercaseLetter
    case lowercaseLetter
    case titlecaseLetter
    case modifierLetter
    case otherLetter
    case nonspacingMark
    case spacingMark
    case enclosingMark
    case decimalNumber
    case letterNumber
    case otherNumber
    case connectorPunctuation
    case dashPunctuation
    case openPunctuation
    case closePunctuation
    case initialPunctuation
    case finalPunctuation
    case otherPunctuation
    case mathSymbol
    case currencySymbol
    case modifierSymbol
    case otherSymbol
    case spaceSeparator
    case lineSeparator
    case paragraphSeparator
    case control
    case format
    case surrogate
    case privateUse
    case unassigned

    /// The category of a code point; `unassigned` above U+10FFFF.
    @inlinable @inline(__always)
    public init(_ scalar: UInt32) {
        self = unsafeBitCast(
            scalar < 0x110000 ? cbk_category(scalar) : GeneralCategory.unassigned.rawValue,
            to: GeneralCategory.self)
    }

    /// One bit per category, for set tests: `GeneralCategory(c).bit & .letterMask != 0`.
    @inlinable @inline(__always)
    public var bit: UInt32 { 1 &<< UInt32(rawValue) }

    /// L: Lu, Ll, Lt, Lm, Lo (Python's `isalpha`, a regex's `\p{L}`).
    public static let letterMask: UInt32 = 0x1F

    /// M: Mn, Mc, Me.
    public static let markMask: UInt32 = 0xE0

    /// N: Nd, Nl, No (a regex's `\p{N}`).
    public static let numberMask: UInt32 = 0x700

    /// P: Pc, Pd, Ps, Pe, Pi, Pf, Po.
    public static let punctuationMask: UInt32 = 0x3F800

    /// S: Sm, Sc, Sk, So.
    public static let symbolMask: UInt32 = 0x3C0000

    /// The version of Unicode that the table was made from.
    public static var unicodeVersion: String {
        "\(cbk_unicode_version.0).\(cbk_unicode_version.1)"
    }
}
