// `winnow tokenizer split`.
import ArgumentParser
import BytePairEncoding
import Stages

/// `winnow tokenizer split`
struct TokenizerSplit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "split",
        abstract: "Show where texts are cut before merging.",
        discussion: """
            Writes {"id": …, "ends": […]} lines with the byte offsets at which pieces end,
            or the pieces themselves with --pieces.

            Examples:
              winnow tokenizer split --pattern o200k texts.jsonl
              echo '{"text": "Don’t!"}' | winnow tokenizer split -t gpt2.json --pieces
            """)

    @Option(name: .shortAndLong, help: TokenizerFile.help)
    var tokenizer: String?

    @Option(help: "Instead of a tokenizer's: \(SplitPattern.names), or a regular expression.")
    var pattern: String?

    @OptionGroup var texts: TextArguments

    @Flag(help: "Write the pieces, not where they end.")
    var pieces = false

    func validate() throws {
        if (tokenizer == nil) == (pattern == nil) {
            throw ValidationError("Name either --tokenizer or --pattern.")
        }
    }

    func run() throws {
        let preTokenizer =
            try tokenizer.map { try TokenizerFile.load($0).parts.preTokenizer }
            ?? PreTokenizer(splitSteps(pattern ?? ""))
        try TextSplitting(preTokenizer, writesPieces: pieces)
            .run(texts.source, warn: printWarning, write: printOutput)
    }
}
