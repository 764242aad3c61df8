// `winnow tokenizer info`, `compare` and `convert`.
import ArgumentParser
import BytePairEncoding
import Execution
import FileStore
import Foundation
import Stages

/// `winnow tokenizer info`
struct TokenizerInfo: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Show what a tokenizer is.",
        discussion: """
            Examples:
              winnow tokenizer info tokenizers/mine
              winnow tokenizer info o200k_base.tiktoken --json
            """)

    @Argument(help: TokenizerFile.help)
    var tokenizer: String

    @Option(help: TokenizerFile.patternHelp)
    var pattern: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let facts = Facts(try TokenizerFile.load(tokenizer, pattern: pattern))
        if json { return try printJSON(facts) }
        print(
            """
            tokens          \(grouped(facts.tokens)) (ids below \(grouped(facts.idBound)))
            merges          \(grouped(facts.merges))
            symbols         \(facts.symbols)
            split           \(facts.split.isEmpty ? "none" : facts.split.joined(separator: "\n                "))
            longest token   \(facts.longestToken) bytes
            special tokens  \(facts.specialTokens.count)
            """)
        for token in facts.specialTokens.prefix(20) { print("  \(token.id)  \(token.text)") }
    }

    private struct Facts: Encodable {
        struct Special: Encodable {
            let id: UInt32
            let text: String
        }

        let tokens: Int
        let idBound: Int
        let merges: Int
        let symbols: String
        let split: [String]
        let longestToken: Int
        let specialTokens: [Special]

        enum CodingKeys: String, CodingKey {
            case tokens, merges, symbols, split
            case idBound = "id_bound"
            case longestToken = "longest_token"
            case specialTokens = "special_tokens"
        }

        init(_ tokenizer: Tokenizer) {
            let vocabulary = tokenizer.vocabulary
            tokens = vocabulary.tokenCount
            idBound = vocabulary.idBound
            merges = tokenizer.merges.count
            symbols =
                switch tokenizer.parts.segmentation {
                case .merges: tokenizer.parts.symbols == .bytes ? "bytes" : "characters"
                case .longest: "the longest token each time"
                case .mostProbable: "the most probable pieces (Unigram)"
                case .wordPieces: "the longest token each time (WordPiece)"
                case .words: "whole words (WordLevel)"
                }
            split = tokenizer.parts.preTokenizer.steps.map(\.description)
            longestToken = (0..<UInt32(idBound)).map { vocabulary.byteCount($0) }.max() ?? 0
            specialTokens = tokenizer.specialTokens.map {
                Special(id: $0.id, text: String(decoding: $0.text, as: UTF8.self))
            }
        }
    }
}

/// `winnow tokenizer compare`
struct TokenizerCompare: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare how tokenizers compress the same texts.",
        discussion: """
            Bytes per token (compression: more is better) and tokens per word (fertility:
            fewer is better), overall and by the values of a field.

            Examples:
              winnow tokenizer compare -t mine/tokenizer.json -t gpt2.json held-back.jsonl
              winnow tokenizer compare -t mine -t o200k_base.tiktoken a.jsonl --by language
            """)

    @Option(name: .shortAndLong, help: TokenizerFile.help)
    var tokenizer: [String]

    @OptionGroup var texts: TextArguments

    @Option(help: "A field of JSON lines to group by. May be given several times.")
    var by: [String] = []

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        if tokenizer.isEmpty { throw ValidationError("Name tokenizers with --tokenizer.") }
        let names = tokenizer
        var comparison = TokenizerComparison(
            try names.map { ($0, try TokenizerFile.load($0)) })
        try comparison.add(texts.source, by: by, warn: printWarning)
        if json { return try printJSON(comparison.rows) }
        print(comparison.table)
    }
}

extension TokenizerComparison {
    var table: String {
        let head = ["tokenizer", "group", "texts", "bytes", "tokens", "bytes/token", "tokens/word"]
        let rows = rows.map { row in
            [
                row.tokenizer, row.group ?? "all", grouped(row.texts), grouped(row.bytes),
                grouped(row.tokens), String(format: "%.3f", row.bytesPerToken),
                String(format: "%.3f", row.tokensPerWord),
            ]
        }
        return columns([head] + rows)
    }
}

/// `winnow tokenizer convert`
struct TokenizerConvert: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Write a tokenizer in another format.",
        discussion: """
            huggingface: a folder that AutoTokenizer.from_pretrained takes (tokenizer.json,
            tokenizer_config.json, special_tokens_map.json). tiktoken: a rank file, and
            beside it NAME.spec.json with the split pattern and the special tokens. What is
            written is read back first, and must encode a set of odd texts alike.

            Examples:
              winnow tokenizer convert cl100k_base.tiktoken --output cl100k
              winnow tokenizer convert mine/tokenizer.json --to tiktoken -o mine.tiktoken
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case huggingface, tiktoken
    }

    @Argument(help: TokenizerFile.help)
    var tokenizer: String

    @Option(help: TokenizerFile.patternHelp)
    var pattern: String?

    @Option(help: "huggingface or tiktoken.")
    var to = Format.huggingface

    @Option(name: .shortAndLong, help: "The folder (huggingface) or file (tiktoken) to write.")
    var output: String

    @Flag(help: "Replace files that are there.")
    var force = false

    func run() throws {
        let tokenizer = try TokenizerFile.load(self.tokenizer, pattern: pattern)
        switch to {
        case .huggingface:
            try write(TokenizerConversion.huggingFace(tokenizer), to: output + "/")
        case .tiktoken:
            guard output.hasSuffix(".tiktoken") else {
                throw ValidationError("--output must end in .tiktoken.")
            }
            try write(
                TokenizerConversion.tiktoken(tokenizer),
                to: String(output.dropLast(".tiktoken".count)))
        }
    }

    private func write(_ conversion: TokenizerConversion, to base: String) throws {
        if !force { try refuseToReplace(conversion.files.map { base + $0.key }) }
        for (name, bytes) in conversion.files { try StoredFile(base + name).write(bytes) }
    }
}
