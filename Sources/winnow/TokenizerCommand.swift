// `winnow tokenizer`: train, use, inspect and convert tokenizers.
import ArgumentParser
import BytePairEncoding
import FileStore
import Stages

struct TokenizerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokenizer",
        abstract: "Train, use, inspect and convert tokenizers.",
        discussion: """
            Examples:
              winnow tokenizer train --help
              winnow tokenizer info runs/quickstart/tokenizer/tokenizer.json
            """,
        subcommands: [
            TokenizerTrain.self, TokenizerEncode.self, TokenizerDecode.self, TokenizerCount.self,
            TokenizerInfo.self, TokenizerCompare.self, TokenizerConvert.self, TokenizerSplit.self,
        ])
}

extension TokenizerFile {
    static let help = ArgumentHelp(stringLiteral: forms)
    static let patternHelp = ArgumentHelp(
        stringLiteral: "The split of a rank file that doesn't say its own and isn't known: "
            + SplitPattern.names + ", or a regular expression.")
}

/// A tokenizer, named as an option.
struct TokenizerArguments: ParsableArguments {
    @Option(name: .shortAndLong, help: TokenizerFile.help)
    var tokenizer: String

    @Option(help: TokenizerFile.patternHelp)
    var pattern: String?

    func load() throws -> Tokenizer { try TokenizerFile.load(tokenizer, pattern: pattern) }
}

/// Where texts come from.
struct TextArguments: ParsableArguments {
    @Argument(
        help: "Files, folders or patterns; gzip and zstd are read as they are. '-' is stdin.")
    var inputs: [String] = ["-"]

    @Flag(help: "Input is JSON lines whatever the names say (else: .jsonl, .json, .ndjson).")
    var jsonl = false

    @Flag(help: "Each line of plain text is a text (else: each file, and stdin, is one).")
    var lines = false

    @Option(help: "The field of JSON lines that holds the text.")
    var textField = "text"

    var source: TextSource {
        TextSource(inputs, isJSONLines: jsonl, isByLine: lines, textField: textField)
    }
}

/// Says on stderr what was left out.
func printWarning(_ text: String) { printError("winnow: \(text)") }

/// Throws where one of the files of a tokenizer is there.
func refuseToReplace(_ paths: [String]) throws {
    for path in paths where try StoredFile(path).exists() {
        throw ValidationError("\(path) is there already: --force replaces it.")
    }
}
