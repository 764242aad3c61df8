// `winnow shards cat`: documents of shards as JSON lines, as tokens or as text.
import ArgumentParser
import BytePairEncoding
import Execution
import FileFormats
import Foundation
import PipelineCore
import Stages
import TokenShards

struct ShardsCat: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cat",
        abstract: "Print documents of shards as JSON lines.",
        discussion: """
            A line holds id, tokens and, where the shard has a loss mask, mask. With --text
            or --tokenizer it holds id, text and, where there is a mask, trained: the text
            that carries loss. A tokenizer that didn't make the tokens is refused, where
            the shards or the run's manifest tell. Megatron, datatrove, bin and npy files
            keep no ids.

            Examples:
              winnow shards cat runs/quickstart --limit 3
              winnow shards cat runs/quickstart --text --limit 3
              winnow shards cat copied/tokens --tokenizer cl100k_base.tiktoken
              winnow shards cat runs/quickstart/tokens --id '<urn:uuid:0f5b2f9e-…>'

            Exit code 66 when there is no document with the id.
            """)

    @OptionGroup var shards: ShardArguments

    @Flag(help: "Decode with the tokenizer that the run keeps.")
    var text = false

    @Option(help: "Decode with this tokenizer: a file or folder of any kind that is read.")
    var tokenizer: String?

    @Option(help: TokenizerFile.patternHelp)
    var pattern: String?

    @Option(help: "Only the documents with this id.")
    var id: String?

    @Option(help: "Print at most so many documents.")
    var limit: Int?

    func validate() throws {
        if let limit, limit < 0 { throw ValidationError("--limit must be 0 or more.") }
    }

    func run() throws {
        try shards.refuseSeveralSets()
        let wanted = id.map { Array($0.utf8) }
        let decoder = try decoder()
        let known = decoder == nil ? KnownShards() : try KnownShards.ofRuns(shards.paths).known
        var left = limit ?? .max
        var found = 0
        var keepsIDs = false
        for files in try shards.find() where left > 0 {
            let shard = try files.open()
            try decoder?.check(shard, known.records[files.path])
            var printer = DocumentPrinter(shard, decoder?.tokenizer)
            for document in 0..<shard.documents where left > 0 {
                let own = wanted == nil ? nil : try shard.id(of: document)
                keepsIDs = keepsIDs || own != nil
                if let wanted, own != wanted { continue }
                try printer.print(document)
                left -= 1
                found += 1
            }
            printer.flush()
        }
        if let id, found == 0, limit != 0 {
            printError(
                "winnow: no document has the id \(printableLine(id))"
                    + (keepsIDs ? "" : "; the shards' format keeps no ids"))
            throw ExitCode(ExitStatus.notFound)
        }
    }
}

extension ShardsCat {
    private func decoder() throws -> ShardTokenizer? {
        if let tokenizer { return try ShardTokenizer(path: tokenizer, pattern: pattern) }
        return text ? try ShardTokenizer(besideShards: shards.paths) : nil
    }
}

/// Writes documents of one shard to standard output.
private struct DocumentPrinter {
    private let shard: any TokenShardReader
    private let tokenizer: Tokenizer?
    private var writer = JSONWriter()
    private var tokens: [UInt32] = []

    init(_ shard: any TokenShardReader, _ tokenizer: Tokenizer?) {
        self.shard = shard
        self.tokenizer = tokenizer
    }

    mutating func print(_ document: Int) throws {
        try shard.readTokens(of: document, into: &tokens)
        let mask = try shard.mask(of: document)
        writer.beginObject()
        if let id = try shard.id(of: document) {
            writer.key("id")
            // Another program's files may hold anything.
            writer.string(String(decoding: id, as: UTF8.self))
        }
        if let tokenizer {
            try text("text", tokens, tokenizer)
            if shard.facts.hasMask {
                try text("trained", zip(tokens, mask).filter { $1 == 1 }.map(\.0), tokenizer)
            }
        } else {
            numbers("tokens", tokens)
            if shard.facts.hasMask { numbers("mask", mask) }
        }
        writer.endObject()
        writer.endLine()
        if writer.bytes.count >= 1 << 16 { flush() }
    }

    mutating func flush() {
        printOutput(writer.bytes)
        writer.bytes.removeAll(keepingCapacity: true)
    }

    private mutating func text(
        _ key: String, _ tokens: [UInt32], _ tokenizer: Tokenizer
    ) throws {
        var bytes: [UInt8] = []
        try tokenizer.decode(tokens, into: &bytes)
        writer.key(key)
        // A mask may cut a character in two: what is left of it becomes U+FFFD.
        writer.string(String(decoding: bytes, as: UTF8.self))
    }

    private mutating func numbers(_ key: String, _ numbers: [some FixedWidthInteger]) {
        writer.key(key)
        writer.beginArray()
        for number in numbers { writer.int(number) }
        writer.endArray()
    }
}
