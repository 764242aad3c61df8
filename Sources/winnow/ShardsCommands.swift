// `winnow shards`: what token shards hold, whether they are whole, and their documents.
import ArgumentParser
import Execution
import FileFormats
import FileStore
import Foundation
import TokenShards

struct ShardsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shards",
        abstract: "Inspect, verify and print token shards.",
        subcommands: [ShardsInfo.self, ShardsVerify.self, ShardsCat.self])
}

/// The shards that a command is pointed at.
struct ShardArguments: ParsableArguments {
    @Argument(help: "Folders of shards, or files of them (any of a shard's files names it).")
    var paths: [String]

    func find() throws -> [ShardFiles] { try ShardFiles.find(paths) }
}

/// `winnow shards info`
struct ShardsInfo: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Show what shards hold.",
        discussion: """
            Reads the indexes, not the tokens: 'winnow shards verify' checks every byte.

            Examples:
              winnow shards info runs/quickstart/tokens
              winnow shards info runs/quickstart/tokens --json
            """)

    @OptionGroup var shards: ShardArguments

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let facts = try shards.find().map(ShardFacts.init)
        if json {
            try printJSON(ShardList(facts))
        } else {
            print(table(facts))
        }
    }

    private func table(_ facts: [ShardFacts]) -> String {
        let head = ["shard", "documents", "tokens", "type", "vocabulary", "mask", "stored"]
        let rows = facts.map { shard in
            [
                shard.shard, grouped(shard.documents), grouped(shard.tokens), shard.dtype,
                grouped(shard.vocabularySize), shard.mask ? "yes" : "no", bytes(shard.storedBytes),
            ]
        }
        let list = ShardList(facts)
        let total = [
            "all", grouped(list.documents), grouped(list.tokens), "", "", "",
            bytes(facts.reduce(0) { $0 + $1.storedBytes }),
        ]
        return columns([head] + rows + (facts.count > 1 ? [total] : []))
    }
}

/// What an index says of its shard.
private struct ShardFacts: Encodable {
    let shard: String
    let documents: Int
    let tokens: Int
    let dtype: String
    let vocabularySize: Int
    let mask: Bool
    let tokenizerSHA256: String
    let storedBytes: Int

    enum CodingKeys: String, CodingKey {
        case shard, documents, tokens, dtype, mask
        case vocabularySize = "vocabulary_size"
        case tokenizerSHA256 = "tokenizer_sha256"
        case storedBytes = "stored_bytes"
    }

    init(_ files: ShardFiles) throws {
        let index = try TokenShard(files).index
        shard = files.base
        documents = index.documents
        tokens = index.tokens
        dtype = index.width.dtype
        vocabularySize = index.vocabularySize
        mask = index.hasMask
        tokenizerSHA256 = hexDigits(index.tokenizerDigest)
        let paths = [files.index, files.tokens] + (mask ? [files.mask] : [])
        storedBytes = try paths.reduce(0) { try $0 + StoredFile($1).size() }
    }
}

/// Several shards and their sums.
private struct ShardList: Encodable {
    let documents: Int
    let tokens: Int
    let shards: [ShardFacts]

    init(_ shards: [ShardFacts]) {
        documents = shards.reduce(0) { $0 + $1.documents }
        tokens = shards.reduce(0) { $0 + $1.tokens }
        self.shards = shards
    }
}

/// `winnow shards verify`
struct ShardsVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check every byte of shards and name what is damaged.",
        discussion: """
            Decompresses every frame and checks it against its checksum, the index, the vocabulary
            and, where the shards lie in a finished run's folder, the run's manifest; there, a
            missing shard is found too.

            Examples:
              winnow shards verify runs/quickstart/tokens
              winnow shards verify copy/of/00000-00000.tokens.zst --json

            Exit code 0 when all are sound, 1 when anything is wrong.
            """)

    @OptionGroup var shards: ShardArguments

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let records = try ManifestRecords(paths: shards.paths)
        let reports = try shards.find().map {
            ShardVerifier.verify($0, record: records.record(of: $0))
        }
        let missing = records.missing(from: reports.map(\.files))
        let isSound = missing.isEmpty && reports.allSatisfy(\.isSound)
        if json {
            try printJSON(Verdict(reports, missing, isSound))
        } else {
            print(
                (reports.map(text) + missing.map { "BAD  \($0): missing" }).joined(separator: "\n"))
        }
        if !isSound { throw ExitCode(ExitStatus.failure) }
    }

    private func text(_ report: ShardReport) -> String {
        let counts = report.index.map {
            ": \(grouped($0.documents)) documents, \(grouped($0.tokens)) tokens"
        }
        let findings = report.findings.map { "\n     \($0)" }.joined()
        return (report.isSound ? "ok   " : "BAD  ") + report.files.base + (counts ?? "") + findings
    }

    /// The verdict for scripts.
    private struct Verdict: Encodable {
        struct Shard: Encodable {
            let shard: String
            let sound: Bool
            let documents: Int?
            let tokens: Int?
            let findings: [Finding]
        }

        struct Finding: Encodable {
            let code: String
            let file: String
            let found: String
        }

        let sound: Bool
        let shards: [Shard]
        let missing: [String]

        init(_ reports: [ShardReport], _ missing: [String], _ isSound: Bool) {
            sound = isSound
            self.missing = missing
            shards = reports.map { report in
                Shard(
                    shard: report.files.base, sound: report.isSound,
                    documents: report.index?.documents, tokens: report.index?.tokens,
                    findings: report.findings.map {
                        Finding(code: $0.code.rawValue, file: $0.file, found: $0.found)
                    })
            }
        }
    }
}
