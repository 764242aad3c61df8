// `winnow tokenizer count`.
import ArgumentParser
import BytePairEncoding
import Execution
import Foundation
import Stages

/// `winnow tokenizer count`
struct TokenizerCount: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "count",
        abstract: "Count the tokens of a corpus.",
        discussion: """
            Prints how many texts, bytes, characters, words and tokens there are in all
            files together, and what follows: bytes per token and tokens per word.

            Examples:
              winnow tokenizer count --tokenizer o200k_base.tiktoken corpus/*.jsonl.zst
              winnow tokenizer count -t mine books/ --json
            """)

    @OptionGroup var tokenizer: TokenizerArguments

    @OptionGroup var texts: TextArguments

    @Flag(help: "Names of special tokens in texts become the tokens.")
    var special = false

    @Flag(help: "Count the tokenizer's own tokens around each text, too.")
    var template = false

    @Flag(help: "Print JSON.")
    var json = false

    @Option(name: .shortAndLong, help: "Threads that work (default: one per core).")
    var workers: Int?

    func validate() throws {
        if let workers, !(1...1024).contains(workers) {
            throw ValidationError("--workers must be from 1 to 1024.")
        }
    }

    func run() throws {
        var counting = TextCounting(try tokenizer.load())
        counting.options = EncodingOptions(
            specialTokens: special ? .recognized : .asText, addsTemplate: template)
        counting.workers = workers ?? ProcessInfo.processInfo.activeProcessorCount
        let (found, bad) = try counting.run(texts.source, warn: printWarning)
        if json {
            try printJSON(Facts(found, bad))
        } else {
            print(text(found))
            if bad > 0 { printWarning("\(bad) lines without text left out") }
        }
    }

    private func text(_ found: TextStatistics) -> String {
        """
        texts       \(grouped(found.documents))
        bytes       \(grouped(found.bytes))
        characters  \(grouped(found.characters))
        words       \(grouped(found.words))
        tokens      \(grouped(found.tokens)), \(String(format: "%.3f", found.bytesPerToken)) bytes each, \
        \(String(format: "%.3f", found.tokensPerWord)) per word
        """
    }

    private struct Facts: Encodable {
        let texts: Int
        let bytes: Int
        let characters: Int
        let words: Int
        let tokens: Int
        let bytesPerToken: Double
        let tokensPerWord: Double
        let linesWithoutText: Int

        enum CodingKeys: String, CodingKey {
            case texts, bytes, characters, words, tokens
            case bytesPerToken = "bytes_per_token"
            case tokensPerWord = "tokens_per_word"
            case linesWithoutText = "lines_without_text"
        }

        init(_ found: TextStatistics, _ bad: Int) {
            (texts, bytes, characters) = (found.documents, found.bytes, found.characters)
            (words, tokens, linesWithoutText) = (found.words, found.tokens, bad)
            (bytesPerToken, tokensPerWord) = (found.bytesPerToken, found.tokensPerWord)
        }
    }
}
