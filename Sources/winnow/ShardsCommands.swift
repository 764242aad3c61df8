// `winnow shards`: what token shards hold, whether they are whole, and their documents.
import ArgumentParser
import Foundation
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

    /// The shards; warns of those that are missing between them.
    func find() throws -> [ShardFiles] {
        let found = try ShardFiles.find(paths)
        if let gap = gaps(in: found).first {
            printWarning(
                "\(gap) is missing between these shards; 'winnow shards verify' tells more")
        }
        return found
    }

    /// The shards that are missing between others in the folders that are named.
    func gaps(in shards: [ShardFiles]) -> [String] {
        let folders = paths.filter { FileManager.default.isFolder($0) }
            .map { $0.hasSuffix("/") ? $0 : $0 + "/" }
        return ShardFiles.gaps(
            in: shards.filter { shard in folders.contains { shard.path.hasPrefix($0) } })
    }
}

extension FileManager {
    fileprivate func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
}
