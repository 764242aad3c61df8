// What the shingles of MinHash consist of.

/// The unit that shingles count.
public enum ShingleUnit: String, Codable, CaseIterable, Sendable {
    /// Runs of letters, marks, digits and underscores, in lower case; a character of a script
    /// without spaces (ideographs, kana, Thai, Khmer, …) is a word by itself.
    case word
    /// Letters, marks and digits in lower case; whatever is between them is one space.
    case character
}
