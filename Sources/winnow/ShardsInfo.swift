// `winnow shards info`: what shards hold, by their indexes.
import ArgumentParser
import Execution
import TokenShards

struct ShardsInfo: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Show what shards hold.",
        discussion: """
            Reads the indexes, not the tokens: 'winnow shards verify' checks every byte.
            What neither the format nor a shards.sha256 beside the shards tells is left
            out.

            Examples:
              winnow shards info runs/quickstart
              winnow shards info runs/quickstart/tokens --json
            """)

    @OptionGroup var shards: ShardArguments

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let list = ShardList(try shards.find().map { Shard($0, try $0.open().facts) })
        if json {
            try printJSON(list)
        } else {
            print(table(list))
        }
    }

    private func table(_ list: ShardList) -> String {
        let head = [
            "shard", "format", "documents", "tokens", "type", "vocabulary", "mask", "stored",
        ]
        let rows = list.shards.map { shard in
            [
                shard.shard, shard.format, grouped(shard.documents), grouped(shard.tokens),
                shard.dtype, shard.vocabularySize.map(grouped) ?? "-", shard.mask ? "yes" : "no",
                bytes(shard.storedBytes),
            ]
        }
        let total = [
            "all", "", grouped(list.documents), grouped(list.tokens), "", "", "",
            bytes(list.shards.reduce(0) { $0 + $1.storedBytes }),
        ]
        return columns([head] + rows + (rows.count > 1 ? [total] : []))
    }
}

/// A shard's facts, for scripts.
private struct Shard: Encodable {
    let shard: String
    let format: String
    let documents: Int
    let tokens: Int
    let dtype: String
    let vocabularySize: Int?
    let mask: Bool
    let tokenizerSHA256: String?
    let storedBytes: Int

    enum CodingKeys: String, CodingKey {
        case shard, format, documents, tokens, dtype, mask
        case vocabularySize = "vocabulary_size"
        case tokenizerSHA256 = "tokenizer_sha256"
        case storedBytes = "stored_bytes"
    }

    init(_ files: ShardFiles, _ facts: ShardFacts) {
        shard = files.path
        format = files.format.rawValue
        documents = facts.documents
        tokens = facts.tokens
        dtype = facts.dtype
        vocabularySize = facts.vocabularySize
        mask = facts.hasMask
        tokenizerSHA256 = facts.tokenizerSHA256
        storedBytes = facts.storedBytes
    }
}

/// Several shards and their sums.
private struct ShardList: Encodable {
    let documents: Int
    let tokens: Int
    let shards: [Shard]

    init(_ shards: [Shard]) {
        documents = shards.reduce(0) { $0 + $1.documents }
        tokens = shards.reduce(0) { $0 + $1.tokens }
        self.shards = shards
    }
}
