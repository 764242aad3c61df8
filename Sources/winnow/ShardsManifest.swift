// What finished runs' manifests say about the shards in their folders.
import Execution
import Foundation
import PipelineCore
import Stages
import TokenShards

extension KnownShards {
    /// Looks for `manifest.json` in every folder in `paths` and above it, and says whether all of
    /// them are places where a run writes shards.
    static func ofRuns(_ paths: [String]) throws -> (known: KnownShards, haveAll: Bool) {
        var known = KnownShards()
        var haveAll = true
        for path in paths {
            var isFolder: ObjCBool = false
            let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            let isFile =
                isThere ? !isFolder.boolValue : try !ShardFiles.files(named: path).isEmpty
            let folder = URL(filePath: path).standardizedFileURL
            let isRuns = try !isFile && known.add(folder: folder, as: path)
            haveAll = haveAll && isRuns
        }
        return (known, haveAll)
    }

    /// False where no run is there.
    private mutating func add(folder: URL, as path: String) throws -> Bool {
        guard let run = try RunFolder.above(folder.path).map({ URL(filePath: $0.path) }) else {
            return false
        }
        let manifest = try Manifest(of: RunFolder(run.path))
        for (output, files) in manifest.outputs where files.contains(where: { $0.tokens != nil }) {
            let place = run.appending(path: output).path
            let inside = files.compactMap { $0.moved(from: place, to: folder.path) }
            add(
                ShardRecord.records(of: inside), others: ShardRecord.otherFiles(of: inside),
                in: path.hasSuffix("/") ? path : path + "/")
        }
        let outputs = try SavedPlan(of: RunFolder(run.path)).paths(ofWriter: "token_shards")
        return outputs.contains { output in
            let place = run.appending(path: output).path
            return "\(place)/".hasPrefix(folder.path + "/") || folder.path.hasPrefix(place + "/")
        }
    }
}

extension PipelineCore.OutputFile {
    /// The same file, named from another folder; nil where it isn't below that.
    fileprivate func moved(from place: String, to folder: String) -> PipelineCore.OutputFile? {
        let path = place + "/" + name
        guard path.hasPrefix(folder + "/") else { return nil }
        return PipelineCore.OutputFile(
            name: String(path.dropFirst(folder.count + 1)), bytes: bytes, sha256: sha256,
            documents: documents, tokens: tokens, facts: facts)
    }
}
