// The phrases for which C4's rules drop a line or a document, found in one pass.
import ByteKernels
import CTextRules

/// A phrase that C4's rules look for, in any case of ASCII letters.
struct C4Phrases: OptionSet {
    let rawValue: UInt8

    static let loremIpsum = C4Phrases(rawValue: 1)
    static let javascript = C4Phrases(rawValue: 2)
    /// terms of use, privacy policy, cookie policy, uses cookies, use of cookies, use cookies.
    static let policy = C4Phrases(rawValue: 4)
    static let curlyBracket = C4Phrases(rawValue: 8)

    /// Three letters that are rare, where they are in a phrase, and the phrase.
    fileprivate static let known: [(phrase: [UInt8], rareAt: Int, meaning: C4Phrases)] = [
        (Array("lorem ipsum".utf8), 6, .loremIpsum),
        (Array("javascript".utf8), 0, .javascript),
        (Array("terms of use".utf8), 2, .policy),
        (Array("privacy policy".utf8), 3, .policy),
        (Array("cookie policy".utf8), 2, .policy),
        (Array("uses cookies".utf8), 7, .policy),
        (Array("use of cookies".utf8), 9, .policy),
        (Array("use cookies".utf8), 6, .policy),
    ]
}

/// Finds the phrases in a stretch of a text that is followed by padding.
func findC4Phrases(_ text: UnsafePointer<UInt8>, _ range: Range<Int>) -> C4Phrases {
    var found: C4Phrases = []
    var at = range.lowerBound
    while at < range.upperBound {
        var mask = ctr_c4_mask(text + at)
        if range.upperBound - at < 16 { mask &= 1 << UInt32(range.upperBound - at) - 1 }
        while mask != 0 {
            found.formUnion(phrases(text, range, at + mask.trailingZeroBitCount))
            mask &= mask - 1
        }
        at += 16
    }
    return found
}

/// The phrases whose rare letters (or bracket) are at a place.
private func phrases(
    _ text: UnsafePointer<UInt8>, _ range: Range<Int>, _ place: Int
) -> C4Phrases {
    if text[place] == 0x7B { return .curlyBracket }
    var found: C4Phrases = []
    for (phrase, rareAt, meaning) in C4Phrases.known {
        let start = place - rareAt
        guard start >= range.lowerBound && start + phrase.count <= range.upperBound else {
            continue
        }
        if equalsIgnoringCase(text + start, phrase) { found.insert(meaning) }
    }
    return found
}

private func equalsIgnoringCase(_ text: UnsafePointer<UInt8>, _ lowercase: [UInt8]) -> Bool {
    for (i, byte) in lowercase.enumerated() {
        let given = text[i]
        let lowered = given &- 0x41 < 26 ? given | 0x20 : given
        if lowered != byte { return false }
    }
    return true
}
