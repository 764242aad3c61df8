// What training.json says about a training.
import BytePairEncoding
import Foundation

/// The report of one training: what was read, and how good the vocabulary is.
public struct TrainingReport: Encodable, Sendable {
    /// A token for the report; bytes that are not UTF-8 are replaced in the text.
    public struct Token: Encodable, Sendable {
        public let id: UInt32
        public let text: String
    }

    public let texts: Int
    /// Bytes that words were counted in, with weights.
    public let bytes: UInt64
    public let linesWithoutText: Int
    public let heldBackTexts: Int
    public let tokens: Int
    /// How many tokens were asked for; fewer are learned where no more pairs are frequent enough.
    public let wantedTokens: Int
    public let merges: Int
    public let lastPairCount: UInt64
    public let leastWordCount: UInt64
    /// Tokens that only are parts of other tokens: no training text has one at last.
    public let unused: [Token]
    /// Tokens that are neither valid UTF-8 nor a single byte: halves of characters.
    public let partial: [Token]
    public let longest: [Token]
    /// The tokenizer, and those it was compared with, on the texts held back.
    public let heldBack: [TokenizerComparison.Row]

    enum CodingKeys: String, CodingKey {
        case texts, bytes, tokens, merges, unused, partial, longest
        case linesWithoutText = "lines_without_text"
        case wantedTokens = "wanted_tokens"
        case heldBackTexts = "held_back_texts"
        case lastPairCount = "last_pair_count"
        case leastWordCount = "least_word_count"
        case heldBack = "held_back"
    }

    /// What was read.
    public struct Input: Sendable {
        public var texts = 0
        public var bytes: UInt64 = 0
        public var linesWithoutText = 0
        public var heldBackTexts = 0
        public var wantedTokens = 0

        public init() {}
    }

    public init(_ result: TrainingResult, _ input: Input, heldBack rows: [TokenizerComparison.Row])
    {
        let vocabulary = result.tokenizer.vocabulary
        texts = input.texts
        bytes = input.bytes
        linesWithoutText = input.linesWithoutText
        heldBackTexts = input.heldBackTexts
        tokens = vocabulary.tokenCount
        wantedTokens = input.wantedTokens
        merges = result.tokenizer.merges.count
        lastPairCount = result.lastPairCount
        leastWordCount = result.leastWordCount
        heldBack = rows
        let made = result.tokenizer.merges.map(\.result)
        func token(_ id: UInt32) -> Token {
            Token(id: id, text: String(decoding: vocabulary[id], as: UTF8.self))
        }
        unused = made.filter { result.tokenCounts[Int($0)] == 0 }.map(token)
        partial = made.filter { String(validating: vocabulary[$0], as: UTF8.self) == nil }
            .map(token)
        longest = made.sorted {
            (vocabulary.byteCount($1), $0) < (vocabulary.byteCount($0), $1)
        }.prefix(20).map(token)
    }

    /// Indented, with sorted keys.
    public func json() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self)) + [10]
    }
}
