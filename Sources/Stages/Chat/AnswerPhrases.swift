// Phrases that give answers away: refusals, and what models say of themselves.
import ByteKernels

/// Looks for phrases in answers, whatever their case and their apostrophes.
struct AnswerPhrases: Sendable {
    /// Beginnings of answers that decline to answer.
    static let refusals = [
        "i'm sorry, but", "i am sorry, but", "i'm sorry, i can", "sorry, but i can", "i cannot ",
        "i can't assist", "i can't help", "as an ai language model", "as an ai, i",
        "i'm not able to", "i am not able to", "i'm unable to", "i am unable to",
    ]

    /// What models say of themselves, anywhere in an answer.
    static let boilerplate = [
        "as an ai language model", "as a language model", "as an ai assistant", "as an ai model",
        "my knowledge cutoff", "as of my last update", "as of my last knowledge update",
        "my training data", "i don't have personal opinions", "i do not have personal opinions",
        "developed by openai", "trained by openai",
    ]

    private let phrases: [[UInt8]]
    private let finder: PhraseAutomaton

    init(_ phrases: [String]) {
        self.phrases = phrases.map { Array($0.lowercased().utf8) }.filter { !$0.isEmpty }
        finder = PhraseAutomaton(self.phrases)
    }

    /// The answer begins with one of the phrases.
    func begin(_ content: [UInt8]) -> Bool {
        let start = Self.folded(content.drop { $0 == 0x20 || $0 == 0x0A }.prefix(128))
        return phrases.contains { start.starts(with: $0) }
    }

    /// One of the phrases stands in the answer.
    func stand(in content: [UInt8]) -> Bool {
        var isThere = false
        Self.folded(content[...]).withUnsafeBufferPointer { text in
            finder.forEachMatch(in: text) { _, _ in isThere = true }
        }
        return isThere
    }

    /// ASCII letters in lower case; a typographic apostrophe is one as well.
    private static func folded(_ text: ArraySlice<UInt8>) -> [UInt8] {
        let lower = text.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        return lower.contains(0xE2)
            ? lower.replacing([0xE2, 0x80, 0x99], with: [UInt8(ascii: "'")]) : lower
    }
}
