// Tells lines such as `3 likes` or `1.2K followers`, which count what readers did.
import ByteKernels

private let counted: [StaticString] = [
    "likes", "shares", "comments", "retweets", "reposts", "quotes", "bookmarks", "upvotes",
    "downvotes", "downloads", "views", "followers",
]

/// Whether a line is a number, one of K, M and B at most, white space and a counted thing, with
/// nothing around them but marks and white space. 4 bytes must be readable after the line.
func isCounterLine(_ line: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    var at = skipMarks(line, from: 0, count)
    guard at < count, let first = decimalLength(line + at) else { return false }
    at += first
    while at < count {
        if line[at] == 0x2C || line[at] == 0x2E {
            at += 1
        } else if let length = decimalLength(line + at) {
            at += length
        } else {
            break
        }
    }
    if at < count, [0x6B, 0x6D, 0x62].contains(line[at] | 0x20) { at += 1 }
    let word = trimmedStart(line, at..<count)
    guard word > at, let length = countedLength(line + word, count - word) else { return false }
    return skipMarks(line, from: word + length, count) == count
}

private func decimalLength(_ p: UnsafePointer<UInt8>) -> Int? {
    if p[0] < 0x80 { return p[0] &- 0x30 < 10 ? 1 : nil }
    let scalar = DecodedScalar(at: p)
    return GeneralCategory(scalar.value) == .decimalNumber ? scalar.length : nil
}

private func countedLength(_ p: UnsafePointer<UInt8>, _ count: Int) -> Int? {
    for word in counted where word.utf8CodeUnitCount <= count {
        let length = word.utf8CodeUnitCount
        if (0..<length).allSatisfy({ p[$0] | 0x20 == word.utf8Start[$0] }) { return length }
    }
    return nil
}

/// Past everything that is no word character: no letter, number or connector.
private func skipMarks(_ line: UnsafePointer<UInt8>, from start: Int, _ count: Int) -> Int {
    var at = start
    while at < count {
        let scalar = DecodedScalar(at: line + at)
        let isWord =
            scalar.value == 0x5F
            || GeneralCategory(scalar.value).bit
                & (GeneralCategory.letterMask | GeneralCategory.numberMask) != 0
        if isWord { return at }
        at += scalar.length
    }
    return count
}
