// What training.json and the summary of `winnow tokenizer train` say.
import BytePairEncoding
import Execution
import Foundation

/// The report of one training.
struct TrainingReport {
    private let facts: Facts
    private let comparison: TokenizerComparison

    /// Measures the tokenizer, and those to compare with, on the held-back texts.
    init(_ command: TokenizerTrain, _ result: TrainingResult, _ count: WordCount) throws {
        var comparison = TokenizerComparison(
            [(command.output, result.tokenizer)]
                + (try command.compare.map { ($0, try TokenizerFile.load($0)) }))
        for (text, group) in count.heldBack { comparison.add(text.span, group: group) }
        self.comparison = comparison
        facts = Facts(result, count, comparison.rows)
    }

    func json() throws -> [UInt8] { try jsonBytes(facts) }

    var text: String {
        let read =
            "\(grouped(facts.texts)) texts, \(bytes(Int(clamping: facts.bytes))), "
            + "\(grouped(facts.heldBackTexts)) held back"
        let rare = facts.leastWordCount > 1 ? "; words below \(facts.leastWordCount) left out" : ""
        let learned =
            "\(grouped(facts.tokens)) tokens, the last pair \(grouped(Int(clamping: facts.lastPairCount))) times"
            + "; \(grouped(facts.unused.count)) unused"
        let table = facts.heldBackTexts > 0 ? "\n\n" + comparison.table : ""
        return read + rare + "\n" + learned + table
    }

    /// A token for the report.
    private struct Token: Encodable {
        let id: UInt32
        let text: String
    }

    private struct Facts: Encodable {
        let texts: Int
        let bytes: UInt64
        let linesWithoutText: Int
        let heldBackTexts: Int
        let tokens: Int
        let merges: Int
        let lastPairCount: UInt64
        let leastWordCount: UInt64
        /// Tokens that only are parts of other tokens: no training text has one at last.
        let unused: [Token]
        /// Tokens that are neither valid UTF-8 nor a single byte: halves of characters.
        let partial: [Token]
        let longest: [Token]
        let heldBack: [TokenizerComparison.Row]

        enum CodingKeys: String, CodingKey {
            case texts, bytes, tokens, merges, unused, partial, longest
            case linesWithoutText = "lines_without_text"
            case heldBackTexts = "held_back_texts"
            case lastPairCount = "last_pair_count"
            case leastWordCount = "least_word_count"
            case heldBack = "held_back"
        }

        init(_ result: TrainingResult, _ count: WordCount, _ rows: [TokenizerComparison.Row]) {
            let vocabulary = result.tokenizer.vocabulary
            texts = count.texts
            bytes = count.bytes
            linesWithoutText = count.bad
            heldBackTexts = count.heldBack.count
            tokens = vocabulary.tokenCount
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
    }
}
