// `winnow shards`: what token shards hold, whether they are whole, and their documents.
import ArgumentParser
import Execution
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

    /// One whole set of shards, for commands that write it again, and what manifests tell of it.
    func findSet() throws -> (shards: [ShardFiles], known: KnownShards) {
        try refuseSeveralSets()
        let shards = try find()
        let known = try KnownShards.ofRuns(paths).known
        if let missing = Set(known.records.keys).subtracting(shards.map(\.path)).min() {
            throw ValidationError(
                "\(missing) is missing, of which the run's manifest tells; "
                    + "'winnow shards verify' tells more.")
        }
        return (shards, known)
    }

    /// A run that wrote its tokens twice has each document in two sets.
    func refuseSeveralSets() throws {
        for path in paths {
            let run = RunFolder(path)
            guard try run.isFinished() else { continue }
            let sets = try SavedPlan(of: run).paths(ofWriter: "token_shards")
            if sets.count > 1 {
                throw ValidationError(
                    "\(path) holds several sets of shards; name one: "
                        + sets.map { "\(path)/\($0)" }.joined(separator: ", "))
            }
        }
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
