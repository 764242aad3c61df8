// Tokens that are found in text as they stand, before anything is split or merged.

/// A token outside the merges: a special token, or a word added to a vocabulary.
public struct AddedToken: Sendable, Hashable {
    public var id: UInt32
    public var text: [UInt8]
    /// Whether it steers the model rather than standing for text.
    public var isSpecial: Bool
    /// Whether it is looked for in the normalized text rather than in the raw one.
    public var isNormalized: Bool
    /// Whether it counts only between characters that are not of words.
    public var isSingleWord: Bool
    /// Whether it takes the white space before it.
    public var stripsLeft: Bool
    /// Whether it takes the white space after it.
    public var stripsRight: Bool

    public init(
        id: UInt32, text: [UInt8], isSpecial: Bool = true, isNormalized: Bool = false,
        isSingleWord: Bool = false, stripsLeft: Bool = false, stripsRight: Bool = false
    ) {
        self.id = id
        self.text = text
        self.isSpecial = isSpecial
        self.isNormalized = isNormalized
        self.isSingleWord = isSingleWord
        self.stripsLeft = stripsLeft
        self.stripsRight = stripsRight
    }
}
