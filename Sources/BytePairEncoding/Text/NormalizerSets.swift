// Classes of characters as the normalizers of `tokenizers` have them, of several versions of Unicode.
import ByteKernels

extension ScalarSet {
    /// Marks as of Unicode 9, which `StripAccents` removes.
    static let oldMarks = ScalarSet(
        members(GeneralCategory.markMask, until: (9, 0), but: [0x111C9]) + [0x1CF2...0x1CF3])

    /// Nonspacing marks as of Unicode 8, which BERT's normalizer removes.
    static let oldNonspacingMarks = ScalarSet(
        members(
            GeneralCategory.nonspacingMark.bit, until: (8, 0),
            but: [0x1885, 0x1886, 0xA9BD, 0x111C9])
            + [0x1734...0x1734, 0x1171E...0x1171E])

    /// Controls, formats and private use as of Unicode 7, and U+FFFD: what BERT's normalizer removes.
    static let oldControls = ScalarSet(
        members(
            GeneralCategory.control.bit | GeneralCategory.format.bit
                | GeneralCategory.privateUse.bit, until: (7, 0), but: [9, 10, 13])
            + [0xFFFD...0xFFFD])

    /// What is a space to BERT's normalizer.
    static let bertSpaces = ScalarSet([
        9...10, 13...13, 32...32, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029,
        0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000,
    ])

    /// What BERT's normalizer puts spaces around.
    static let bertIdeographs = ScalarSet([
        0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x2A6DF, 0x2A700...0x2B81F,
        0x2B920...0x2CEAF, 0x2F800...0x2FA1F,
    ])

    static let nmtSpaces = ScalarSet([
        9...10, 12...13, 0x1680...0x1680, 0x200B...0x200F, 0x2028...0x2029, 0x2581...0x2581,
        0xFEFF...0xFEFF, 0xFFFD...0xFFFD,
    ])

    static let nmtControls = ScalarSet([
        1...8, 11...11, 14...31, 127...127, 0x8F...0x8F, 0x9F...0x9F,
    ])

    /// The scalars of some categories that a version of Unicode had, but for a few that came to
    /// them later.
    private static func members(
        _ mask: UInt32, until version: (Int, Int), but later: Set<UInt32>
    ) -> [ClosedRange<UInt32>] {
        (UInt32(0)..<0x110000).compactMap { value in
            guard GeneralCategory(value).bit & mask != 0, !later.contains(value),
                let age = Unicode.Scalar(value)?.properties.age, age <= version
            else { return nil }
            return value...value
        }
    }
}
