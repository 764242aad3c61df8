// `winnow shards convert` and `merge`: shards written again, in another format or as one set.
import ArgumentParser
import Execution
import FileStore
import TokenShards

extension ShardFormat: ExpressibleByArgument {}
extension ShardCompression: ExpressibleByArgument {}

struct ShardsConvert: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Write shards again in another format.",
        discussion: """
            Documents keep their order, tokens, masks and packed sequences; ids where both
            formats have them. What the format can't hold, such as a loss mask in
            Megatron's files, is refused. MDS, Megatron, bin and npy files of other
            programs are read too. Where the shards are those of train, validation and
            test, each stays a part of its own. The folder, or that of each part, gets
            shards.sha256, the digests of all files, for 'winnow shards verify' and
            'sha256sum -c'.

            Examples:
              winnow shards convert runs/quickstart --to mds --compression zstd -o mds
              winnow shards convert train.bin --to winnow --vocabulary-size 50257 -o new
            """)

    @OptionGroup var shards: ShardArguments

    @Option(help: "winnow, mds, megatron, datatrove, bin or npy.")
    var to: ShardFormat

    @OptionGroup var output: ShardOutputArguments

    func validate() throws { try output.check(to) }

    func run() throws { try output.write(shards, as: to) }
}

struct ShardsMerge: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Write several sets of shards as one, in the same format.",
        discussion: """
            The sets come one behind the other, in the order of their paths. They have to
            be of one format and, as far as they tell, of one tokenizer.

            Example:
              winnow shards merge runs/monday/tokens runs/tuesday/tokens --output all
            """)

    @OptionGroup var shards: ShardArguments
    @OptionGroup var output: ShardOutputArguments

    func run() throws {
        let formats = Set(try shards.find().map(\.format))
        guard formats.count == 1, let format = formats.first else {
            throw ValidationError(
                "The shards are of several formats ("
                    + formats.map(\.rawValue).sorted().joined(separator: ", ")
                    + "); 'winnow shards convert' makes one of them.")
        }
        try output.check(format)
        try output.write(shards, as: format)
    }
}

/// Where new shards go, and how they are cut.
struct ShardOutputArguments: ParsableArguments {
    @Option(name: .shortAndLong, help: "A folder that is empty, or not there.")
    var output: String

    @Option(help: "A shard ends before its tokens pass this many MiB (256; mds: 64).")
    var shardMegabytes: Int?

    @Option(help: "Every token is below this, for shards that don't tell.")
    var vocabularySize: Int?

    @Option(help: "Of mds: none or zstd.")
    var compression: ShardCompression?

    @Option(help: "zstd level of winnow's and mds's shards, 1 to 19.")
    var level = 3

    @Option(help: "What winnow's shards are read in at least, 4 to 4096 KiB (256).")
    var frameKilobytes: Int?

    func check(_ format: ShardFormat) throws {
        guard (1...19).contains(level) else { throw ValidationError("--level must be 1 to 19.") }
        if compression != nil && format != .mds {
            throw ValidationError("--compression is for mds.")
        }
        if frameKilobytes != nil && format != .winnow {
            throw ValidationError("--frame-kilobytes is for winnow.")
        }
        guard (4...4096).contains(frameKilobytes ?? 4) else {
            throw ValidationError("--frame-kilobytes must be 4 to 4096.")
        }
        let most = format.largestShardMegabytes
        guard (1...most).contains(shardMegabytes ?? 1) else {
            throw ValidationError("--shard-megabytes must be 1 to \(most).")
        }
        guard (1...1 << 31).contains(vocabularySize ?? 1) else {
            throw ValidationError("--vocabulary-size must be 1 to \(1 << 31).")
        }
    }

    func write(_ shards: ShardArguments, as format: ShardFormat) throws {
        let folder = StoredFolder(output, in: LocalFiles.shared)
        guard try folder.entries().isEmpty else {
            throw ValidationError("--output: \(output) is not empty.")
        }
        var settings = ShardConversion.Settings(format)
        settings.shardMegabytes = shardMegabytes
        settings.vocabularySize = vocabularySize
        settings.compression = compression ?? .none
        settings.level = level
        settings.frameKilobytes = frameKilobytes
        let (found, known) = try shards.findSet()
        let conversion = try ShardConversion(
            try ShardPart.divided(found), settings, records: known.records)
        let result: ShardConversion.Result
        do {
            result = try conversion.run(into: folder)
        } catch {
            // It was empty: all of it is what was just written.
            try? folder.remove()
            throw error
        }
        print("\(text(result)) in \(output)")
    }
}

/// `1 shard, 12 documents, 3,456 tokens`.
func text(_ result: ShardConversion.Result) -> String {
    counted(result.shards.count, "shard") + ", " + counted(result.documents, "document") + ", "
        + counted(result.tokens, "token")
}
