// What text repair changes, and how much it changed.
import ByteKernels

/// What a ``TextRepairer`` repairs. The defaults are datatrove's choice among ftfy's repairs.
public struct TextRepairRules: Sendable, Equatable {
    public enum Entities: Sendable, Equatable {
        case never, always
        /// Up to the line that holds the text's first `<`: what follows may be meant as HTML.
        case untilMarkup
    }

    /// Whether `&eacute;` and its like become the characters that they name.
    public var entities = Entities.untilMarkup
    /// Colours and the like: escape, `[`, numbers, a letter.
    public var terminalEscapes = true
    /// Text that was read in the wrong encoding is read again; the next three are part of it.
    public var encoding = true
    /// A space may stand for byte A0 of a sequence of UTF-8.
    public var restoresSpaces = true
    /// A sequence of UTF-8 of which bytes were lost becomes U+FFFD.
    public var replacesLossy = true
    /// Sequences are repaired on their own where the whole line can't be.
    public var repairsInside = true
    /// U+0080 to U+009F become the characters that windows-1252 has in their places.
    public var latinControls = true
    /// Pairs of surrogates become one character, single ones U+FFFD.
    public var surrogates = true
    /// U+0000 to U+0008, U+000B, U+000E to U+001F, U+007F, U+206A to U+206F, U+FEFF and U+FFF9
    /// to U+FFFC.
    public var controls = true
    /// Ligatures of Latin letters such as U+FB01 become these letters.
    public var ligatures = false
    /// Full-width and half-width forms become ordinary characters.
    public var width = false
    /// Curly quotes become straight ones.
    public var quotes = false
    /// CR, CRLF, U+0085, U+2028 and U+2029 become LF.
    public var lineEnds = false
    public var normalization: NormalizationForm?

    public init() {}
}

/// What a ``TextRepairer`` changed, in occurrences.
public struct TextRepairCounts: Sendable, Equatable {
    public var entities = 0
    public var terminalEscapes = 0
    /// Lines, or sequences inside of lines, that were read again in another encoding; once for
    /// each layer of damage.
    public var recoded = 0
    /// Sequences inside of lines that were repaired by themselves.
    public var inside = 0
    public var restoredSpaces = 0
    public var lossySequences = 0
    public var latinControls = 0
    public var surrogates = 0
    public var controls = 0
    public var ligatures = 0
    public var width = 0
    public var quotes = 0
    public var lineEnds = 0
    /// Lines that the Unicode form changed.
    public var normalized = 0

    public init() {}
}
