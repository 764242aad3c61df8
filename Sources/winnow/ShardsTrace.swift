// `winnow shards trace`: from a token in a shard to the record that it came from.
import ArgumentParser
import Execution
import FileFormats
import FileStore
import Foundation
import PipelineCore
import TokenShards

struct ShardsTrace: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Find the source of a token: its document, file and record.",
        discussion: """
            The token's document is found by the shard's index, its source in the ledger of
            the run that the shard lies in (or of --run); a shard that was written anew, or
            is another run's, is found by its ids alone, which is said. Megatron,
            datatrove, bin and npy files keep no ids: of those, the document's number is
            told alone.

            Examples:
              winnow shards trace runs/quickstart/tokens/00000-00000.tokens.zst 12345
              winnow shards trace copied/00000-00000.mds 12345 --run runs/quickstart

            Exit code 66 when the shard has no such token, or the ledger no such document.
            """)

    @Argument(help: "A shard: any of its files.")
    var shard: String

    @Argument(help: "The token's place in the shard, counted from 0.")
    var offset: Int

    @Option(name: .customLong("run"), help: "The run that wrote the shard.")
    var runFolder: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let shards = try ShardFiles.find([shard])
        guard shards.count == 1 else {
            throw ValidationError("\(shard) is \(shards.count) shards; name one.")
        }
        let open = try shards[0].open()
        guard (0..<open.facts.tokens).contains(offset) else {
            throw RunError(
                .noRun, "\(shard) has \(grouped(open.facts.tokens)) tokens, from 0 on")
        }
        var trace = try Trace(offset, in: open)
        trace.path = shards[0].path
        if let id = trace.id {
            guard !id.isEmpty else { return try show(trace) }
            guard let folder = try runFolder.map({ RunFolder($0) }) ?? RunFolder.above(shard) else {
                throw RunError(
                    .noRun, "\(shard) lies in no run's folder\n  Name the run with --run.")
            }
            trace.isListed = try isListed(shards[0], open, by: folder)
            try trace.find(in: LedgerFiles(folder))
        }
        try show(trace)
    }

    /// Whether the run's manifest has the shard's files.
    ///
    /// - Throws: ``ShardError`` where another tokenizer than the run's made the tokens.
    private func isListed(
        _ files: ShardFiles, _ shard: any TokenShardReader, by run: RunFolder
    ) throws -> Bool {
        let outputs = try Manifest(of: run).outputs.values.flatMap { $0 }
        let made = Set(outputs.compactMap { $0.facts?["tokenizer_sha256"] })
        if shard.facts.isTokenizerKnown, let digest = shard.facts.tokenizerSHA256,
            let other = made.first, !made.contains(digest)
        {
            throw ShardError(
                .unsupported, files.path,
                "it is no shard of \(run.path): the tokenizer \(digest.prefix(12))… made its tokens, "
                    + "\(other.prefix(12))… those of the run")
        }
        guard let file = try files.storedFiles().first else { return false }
        let digest = try SHA256.hex(of: StoredFile(file))
        return outputs.contains { $0.sha256 == digest }
    }

    private func show(_ trace: Trace) throws {
        if json { try printJSON(trace) } else { print(trace.text) }
    }
}

/// Where a token is and where it came from.
private struct Trace: Encodable {
    var path = ""
    let offset: Int
    let token: UInt32
    /// The document's number in the shard, and the token's place in it.
    let document: Int
    let place: Int
    /// The sequence and the place in it, where tokens are packed.
    var sequence: Int?
    var sequencePlace: Int?
    let id: String?
    var url: String?
    var source: String?
    /// The record's place in the source, and the byte at which it begins.
    var record: Int?
    var byte: Int?
    /// Whether the run's manifest lists the shard as it is; else nothing but the id leads to the source.
    var isListed: Bool?
    /// Where it may have come from, if several kept documents have the id.
    var candidates: [String]?

    enum CodingKeys: String, CodingKey {
        case offset, token, document, place, sequence, id, url, source, record, byte, candidates
        case path = "shard"
        case isListed = "listed"
        case sequencePlace = "sequence_place"
    }

    init(_ offset: Int, in shard: any TokenShardReader) throws {
        self.offset = offset
        document = shard.ends.document(holding: offset)
        place = offset - (try shard.tokenRange(of: document).lowerBound)
        token = try shard.tokens(of: document)[place]
        id = try shard.id(of: document).map { String(decoding: $0, as: UTF8.self) }
        let length = shard.facts.sequenceLength
        if length > 0 { (sequence, sequencePlace) = (offset / length, offset % length) }
    }

    mutating func find(in ledger: LedgerFiles) throws {
        var rows: [LedgerRow] = []
        let isIt = LedgerFilter(every: [("id", id ?? ""), ("fate", "kept")])
        try ledger.forEachRow(["url", "source", "place", "offset"], where: isIt) { row in
            rows.append(row)
            return true
        }
        guard let found = rows.first else {
            throw RunError(
                .noRun, "the ledger of \(ledger.folder.path) kept no document \(id ?? "")")
        }
        guard rows.count == 1 else {
            candidates = rows.map {
                "\($0["source"] ?? "?"), record \($0["place"] ?? "?") at byte \($0["offset"] ?? "?")"
            }
            return
        }
        (url, source) = (found["url"], found["source"])
        (record, byte) = (found["place"].flatMap { Int($0) }, found["offset"].flatMap { Int($0) })
    }

    private func text(_ number: Int?) -> String { number.map(String.init) ?? "?" }

    var text: String {
        var lines = [
            "\(path): token \(offset) is \(token)",
            "  document  \(document) of the shard, token \(place) of it"
                + (id.map { $0.isEmpty ? " (padding)" : "" } ?? ""),
        ]
        if let sequence, let sequencePlace {
            lines.append("  sequence  \(sequence), token \(sequencePlace) of it")
        }
        if let id, !id.isEmpty { lines.append("  id        \(printableLine(id))") }
        if id == nil { lines.append("  the format keeps no ids: nothing leads further") }
        if let url { lines.append("  url       \(printableLine(url))") }
        if let source {
            lines.append(
                "  from      \(printableLine(source)), record \(text(record)) at byte \(text(byte))"
            )
        }
        if isListed == false, source != nil || candidates != nil {
            lines.append(
                "  the run's manifest doesn't list this shard as it is: found by the id alone")
        }
        if let candidates {
            lines.append("  from one of \(candidates.count) kept documents with this id:")
            lines += candidates.prefix(10).map { "            \(printableLine($0))" }
        }
        return lines.joined(separator: "\n")
    }
}
