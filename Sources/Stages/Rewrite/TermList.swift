// One language's list of bad words, found as mC4 finds them.
import ByteKernels
import Foundation
import PipelineCore

/// A list of terms, small, and whether they must stand alone.
struct TermList: Sendable {
    private let automaton: PhraseAutomaton
    private let lengths: [Int]
    private let isAnywhere: Bool

    /// Terms of the lists that mC4 leaves out, as they are parts of harmless words.
    private static let spared: [String: Set<String>] = [
        "ja": ["sm", "グロ", "女の子"], "zh": ["性"],
    ]

    /// Reads a file with a term on each line; what follows a tab does not count, nor do spaces
    /// around the term.
    init(_ path: String, language: String, option: String) throws {
        let text = try readList(path, option: option)
        let spared = Self.spared[language] ?? []
        let listed = text.split(whereSeparator: \.isNewline)
            .map { $0.prefix { $0 != "\t" }.lowercased().trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
        try OptionError.check(!listed.isEmpty, option, "names a list without a term: \(path)")
        let terms = listed.filter { !spared.contains($0) }.map { Array($0.utf8) }
        automaton = PhraseAutomaton(terms)
        lengths = terms.map(\.count)
        isAnywhere = ["ja", "th", "zh"].contains(language)
    }

    /// Occurrences in a text that is already small.
    func count(in text: [UInt8]) -> Int {
        var found = 0
        text.withUnsafeBufferPointer { text in
            automaton.forEachMatch(in: text) { term, end in
                if isAnywhere || isWhole(end - lengths[term]..<end, of: text) { found += 1 }
            }
        }
        return found
    }

    /// Neither side touches a letter, a number or an underscore.
    private func isWhole(_ range: Range<Int>, of text: UnsafeBufferPointer<UInt8>) -> Bool {
        !isWord(before: range.lowerBound, text) && !isWord(at: range.upperBound, text)
    }

    private func isWord(at place: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let base = text.baseAddress, place < text.count else { return false }
        return isWord(decodedScalar(base + place, left: text.count - place).scalar)
    }

    private func isWord(before place: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let base = text.baseAddress, place > 0 else { return false }
        var start = place - 1
        while start > 0 && place - start < 4 && text[start] & 0xC0 == 0x80 { start -= 1 }
        return isWord(decodedScalar(base + start, left: place - start).scalar)
    }

    private func isWord(_ scalar: UInt32) -> Bool {
        scalar == 0x5F
            || GeneralCategory(scalar).bit
                & (GeneralCategory.letterMask | GeneralCategory.numberMask) != 0
    }
}
