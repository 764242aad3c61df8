// What finished runs' manifests say about the shards in their folders.
import Execution
import Foundation
import Stages
import TokenShards

/// The shards that manifests know, for the folders that a person named.
struct ManifestRecords {
    /// By the shards' common paths.
    private var records: [String: ShardRecord] = [:]

    /// Looks for `manifest.json` above every folder in `paths`.
    init(paths: [String]) throws {
        for path in paths {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
                isFolder.boolValue
            else { continue }
            try add(folder: URL(filePath: path).standardizedFileURL, as: path)
        }
    }

    private mutating func add(folder: URL, as path: String) throws {
        var run = folder.deletingLastPathComponent()
        while run.path != "/" {
            let found = RunFolder(run.path)
            if try found.isFinished() {
                let output = String(folder.path.dropFirst(run.path.count + 1))
                let files = try Manifest(of: found).outputs[output] ?? []
                for record in ShardRecord.records(of: files) {
                    records[(path.hasSuffix("/") ? path : path + "/") + record.name] = record
                }
                return
            }
            run.deleteLastPathComponent()
        }
    }

    func record(of files: ShardFiles) -> ShardRecord? { records[files.base] }

    /// The shards that the manifests know and that are not among these.
    func missing(from found: [ShardFiles]) -> [String] {
        let names = Set(found.map(\.base))
        return records.keys.filter { !names.contains($0) }.sorted()
    }
}
