// `winnow tokenizer`: train, use, inspect and convert tokenizers.
import ArgumentParser
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
            TokenizerTrain.self, TokenizerEncode.self, TokenizerDecode.self, TokenizerInfo.self,
            TokenizerCompare.self, TokenizerConvert.self, TokenizerSplit.self,
        ])
}

extension TokenizerFile {
    static let help = ArgumentHelp(stringLiteral: forms)
}

/// Writes a small file, replacing what was there.
func writeFile(_ bytes: [UInt8], to path: String) throws { try writeWholeFile(bytes, to: path) }
