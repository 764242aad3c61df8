// MADLAD-400's questions to single sentences (Kudugunta et al. 2023, 2.3).
import ByteKernels

/// Bounds beyond which a sentence is questionable; the defaults are MADLAD-400's.
public struct MadladBounds: Sendable {
    /// The case of words is looked at in sentences of at least so many words.
    public var listCaseWords = 12
    /// More capitalised words than this share make a list.
    public var maxCapitalised = 0.5
    /// Code points in the shortest and the longest sentence that pass.
    public var lengths = 20...500
    /// The largest share of `0-9 { } + / ( ) >`.
    public var maxTechnical = 0.2

    public init() {}
}

/// One sentence's answers.
public struct MadladSentence: Sendable, Equatable {
    public var isList = false
    public var isAbnormallyLong = false
    public var isTechnical = false
}

/// Calls `body` with each sentence of a text: its bytes, and what is questionable about it.
///
/// Sentences end at a run of `. ! ?` that white space follows, as in the program that filtered
/// OLMo 3's text; runs and white space belong to no sentence.
public func forEachMadladSentence(
    _ text: TextAnalysis, _ bounds: MadladBounds,
    _ body: (UnsafeBufferPointer<UInt8>, MadladSentence) -> Void
) {
    let words = text.words(.unicode)
    var (start, word) = (0, 0)
    while start < text.count {
        let (end, next) = sentenceEnd(text, from: start)
        let sentence = start..<end
        if trimmedStart(text.start, sentence) < end {
            var answer = characters(text, sentence, bounds)
            answer.isList = isList(text, words, sentence, bounds, from: &word)
            body(UnsafeBufferPointer(rebasing: text.bytes[sentence]), answer)
        }
        start = next
    }
}

/// Where a sentence ends, and where the next one begins.
private func sentenceEnd(_ text: TextAnalysis, from start: Int) -> (end: Int, next: Int) {
    let base = text.start
    var at = start
    while at < text.count {
        guard isEndMark(base[at]) else {
            at += 1
            continue
        }
        let end = at
        while at < text.count && isEndMark(base[at]) { at += 1 }
        let next = trimmedStart(base, at..<text.count)
        if next > at { return (end, next) }
    }
    return (text.count, text.count)
}

@inline(__always)
private func isEndMark(_ byte: UInt8) -> Bool { byte == 0x2E || byte == 0x21 || byte == 0x3F }

private func characters(
    _ text: TextAnalysis, _ sentence: Range<Int>, _ bounds: MadladBounds
) -> MadladSentence {
    let points = codePointCount(text.start + sentence.lowerBound, sentence.count)
    var technical = 0
    for byte in text.bytes[sentence] {
        switch byte {
        case 0x30...0x39, 0x7B, 0x7D, 0x2B, 0x2F, 0x28, 0x29, 0x3E: technical &+= 1
        default: break
        }
    }
    var answer = MadladSentence()
    answer.isAbnormallyLong = !bounds.lengths.contains(points)
    answer.isTechnical = Double(technical) > Double(points) * bounds.maxTechnical
    return answer
}

/// Whether more of the words than allowed begin with a capital; `word` is the first that may be
/// in the sentence, and afterwards the first behind it.
private func isList(
    _ text: TextAnalysis, _ words: WordTable, _ sentence: Range<Int>, _ bounds: MadladBounds,
    from word: inout Int
) -> Bool {
    var (count, capitals) = (0, 0)
    while word < words.count && words[word].lowerBound < sentence.upperBound {
        let first = text.start + words[word].lowerBound
        word += 1
        guard first >= text.start + sentence.lowerBound, startsAlphanumeric(first) else { continue }
        count += 1
        capitals += isUppercase(DecodedScalar(at: first).value) ? 1 : 0
    }
    return count >= bounds.listCaseWords
        && Double(capitals) > Double(count) * bounds.maxCapitalised
}
