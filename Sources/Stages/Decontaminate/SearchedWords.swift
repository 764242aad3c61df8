// The words that evaluation items and documents are compared by.
import TextRules

/// What is compared.
public enum SearchedWordChoice: String, Codable, CaseIterable, Sendable {
    /// Runs of letters and digits in lower case; see ``PlainWords``.
    case plain
    /// What white space separates, in lower case and without punctuation.
    case noPunctuation = "no_punctuation"
    /// spaCy's English words of the text as datatrove simplifies it.
    case datatrove

    func makeScratch() -> SearchedWords {
        switch self {
        case .plain: PlainSearchedWords(.separates)
        case .noPunctuation: PlainSearchedWords(.vanishes)
        case .datatrove: SimplifiedSearchedWords()
        }
    }
}

/// The words of the text at hand; scratch for one worker.
class SearchedWords {
    /// Takes the words of a text.
    func load(_ text: TextAnalysis) { preconditionFailure("SearchedWords is abstract") }

    /// Calls `body` with a hash of each word.
    func withHashes(_ body: (UnsafeBufferPointer<UInt64>) -> Void) {
        preconditionFailure("SearchedWords is abstract")
    }

    /// The bytes from a word to another in the text that words were found in.
    func text(of words: Range<Int>) -> [UInt8] {
        preconditionFailure("SearchedWords is abstract")
    }

    /// Where words are in the document; `nil` where they are words of a changed text.
    func place(of words: Range<Int>) -> Range<Int>? { nil }

    final var hashes: [UInt64] {
        var all: [UInt64] = []
        withHashes { all = Array($0) }
        return all
    }
}

private final class PlainSearchedWords: SearchedWords {
    private let words: PlainWords
    private var analysis: TextAnalysis?

    init(_ punctuation: PlainWords.Punctuation) { words = PlainWords(punctuation) }

    override func load(_ text: TextAnalysis) {
        words.load(text)
        analysis = text
    }

    override func withHashes(_ body: (UnsafeBufferPointer<UInt64>) -> Void) { body(words.hashes) }

    override func place(of range: Range<Int>) -> Range<Int>? {
        words[range.lowerBound].lowerBound..<words[range.upperBound - 1].upperBound
    }

    override func text(of range: Range<Int>) -> [UInt8] {
        guard let analysis, let place = place(of: range) else { return [] }
        return Array(analysis.bytes[place])
    }
}

private final class SimplifiedSearchedWords: SearchedWords {
    private var simplified = SimplifiedText()
    private let analysis = TextAnalysis()
    private var known: [UInt64] = []

    override func load(_ text: TextAnalysis) {
        simplified.load(text.bytes.span)
        analysis.load(simplified.bytes.span)
        let words = analysis.words(.spacyEnglish)
        known.removeAll(keepingCapacity: true)
        for index in 0..<words.count { known.append(words.hash(index)) }
    }

    override func withHashes(_ body: (UnsafeBufferPointer<UInt64>) -> Void) {
        known.withUnsafeBufferPointer(body)
    }

    override func text(of range: Range<Int>) -> [UInt8] {
        let words = analysis.words(.spacyEnglish)
        let place = words[range.lowerBound].lowerBound..<words[range.upperBound - 1].upperBound
        return Array(analysis.bytes[place])
    }
}
