// `winnow shards append`: documents of shards added to a folder of shards.
import ArgumentParser
import Execution
import FileStore
import Foundation
import TokenShards

struct ShardsAppend: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "append",
        abstract: "Add the documents of shards to a folder of shards.",
        discussion: """
            The shards in the folder stay as they are; new ones with higher numbers come
            behind them, in the folder's format, and an MDS index.json lists them. As far
            as both tell, tokenizer, vocabulary, masks and packed sequences have to be the
            same. A run's own folder is refused, since its manifest tells what is in it,
            and so are bin and npy, which are one file.

            Example:
              winnow shards merge runs/monday/tokens --output corpus
              winnow shards append corpus runs/tuesday/tokens

            Killed on the way, it leaves a folder that is refused until it is run again.
            """)

    @Argument(help: "The folder that grows.")
    var target: String

    @OptionGroup var shards: ShardArguments

    @Option(help: "A shard ends before its tokens pass this many MiB (256; mds: 64).")
    var shardMegabytes: Int?

    @Option(help: "zstd level, 1 to 19.")
    var level = 3

    func validate() throws {
        guard (1...19).contains(level) else { throw ValidationError("--level must be 1 to 19.") }
        guard (1...4095).contains(shardMegabytes ?? 1) else {
            throw ValidationError("--shard-megabytes must be 1 to 4095.")
        }
    }

    func run() throws {
        let folder = URL(filePath: target).standardizedFileURL.path
        if let run = try RunFolder.above(folder) {
            throw ValidationError(
                "\(target) lies in the run \(run.path), whose manifest tells what is in it; "
                    + "'winnow shards merge' copies its shards to a folder of their own.")
        }
        let (added, known) = try shards.findSet()
        if let own = added.first(where: { isBelow(folder, $0.path) }) {
            throw ValidationError("\(own.path) is in \(target) already.")
        }
        var settings = ShardConversion.Settings(.winnow)
        settings.shardMegabytes = shardMegabytes
        settings.level = level
        let appending = try ShardAppending(
            added, to: StoredFolder(target, in: LocalFiles.shared), settings,
            records: known.records)
        if !appending.isTokenizerKnown {
            printWarning(
                "not all of these shards say which tokenizer made them; nothing shows that it is one"
            )
        }
        let result = try appending.run()
        print("\(text(result)) added to \(target)")
    }

    private func isBelow(_ folder: String, _ path: String) -> Bool {
        func real(_ path: String) -> String { LocalFiles.realPath(path) ?? path }
        let parent = URL(filePath: path).deletingLastPathComponent().path
        return "\(real(parent))/".hasPrefix(real(folder) + "/")
    }
}
