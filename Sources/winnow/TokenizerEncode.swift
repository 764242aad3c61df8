// `winnow tokenizer encode`.
import ArgumentParser
import BytePairEncoding
import FileFormats
import FileStore
import Foundation
import Stages

/// `winnow tokenizer encode`
struct TokenizerEncode: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encode",
        abstract: "Turn texts into token ids.",
        discussion: """
            JSON lines give {"id": …, "ids": […]} lines, or little-endian numbers with
            --format u16 or u32, one text after the other. Special tokens' names are text
            unless --special says otherwise. With --offsets each line has the ranges of
            bytes that the tokens stand for, too: {"id": …, "ids": […], "offsets": [[0, 5],
            …]}.

            Examples:
              winnow tokenizer encode -t gpt2.json texts.jsonl.zst --output ids.jsonl
              winnow tokenizer encode -t cl100k_base.tiktoken --format u32 books -o ids.u32
              echo '{"id": 1, "text": "Hello"}' | winnow tokenizer encode -t t.json --jsonl
            """)

    @OptionGroup var tokenizer: TokenizerArguments

    @OptionGroup var texts: TextArguments

    @Option(name: .shortAndLong, help: "The file to write (default: stdout).")
    var output: String?

    @Option(help: "jsonl, u16 or u32.")
    var format = TokenFormat.jsonl

    @Flag(help: "Names of special tokens in texts become the tokens.")
    var special = false

    @Flag(help: "Put the tokenizer's own tokens around each text, such as a beginning of text.")
    var template = false

    @Flag(help: "Write the range of bytes of each token, too.")
    var offsets = false

    @Option(help: "At most this many tokens per text.")
    var limit: Int?

    @Option(name: .shortAndLong, help: "Threads that work (default: one per core).")
    var workers: Int?

    @Flag(name: .shortAndLong, help: "No summary.")
    var quiet = false

    func validate() throws {
        if offsets && format != .jsonl {
            throw ValidationError("--offsets needs --format jsonl.")
        }
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1.") }
        if let workers, !(1...1024).contains(workers) {
            throw ValidationError("--workers must be from 1 to 1024.")
        }
    }

    func run() throws {
        let tokenizer = try tokenizer.load()
        if format == .u16 && tokenizer.vocabulary.idBound > 1 << 16 {
            throw ValidationError("The ids do not fit in 16 bits: take --format u32.")
        }
        var encoding = TextEncoding(tokenizer)
        encoding.options = EncodingOptions(
            specialTokens: special ? .recognized : .asText, addsTemplate: template, limit: limit)
        encoding.format = format
        encoding.writesOffsets = offsets
        encoding.workers = workers ?? ProcessInfo.processInfo.activeProcessorCount
        try checkOutput()
        let file = try output.map { try StoredFile($0).create() }
        let total = try encoding.run(texts.source, warn: printWarning) { bytes in
            if let file {
                try file.write(bytes)
            } else {
                printOutput(Array(bytes))
            }
        }
        try file?.commit()
        if !quiet { printError(total.summary) }
    }
}

extension TokenizerEncode {
    /// The output is none of the texts, by whatever name.
    private func checkOutput() throws {
        guard let output, let own = try StoredFile(output).entry()?.identity, !own.isEmpty else {
            return
        }
        for path in try texts.source.files() where path != "-" {
            if try StoredFile(path).entry()?.identity == own {
                throw ValidationError("--output \(output) is one of the texts.")
            }
        }
    }
}

extension TextEncoding.Totals {
    fileprivate var summary: String {
        let rate = tokens == 0 ? 0 : Double(bytes) / Double(tokens)
        let left = bad > 0 ? ", \(bad) lines without text left out" : ""
        return "\(texts) texts, \(bytes) bytes, \(tokens) tokens, "
            + String(format: "%.2f bytes per token", rate) + left
    }
}

extension TokenFormat: ExpressibleByArgument {}
