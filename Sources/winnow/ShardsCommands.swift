// `winnow shards`: what token shards hold, whether they are whole, and their documents.
import ArgumentParser
import TokenShards

struct ShardsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shards",
        abstract: "Inspect, verify, print, convert, append and trace token shards.",
        discussion: """
            Shards of any format that Winnow writes: its own, MDS, Megatron, datatrove,
            plain .bin and .npy.
            """,
        subcommands: [
            ShardsInfo.self, ShardsVerify.self, ShardsCat.self, ShardsConvert.self,
            ShardsMerge.self, ShardsAppend.self, ShardsTrace.self,
        ])
}

/// The shards that a command is pointed at.
struct ShardArguments: ParsableArguments {
    @Argument(
        help:
            "Folders with shards, a run's among them, or files of them (any of a shard's names it)."
    )
    var paths: [String]

    func find() throws -> [ShardFiles] { try ShardFiles.find(paths) }
}
