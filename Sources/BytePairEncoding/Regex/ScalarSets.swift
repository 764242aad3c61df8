// Character classes as the programs that read tokenizer files mean them.
import ByteKernels

extension ScalarSet {
    /// Oniguruma's `\w` between brackets.
    static let onigurumaWordInBrackets = ScalarSet(wordRanges)

    /// Oniguruma's `\w`. Below U+0100 it goes by a table of Latin-1, which has ² ³ ¹ ¼ ½ ¾.
    static let onigurumaWord = ScalarSet(
        wordRanges + [0xB2...0xB3, 0xB9...0xB9, 0xBC...0xBE])

    /// The `\w` of Rust's regex crate (Unicode Technical Standard 18, annex C).
    static let rustWord = ScalarSet(wordRanges + [0x200C...0x200D])

    /// What Rust's regex crate has as `[^\w\s]`.
    static let rustSigns = rustWord.union(space).inverted

    /// What Rust's `char::is_numeric` holds for, by Unicode 17.
    static let numeric = ScalarSet(
        ranges { GeneralCategory($0).bit & GeneralCategory.numberMask != 0 }
            + [0x11DE0...0x11DE9, 0x16FF4...0x16FF6])

    /// ASCII signs and what was punctuation in Unicode 7: the table of `tokenizers`.
    static let oldPunctuation = ScalarSet(
        ranges { isPunctuation($0) && !laterPunctuation.contains($0) }
            + [33...47, 58...64, 91...96, 123...126, 0x166D...0x166D, 0x111C9...0x111C9])

    private static let wordRanges = ranges { value in
        let bits = GeneralCategory(value).bit
        if bits == GeneralCategory.unassigned.bit { return false }
        let mask =
            GeneralCategory.markMask | GeneralCategory.decimalNumber.bit
            | GeneralCategory.connectorPunctuation.bit
        return bits & mask != 0 || Unicode.Scalar(value)?.properties.isAlphabetic == true
    }

    private static func isPunctuation(_ value: UInt32) -> Bool {
        GeneralCategory(value).bit & GeneralCategory.punctuationMask != 0
    }

    /// The scalars that something holds for.
    private static func ranges(where holds: (UInt32) -> Bool) -> [ClosedRange<UInt32>] {
        var ranges: [ClosedRange<UInt32>] = []
        var start: UInt32?
        for value in UInt32(0)...0x110000 {
            let isIn = value < 0x110000 && holds(value)
            if isIn, start == nil { start = value }
            if !isIn, let first = start {
                ranges.append(first...value - 1)
                start = nil
            }
        }
        return ranges
    }

    /// Punctuation since Unicode 7.
    private static let laterPunctuation = ScalarSet([
        0x61D...0x61D, 0x9FD...0x9FD, 0xA76...0xA76, 0xC77...0xC77, 0xC84...0xC84,
        0x1B4E...0x1B4F, 0x1B7D...0x1B7F, 0x2E43...0x2E4F, 0x2E52...0x2E5D,
        0x10D6E...0x10D6E, 0x10EAD...0x10EAD, 0x10F55...0x10F59, 0x10F86...0x10F89,
        0x113D4...0x113D5, 0x113D7...0x113D8, 0x1144B...0x1144F, 0x1145A...0x1145B,
        0x1145D...0x1145D, 0x11660...0x1166C, 0x116B9...0x116B9, 0x1183B...0x1183B,
        0x11944...0x11946, 0x119E2...0x119E2, 0x11A3F...0x11A46, 0x11A9A...0x11A9C,
        0x11A9E...0x11AA2, 0x11B00...0x11B09, 0x11BE1...0x11BE1, 0x11C41...0x11C45,
        0x11C70...0x11C71, 0x11EF7...0x11EF8, 0x11F43...0x11F4F, 0x11FFF...0x11FFF,
        0x12FF1...0x12FF2, 0x16D6D...0x16D6F, 0x16E97...0x16E9A, 0x16FE2...0x16FE2,
        0x1E5FF...0x1E5FF, 0x1E95E...0x1E95F,
    ])
}
