// The tokenizer that made some shards' tokens, and the check that one is it.
import BytePairEncoding
import Execution
import FileFormats
import FileStore
import Foundation
import Stages
import TokenShards

/// Decodes shards with one tokenizer, and refuses those that another made.
struct ShardTokenizer {
    let tokenizer: Tokenizer
    private let path: String
    private let digest: String

    /// A tokenizer that a person named.
    init(path: String, pattern: String?) throws {
        tokenizer = try TokenizerFile.load(path, pattern: pattern)
        self.path = path
        digest = SHA256.hex(of: tokenizer.identity().span)
    }

    /// The tokenizer that a run keeps beside its shards.
    init(besideShards paths: [String]) throws {
        for path in paths {
            guard let run = try RunFolder.above(path) else { continue }
            let manifest = try Manifest(of: run)
            for (folder, files) in manifest.outputs.sorted(by: { $0.key < $1.key })
            where folder != "ledger" && !files.contains(where: { $0.tokens != nil }) {
                let place = run.place.folder(folder).path
                if let found = try? ShardTokenizer(path: place, pattern: nil) {
                    self = found
                    return
                }
            }
        }
        throw FileError(
            .notFound, path: paths.joined(separator: ", "),
            reason: "no run's folder with a tokenizer in it; name one with --tokenizer")
    }

    /// Throws ``ShardError`` where another tokenizer made the shard's tokens, as far as that is known.
    func check(_ shard: any TokenShardReader, _ record: ShardRecord?) throws {
        guard let made = shard.facts.tokenizerSHA256 ?? record?.tokenizerSHA256,
            made != digest, made.contains(where: { $0 != "0" })
        else { return }
        throw ShardError(
            .unsupported, shard.path,
            "its tokens were made by the tokenizer \(made.prefix(12))…, and \(path) is "
                + "\(digest.prefix(12))…")
    }
}

extension RunFolder {
    /// The finished run that a path lies in; nil where it lies in none.
    static func above(_ path: String) throws -> RunFolder? {
        var folder = URL(filePath: path).standardizedFileURL
        while try !RunFolder(folder.path).isFinished() {
            if folder.path == "/" { return nil }
            folder.deleteLastPathComponent()
        }
        return RunFolder(folder.path)
    }
}
