// What finished runs' manifests say about the shards in their folders.
import Execution
import Foundation
import PipelineCore
import Stages
import TokenShards

extension KnownShards {
    /// Looks for `manifest.json` in every folder in `paths` and above it.
    init(manifestsOf paths: [String]) throws {
        self.init()
        for path in paths {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
                isFolder.boolValue
            else { continue }
            try add(folder: URL(filePath: path).standardizedFileURL, as: path)
        }
    }

    private mutating func add(folder: URL, as path: String) throws {
        var run = folder
        while try !RunFolder(run.path).isFinished() {
            if run.path == "/" { return }
            run.deleteLastPathComponent()
        }
        let manifest = try Manifest(of: RunFolder(run.path))
        for (output, files) in manifest.outputs where files.contains(where: { $0.tokens != nil }) {
            let place = run.appending(path: output).path
            let inside = files.compactMap { $0.moved(from: place, to: folder.path) }
            add(
                ShardRecord.records(of: inside), others: ShardRecord.otherFiles(of: inside),
                in: path.hasSuffix("/") ? path : path + "/")
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
